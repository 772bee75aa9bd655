"""Removing a folder in one step, and what may not be removed or changed."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from textmining.errors import WorkspaceError

__all__ = ["refuse_link", "sweep", "vanish"]

_PART = ".part-"
"""How the workspace begins the name of a folder that is not finished."""


def refuse_link(path: Path) -> None:
    """Stop at a symbolic link: what it leads to may be somebody else's, so only a person can remove it.

    Raises
    ------
    WorkspaceError
        If the path is one.
    """
    if path.is_symlink():
        raise WorkspaceError(
            f"{path}: is a symbolic link to {path.readlink()}, and what is there is not removed by this program. "
            "Remove by hand what it leads to, and the link itself; then give the command again."
        )


def vanish(path: Path) -> bool:
    """Remove a folder or file so that it is there whole or not at all; return whether it was there.

    Raises
    ------
    WorkspaceError
        If it is a symbolic link.
    """
    refuse_link(path)
    if path.is_dir():
        aside = path.with_name(f"{_PART}gone-{secrets.token_hex(4)}")
        path.rename(aside)
        shutil.rmtree(aside)
        return True
    if path.exists():
        path.unlink()
        return True
    return False


def sweep(folder: Path) -> None:
    """Remove what a run or removal that was killed left half-way in a folder."""
    for path in _parts(folder):
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _parts(folder: Path) -> Iterator[Path]:
    """Unfinished folders, and files on their way to a name: ``.themes.json.x1y2`` beside ``themes.json``."""
    if folder.is_dir():
        yield from folder.glob(f"{_PART}*")
        yield from (p for p in folder.glob(".*.*.*") if p.is_file())

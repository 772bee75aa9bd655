"""Where personal data lie, and removing a folder in one step."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from textmining.workspace import Workspace

__all__ = ["editions", "fitted_models", "research_tables", "stage_folders", "sweep", "vanish"]

_PART = ".part-"
"""How the workspace begins the name of a folder that is not finished."""


def editions(workspace: Workspace) -> list[Path]:
    """The folders of all editions, also those that were set aside as damaged."""
    if not workspace.outputs.is_dir():
        return []
    found = (p for p in workspace.outputs.iterdir() if not p.name.startswith("."))
    return sorted(p for p in found if p.is_dir() and not p.is_symlink())


def stage_folders(workspace: Workspace) -> list[Path]:
    """The folders of all stage results, whatever study file, data or code they are of."""
    return sorted(p for p in (workspace.private / "stages").glob("*/*") if p.is_dir())


def research_tables(workspace: Workspace) -> list[Path]:
    """The folders with tables that are not for everybody: stage results and ``onderzoek/tables`` of editions."""
    published = (edition / "onderzoek" / "tables" for edition in editions(workspace))
    return [*stage_folders(workspace), *(folder for folder in published if folder.is_dir())]


def fitted_models(workspace: Workspace, study_id: str) -> list[Path]:
    """The fitted models of a study; a language model that lies there under the study's name is none."""
    return sorted(card.parent for card in (workspace.models / study_id).glob("*/card.json"))


def vanish(path: Path) -> bool:
    """Remove a folder or file so that it is there whole or not at all; return whether it was there."""
    if path.is_symlink():
        target = path.resolve()
        path.unlink()
        return vanish(target)
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
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _parts(folder: Path) -> Iterator[Path]:
    """Unfinished folders, and files on their way to a name: ``.themes.json.x1y2`` beside ``themes.json``."""
    if folder.is_dir():
        yield from folder.glob(f"{_PART}*")
        yield from (p for p in folder.glob(".*.*.*") if p.is_file())

"""Where runs of a study left editions and fitted models, and the mark by which they are known as this study's own.

Personal data can only be removed from places that are known: a run may have been told to write anywhere.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from textmining.errors import WorkspaceError
from textmining.workspace import Workspace, write_json

__all__ = ["Places", "owner_mark", "record_places"]

VERSION = 1
_FILE = "places.json"
_PURPOSE = b"owner"
"""Keeps this hash apart from the other hashes that have the study's key."""


def owner_mark(key: bytes) -> str:
    """A hash (32 hexadecimal digits) that only this study's key gives; it tells nothing of the key."""
    return hashlib.blake2b(b"", key=key, digest_size=16, person=_PURPOSE).hexdigest()


@dataclass(frozen=True)
class Places:
    """Where runs of a study wrote.

    Attributes
    ----------
    outputs, models : tuple of Path
        The study's own folders in those that the runs were given.
    owners : frozenset of str
        The marks of every key that the study has had: a new one is made after a retention date.
    """

    outputs: tuple[Path, ...] = ()
    models: tuple[Path, ...] = ()
    owners: frozenset[str] = frozenset()

    @classmethod
    def read(cls, private: Path) -> Places:
        """Read what runs recorded in the study's private folder; nothing where none did.

        Raises
        ------
        WorkspaceError
            If the file is damaged: then there may be places that nobody looks in.
        """
        path = private / _FILE
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            outputs, models = (tuple(Path(str(place)) for place in data[name]) for name in ("outputs", "models"))
            return cls(outputs, models, frozenset(map(str, data["owners"])))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WorkspaceError(
                f"{path}: is damaged ({error}). Put back a copy; or remove it, and give every folder of earlier runs "
                "with --outputs and --models."
            ) from error


def record_places(workspace: Workspace, *, outputs: Path | None = None, models: Path | None = None) -> None:
    """Remember where a run is about to write, before it does."""
    descriptor = os.open(workspace.private, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)  # two runs at once may each have a place to add
        before = Places.read(workspace.private)
        after = Places(
            tuple(dict.fromkeys([*before.outputs, *([outputs] if outputs else [])])),
            tuple(dict.fromkeys([*before.models, *([models] if models else [])])),
            before.owners | {owner_mark(workspace.key())},
        )
        if after != before:
            record = {
                "version": VERSION,
                "outputs": [str(place) for place in after.outputs],
                "models": [str(place) for place in after.models],
                "owners": sorted(after.owners),
            }
            write_json(workspace.private / _FILE, record)
    finally:
        os.close(descriptor)

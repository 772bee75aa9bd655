"""The respondents who asked to be forgotten: known again in a survey file without being named anywhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from textmining.errors import WorkspaceError

__all__ = ["Forgotten"]

VERSION = 1
_BYTES = 16
_PURPOSE = b"forgotten"
"""Keeps these hashes apart from the answer ids, which have the same key."""


@dataclass(frozen=True)
class Forgotten:
    """The list of forgotten respondents.

    Attributes
    ----------
    key : bytes
        The study's secret. Without it nobody can find out who is on the list by trying.
    marks : frozenset of str
        Keyed hashes (32 hexadecimal digits) of wave and respondent_id.
    complete : bool
        Whether everything that was kept of them has been removed; false while that goes on, or where it was cut short.
    """

    key: bytes = field(default=b"", repr=False)
    marks: frozenset[str] = frozenset()
    complete: bool = True

    @classmethod
    def read(cls, path: Path, key: bytes) -> Forgotten:
        """Read what ``as_json`` gave.

        Raises
        ------
        WorkspaceError
            If the file is damaged, or was made with another key: with either, the forgotten would be read again.
        """
        try:
            data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if data["version"] != VERSION:
                raise ValueError(f"version {data['version']}")
            found = cls(key, frozenset(map(str, data["marks"])), bool(data["complete"]))
            made_with = data["key"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WorkspaceError(
                f"{path}: is damaged ({error}). Put back a copy: it says who is not to be read again."
            ) from error
        if made_with != found._key_mark():
            raise WorkspaceError(f"{path}: was made with another key. Put back the copy of 'key' that belongs to it.")
        return found

    def as_json(self) -> dict[str, object]:
        """What JSON can write, in an order that tells nothing of who came when."""
        return {"version": VERSION, "key": self._key_mark(), "marks": sorted(self.marks), "complete": self.complete}

    def mark(self, wave: str, respondent_id: str) -> str:
        """The hash by which a respondent of a wave is on the list."""
        named = json.dumps([wave, respondent_id]).encode("ascii")
        return hashlib.blake2b(named, key=self.key, digest_size=_BYTES, person=_PURPOSE).hexdigest()

    def chosen(self, waves: Iterable[object], respondent_ids: Iterable[object]) -> npt.NDArray[np.bool_]:
        """Which of these respondents are on the list; a missing id never is."""
        if not self.marks:
            return np.zeros(len(list(waves)), dtype=bool)
        named = zip(waves, respondent_ids, strict=True)
        return np.array([isinstance(i, str) and self.mark(str(wave), i) in self.marks for wave, i in named], dtype=bool)

    def with_respondents(self, marks: Iterable[str]) -> Forgotten:
        """The list with these added, of whom everything is still to be removed."""
        return replace(self, marks=self.marks | frozenset(marks), complete=False)

    def _key_mark(self) -> str:
        return hashlib.blake2b(b"", key=self.key, digest_size=_BYTES, person=_PURPOSE).hexdigest()

"""Where an exported workbook comes from: which study and codebook, and exactly what it said when it was made."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

__all__ = ["Content", "Origin"]


@dataclass(frozen=True)
class Origin:
    """What an export is of.

    Attributes
    ----------
    study, codebook : str
        Ids.
    version : str
        The caller's name for the moment: by it, the caller finds the tables of that moment again.
    """

    study: str
    codebook: str
    version: str


@dataclass(frozen=True)
class Content:
    """One codebook and the codings of its answers, as they are exported and compared.

    Attributes
    ----------
    themes : DataFrame
        ``themes`` of the contract; columns ``include`` and ``exclude`` (tuples of text) may come beside them.
    answers : DataFrame
        ``answer_id`` and ``text`` (redacted).
    codings : DataFrame
        ``answer_id`` and ``theme_id``, one row or more for each theme of an answer.
    """

    themes: pd.DataFrame
    answers: pd.DataFrame
    codings: pd.DataFrame

    def rows(self) -> list[dict[str, object]]:
        """One dict per theme, missing values as None, with ``include`` and ``exclude``."""
        empty: dict[str, object] = {"include": (), "exclude": ()}
        return [
            empty | {str(name): _present(value) for name, value in row.items()}
            for row in self.themes.to_dict("records")
        ]

    def mentions(self) -> dict[str, frozenset[str]]:
        """The themes of each coded answer; a theme counts once, however many segments have it."""
        known = set(self.answers["answer_id"])
        own = self.codings[self.codings["answer_id"].isin(known)]
        return {str(answer): frozenset(part) for answer, part in own.groupby("answer_id", sort=True)["theme_id"]}

    def fingerprint(self, origin: Origin) -> str:
        """32 hexadecimal digits that are other ones as soon as anything a coder sees is other."""
        digest = hashlib.blake2b(digest_size=16)
        names = ("theme_id", "parent_id", "label", "definition", "status", "include", "exclude")
        parts: Iterable[object] = (
            [origin.study, origin.codebook, origin.version],
            [[_plain(row.get(name)) for name in names] for row in self.rows()],
            [[str(answer), str(text)] for answer, text in self.answers[["answer_id", "text"]].itertuples(index=False)],
            sorted((answer, sorted(themes)) for answer, themes in self.mentions().items()),
        )
        for part in parts:
            digest.update(json.dumps(part).encode("ascii"))
        return digest.hexdigest()


def _present(value: object) -> object:
    """A value, None for a missing one, however pandas tells it."""
    there = isinstance(value, str | tuple | list | int) or (isinstance(value, float) and not math.isnan(value))
    return value if there else None


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple | list) else value

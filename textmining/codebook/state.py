"""A codebook at one moment: what the log of decisions makes of a proposal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["Base", "CodeTheme", "Codebook", "Conflict", "Hand", "Version", "base_of"]

Status = Literal["proposed", "accepted", "rejected", "merged"]


@dataclass(frozen=True)
class CodeTheme:
    """A theme of a codebook.

    ``origin`` is "found" or "expected" (discovery), "coder" (made by one) or "kept" (decided on before a re-fit that no
    longer finds it; it has its segments still). ``merged_into`` names the theme that holds it now.
    """

    id: str
    label: str
    parent: str | None = None
    words: str = ""
    definition: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    status: Status = "proposed"
    merged_into: str | None = None
    origin: str = "found"
    stability: float | None = None
    marks: str = ""


@dataclass(frozen=True)
class Base:
    """What discovery proposed for one codebook: the ground that decisions stand on.

    Attributes
    ----------
    fit : str
        Fingerprint of that discovery.
    codebook : str
    themes : mapping
        theme_id to theme, all "proposed".
    placement : mapping
        segment_id to the theme that the model gives it, None for "overig".
    answer_of : mapping
        segment_id to answer_id.
    centres : mapping
        theme_id to unit vector, where known: themes of two waves share no segments.
    """

    fit: str
    codebook: str
    themes: Mapping[str, CodeTheme]
    placement: Mapping[str, str | None]
    answer_of: Mapping[str, str]
    centres: Mapping[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class Hand:
    """All themes that a coder sees in one answer, and how the answer came before that coder."""

    coder: str
    themes: frozenset[str]
    queue: str = "free"
    blind: bool = False
    inclusion_probability: float | None = None
    decision: int = 0


@dataclass(frozen=True)
class Conflict:
    """A decision, or a theme, that does not fit this discovery, and what is proposed.

    ``kind``: "gone" (the theme is no longer found), "split" (it fell in parts: ``candidates``), "joined" (two decided
    themes are one now), "undone" (what it builds on was undone), "unknown" (it names what is not there).
    """

    kind: Literal["gone", "split", "joined", "undone", "unknown"]
    theme: str | None
    decision: int | None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Version:
    """A signed-off state: its number, the decision that signed it, and who and when."""

    number: int
    decision: int
    actor: str
    at: datetime
    fit: str


@dataclass(frozen=True)
class Codebook:
    """A codebook as the fold of a log.

    Attributes
    ----------
    themes : mapping
        theme_id to theme; merged and rejected ones too.
    placement : mapping
        segment_id to the theme that holds it now (None: none); merges, splits, moves and rejections counted in.
    by_hand : frozenset of segment_id
        Those that a coder placed.
    added, removed : frozenset of (answer_id, theme_id)
    hands : mapping
        answer_id to the codings by hand, one per coder, the last one of each.
    settled : mapping
        answer_id to the themes that coders agreed on.
    quotes : mapping
        answer_id to the text that may be quoted.
    personal : tuple of (answer_id, text)
        To be redacted everywhere.
    marks : mapping
        answer_id to its marks.
    notes : tuple of (decision, theme_id or None, answer_id or None, text)
    versions : tuple of Version
    conflicts : tuple of Conflict
    applied, undone : frozenset of int
        Every decision of the log is in one of these or in a conflict.
    """

    base: Base
    themes: Mapping[str, CodeTheme]
    placement: Mapping[str, str | None]
    by_hand: frozenset[str] = frozenset()
    added: frozenset[tuple[str, str]] = frozenset()
    removed: frozenset[tuple[str, str]] = frozenset()
    hands: Mapping[str, tuple[Hand, ...]] = field(default_factory=dict)
    settled: Mapping[str, frozenset[str]] = field(default_factory=dict)
    quotes: Mapping[str, str] = field(default_factory=dict)
    personal: tuple[tuple[str, str], ...] = ()
    marks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    notes: tuple[tuple[int, str | None, str | None, str], ...] = ()
    versions: tuple[Version, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    applied: frozenset[int] = frozenset()
    undone: frozenset[int] = frozenset()

    @property
    def in_use(self) -> dict[str, CodeTheme]:
        """Themes that answers can have: proposed and accepted ones."""
        return {theme_id: t for theme_id, t in self.themes.items() if t.status in ("proposed", "accepted")}

    def now(self, theme_id: str) -> str | None:
        """The theme that holds what was of this one: itself, what it was merged into, or None."""
        return _now(self.themes, theme_id)

    def themes_of_answers(self) -> dict[str, frozenset[str]]:
        """The themes of each answer of the base, in this order: settled, else the last coding by hand, else the model
        with what coders added and removed."""
        found: dict[str, set[str]] = {answer: set() for answer in self.base.answer_of.values()}
        for segment, theme in self.placement.items():
            if theme is not None:
                found[self.base.answer_of[segment]].add(theme)
        for answer, theme in self.added:
            found.setdefault(answer, set()).add(theme)
        for answer, theme in self.removed:
            found.setdefault(answer, set()).discard(theme)
        for answer, hands in self.hands.items():
            found[answer] = set(hands[-1].themes)
        found.update({answer: set(themes) for answer, themes in self.settled.items()})
        return {answer: frozenset(filter(None, map(self.now, themes))) for answer, themes in found.items()}


def _now(themes: Mapping[str, CodeTheme], theme_id: str) -> str | None:
    seen = set()
    theme = themes.get(theme_id)
    while theme is not None and theme.merged_into is not None and theme.id not in seen:
        seen.add(theme.id)
        theme = themes.get(theme.merged_into)
    return theme.id if theme is not None and theme.status in ("proposed", "accepted") else None


def base_of(
    themes: pd.DataFrame,
    segments: pd.DataFrame,
    codebook: str,
    fit: str,
    centres: Mapping[str, np.ndarray] | None = None,
) -> Base:
    """The base of one codebook from the tables of the codebook stage.

    Parameters
    ----------
    themes, segments : DataFrame
        As in ``tables``; segments of this codebook's answers only.
    codebook : str
        The question whose codebook it is.
    fit : str
        Fingerprint of the discovery.
    centres : mapping, optional
        theme_id to unit vector.
    """
    own = themes[themes["question"] == codebook]
    made = {}
    for row in own.to_dict("records"):
        stability = row["stability"]
        made[str(row["theme_id"])] = CodeTheme(
            str(row["theme_id"]),
            str(row["label"]),
            parent=_text(row["parent_id"]),
            words=_text(row["words"]) or "",
            definition=_text(row["definition"]) or "",
            origin=_text(row["origin"]) or "found",
            stability=float(stability) if stability is not None and math.isfinite(stability) else None,
            marks=_text(row["marks"]) or "",
        )
    return Base(
        fit,
        codebook,
        made,
        dict(zip(segments["segment_id"], map(_text, segments["theme_id"]), strict=True)),
        dict(zip(segments["segment_id"], segments["answer_id"], strict=True)),
        centres or {},
    )


def _text(value: object) -> str | None:
    """A cell of text; None for a missing one, however pandas tells it."""
    return value if isinstance(value, str) else None

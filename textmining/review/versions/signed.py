"""Which versions of a codebook were signed, and what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textmining.codebook.decisions import OF_ANSWERS, Note, SignOff
from textmining.codebook.state import Version
from textmining.codebook.store import DecisionStore
from textmining.codebook.store.browsing import Wanted, browse, kinds
from textmining.review.book import Book
from textmining.review.versions.comparing import Change, changes
from textmining.review.versions.past import Past

__all__ = ["STAYS", "Signed", "Standing", "next_number", "on_themes", "signed_versions", "standing_of"]

STAYS = frozenset(kind.model_fields["kind"].default for kind in (*OF_ANSWERS, Note, SignOff))
"""Kinds of decisions that leave themes as they are."""


@dataclass(frozen=True)
class Signed:
    """A signed version beside the one before it.

    Attributes
    ----------
    version : Version
    reason : str
        What whoever signed wrote with it.
    before : Version or None
    themes : int
        Main themes in use.
    found : sequence of Change
        Since ``before``, but for sizes alone.
    present : bool
        Whether it is of the themes as they were last found.
    """

    version: Version
    reason: str
    before: Version | None
    themes: int
    found: Sequence[Change]
    present: bool


@dataclass(frozen=True)
class Standing:
    """How a codebook stands: its last version if it has one, and how many decisions on themes came after that.

    ``present`` is False where themes were found again since: an edition is a concept until somebody signs again.
    """

    version: Version | None
    since: int
    present: bool


def on_themes(store: DecisionStore, book: Book, after: int) -> int:
    """How many decisions on themes came after one."""
    found = kinds(store, Wanted(book.material.id, after=after, upto=book.last))
    return sum(number for kind, number in found.items() if kind not in STAYS)


def standing_of(store: DecisionStore, book: Book) -> Standing:
    """How a codebook stands."""
    version = book.codebook.versions[-1] if book.codebook.versions else None
    if version is None:
        return Standing(None, 0, True)
    return Standing(version, on_themes(store, book, version.decision), version.fit == book.material.base.fit)


def next_number(store: DecisionStore, book: Book) -> int:
    """The number of the next version; that of one whose signature was undone is not given again."""
    numbers = [one.action.number for one in browse(store, Wanted(book.material.id, kinds=("sign_off",)), most=10**9)]
    return max(numbers, default=0) + 1


def signed_versions(past: Past, book: Book) -> list[Signed]:
    """Every signed version, the newest first."""
    found = []
    before: Version | None = None
    for version in book.codebook.versions:
        now = past.at(book, version.decision)
        if now is None:
            continue
        then = past.at(book, before.decision) if before is not None else None
        became = past.became(book, then.fit, now.fit) if then is not None else None
        differs = changes(then.themes, now.themes, became.heirs if became else None) if then is not None else []
        used = [state for state in now.themes.values() if state.in_use and state.theme.parent is None]
        kept = [one for one in differs if one.kind != "resized"]
        present = version.fit == book.material.base.fit
        found.append(Signed(version, now.decision.reason, before, len(used), kept, present))
        before = version
    return found[::-1]

"""A page of the history: which decisions were asked for, each as a sentence, and whether it still counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlencode

from textmining.codebook.decisions import Decision
from textmining.codebook.store import DecisionStore
from textmining.codebook.store.browsing import Wanted, browse, count, named
from textmining.review.book import Book
from textmining.review.telling import Bit, Teller
from textmining.review.words import KINDS_OF_DECISIONS

__all__ = ["PER_PAGE", "Asked", "History", "Row", "read_asked", "rows_of", "show_history"]

PER_PAGE = 200

State = Literal["counts", "undone", "skipped", "doubt"]


@dataclass(frozen=True)
class Asked:
    """What the history is narrowed to; "" for all."""

    coder: str = ""
    theme: str = ""
    kind: str = ""
    page: int = 1

    def address(self, *, page: int) -> str:
        """The query by which another page is asked for."""
        asked = {"codeur": self.coder, "thema": self.theme, "soort": self.kind, "blad": page if page > 1 else ""}
        kept = {name: value for name, value in asked.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.coder or self.theme or self.kind)


@dataclass(frozen=True, slots=True)
class Row:
    """A decision as it is shown.

    ``state`` says whether it counts, is undone, is skipped by a restoration or in doubt; ``by`` is the decision that
    undid it.
    """

    decision: Decision
    bits: Sequence[Bit]
    state: State = "counts"
    by: Decision | None = None


@dataclass(frozen=True)
class History:
    """A page of rows; ``total`` counts those on all pages."""

    rows: Sequence[Row]
    number: int
    pages: int
    total: int


def read_asked(query: Mapping[str, str], book: Book) -> Asked:
    """Read what a page was asked for; what is not known is not asked for.

    Parameters
    ----------
    query : mapping
        The query of an address: codeur, thema, soort, blad.
    book : Book
        Says who decided and which themes there are.
    """
    coder, theme, kind, page = (query.get(name, "") for name in ("codeur", "thema", "soort", "blad"))
    return Asked(
        coder if coder in book.actors else "",
        theme if theme in book.codebook.themes else "",
        kind if kind in KINDS_OF_DECISIONS else "",
        int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 7 and int(page) > 0 else 1,
    )


def show_history(store: DecisionStore, teller: Teller, asked: Asked, names: Collection[str] = ()) -> History:
    """The decisions that were asked for, the newest first; no others are read.

    Parameters
    ----------
    store : DecisionStore
    teller : Teller
    asked : Asked
    names : collection of str
        Ids that the theme that was asked for had in earlier discoveries.
    """
    book = teller.book
    kinds = KINDS_OF_DECISIONS[asked.kind][1] if asked.kind else ()
    themes = {asked.theme, *names} if asked.theme else ()
    wanted = Wanted(book.material.id, asked.coder, themes, kinds, upto=book.last)
    total = count(store, wanted)
    pages = max(1, -(-total // PER_PAGE))
    number = min(asked.page, pages)
    found = browse(store, wanted, skip=(number - 1) * PER_PAGE, most=PER_PAGE)
    return History(rows_of(store, teller, found), number, pages, total)


def rows_of(store: DecisionStore, teller: Teller, found: Sequence[Decision]) -> list[Row]:
    """Decisions with what became of them."""
    codebook = teller.book.codebook
    doubt = {conflict.decision for conflict in codebook.conflicts}
    undone_by: dict[int, Decision] = {}
    if any(one.id in codebook.undone for one in found):
        undos = browse(store, Wanted(teller.book.material.id, kinds=("undo",), upto=teller.book.last), most=10**9)
        undone_by = {
            one.action.decision: one
            for one in map(teller.book.mask.decision, reversed(undos))
            if one.id not in codebook.undone
        }
    found = [teller.book.mask.decision(one) for one in found]
    aimed = [one.action.decision for one in found if one.action.kind == "undo"]
    teller = replace(teller, decisions={**teller.decisions, **named(store, aimed)})
    rows = []
    for one in found:
        state: State = "counts"
        if one.id in codebook.undone:
            state = "undone" if one.id in undone_by else "skipped"
        elif one.id in doubt:
            state = "doubt"
        rows.append(Row(one, teller.told(one), state, undone_by.get(one.id) if state == "undone" else None))
    return rows

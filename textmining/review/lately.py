"""What a coder changed last in where answers are, so that it can be undone on the page that shows it."""

from __future__ import annotations

from itertools import takewhile

from textmining.codebook.decisions import Decision
from textmining.codebook.store import DecisionStore
from textmining.codebook.store.browsing import Wanted, browse
from textmining.review.book import Book

__all__ = ["main_of", "placed_lately", "together"]

_MAIN = ("split", "new_theme", "move")
FEW = 20

_PLACING = frozenset({*_MAIN, "add_theme", "remove_theme", "settle"})


def placed_lately(store: DecisionStore, book: Book, actor: str) -> list[Decision]:
    """What a coder decided last, the newest first; nothing where that is of another kind or undone.

    Of decisions that were written down together it gives as many as are needed to say what was done.
    """
    wanted = Wanted(book.material.id, actor=actor)
    newest = browse(store, wanted, most=1) if actor else []
    if not newest or newest[0].action.kind not in _PLACING or newest[0].id in book.codebook.undone:
        return []
    return newest if newest[0].action.kind in _MAIN else _of_one_moment(browse(store, wanted, most=FEW))


def together(store: DecisionStore, book: Book, actor: str, last: int) -> list[Decision]:
    """All decisions that were written down together, the last of which is ``last``, the newest first; of one coder."""
    newest = browse(store, Wanted(book.material.id, actor=actor, upto=last), most=1)
    if not newest or newest[0].id != last:
        return []
    most = 100
    while len(found := browse(store, Wanted(book.material.id, actor=actor, upto=last), most=most)) == most:
        if found[-1].at != newest[0].at:
            break
        most *= 10
    return _of_one_moment(found)


def main_of(found: list[Decision]) -> Decision:
    """The decision that says most of those that were written down together."""
    return min(found, key=lambda one: _MAIN.index(one.action.kind) if one.action.kind in _MAIN else len(_MAIN))


def _of_one_moment(found: list[Decision]) -> list[Decision]:
    """The newest decision with those that were written down at the same moment."""
    return list(takewhile(lambda one: one.at == found[0].at, found))

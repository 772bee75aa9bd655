"""Who did what when: the log of decisions without what was decided, kept in memory since many pages count in it."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from sys import intern

from textmining.codebook.decisions import CodeAnswer, Decision
from textmining.codebook.store import DecisionStore
from textmining.review.book import Book

__all__ = ["Deed", "Work"]


@dataclass(frozen=True, slots=True)
class Deed:
    """A decision in the log.

    ``at`` in UTC; ``answer`` that it is about, and ``queue`` and ``seconds`` of a coding, where there are any;
    ``reason`` that was given for settling a difference.
    """

    id: int
    actor: str
    at: datetime
    kind: str
    answer: str | None = None
    queue: str | None = None
    seconds: float | None = None
    reason: str = ""


class Work:
    """The decisions of each codebook, read from the log once.

    Parameters
    ----------
    store : DecisionStore
    """

    def __init__(self, store: DecisionStore) -> None:
        self._store = store
        self._read: dict[str, list[Deed]] = {}
        self._reading = threading.Lock()

    def of(self, book: Book) -> list[Deed]:
        """The decisions that count in a codebook, oldest first: not those that were undone, or that do not fit it."""
        counted = book.codebook.applied
        return [deed for deed in self._all(book.material.id) if deed.id in counted]

    def settled(self, book: Book) -> dict[str, Deed]:
        """For each answer that was settled, the decision by which it is as it is now."""
        return {deed.answer: deed for deed in self.of(book) if deed.kind == "settle" and deed.answer is not None}

    def seconds(self, book: Book, actors: Collection[str] | None = None) -> list[float]:
        """Measured seconds of every coding that counts, or of those by some coders."""
        return [
            deed.seconds
            for deed in self.of(book)
            if deed.kind == "code_answer" and deed.seconds and (actors is None or deed.actor in actors)
        ]

    def _all(self, codebook: str) -> list[Deed]:
        with self._reading:
            known = self._read.setdefault(codebook, [])
            known += map(_deed, self._store.read(codebook, known[-1].id if known else 0))
            return known[:]


def _deed(decision: Decision) -> Deed:
    action = decision.action
    coding = isinstance(action, CodeAnswer)
    return Deed(
        decision.id,
        intern(decision.actor),
        decision.at,
        intern(action.kind),
        getattr(action, "answer", None),
        intern(action.queue) if coding else None,
        action.seconds if coding else None,
        decision.reason if action.kind == "settle" else "",
    )

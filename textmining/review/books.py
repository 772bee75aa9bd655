"""The codebooks of a study as they are now: what discovery proposed, with every decision that was written down."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from textmining.codebook import replay
from textmining.codebook.decisions import Decision
from textmining.codebook.state import Codebook
from textmining.codebook.store import DecisionStore
from textmining.review.book import Book, make_book
from textmining.review.material import Material, Study
from textmining.review.material.watching import Watched

__all__ = ["Books"]


class Books:
    """Codebooks, folded again where a decision was added or a run left other results.

    Parameters
    ----------
    watched : Watched
    store : DecisionStore
    """

    def __init__(self, watched: Watched, store: DecisionStore) -> None:
        self.watched = watched
        self.store = store
        self._made: dict[str, Book] = {}
        self._folding: dict[str, threading.Lock] = {}

    def study(self) -> Study | None:
        """The material of the study; None where discovery has not run."""
        return self.watched.now()

    def of(self, codebook: str) -> Book | None:
        """A codebook with all decisions up to now; None where there is none of that id."""
        study = self.study()
        material = study.codebooks.get(codebook) if study else None
        return self._book(material) if material else None

    def of_theme(self, theme_id: str) -> Book | None:
        """The codebook that has a theme, proposed or made by a coder."""
        study = self.study()
        if study is None:
            return None
        material = study.of_theme(theme_id)
        if material is not None:
            return self._book(material)
        books = (self._book(material) for material in study.codebooks.values())
        return next((book for book in books if theme_id in book.codebook.themes), None)

    def all(self) -> list[Book]:
        """Every codebook, in the order of the study."""
        study = self.study()
        return [self._book(material) for material in study.codebooks.values()] if study else []

    def decide(self, book: Book, action: Any, *, actor: str, seen: int, reason: str = "") -> Decision:
        """Write a decision down.

        Raises
        ------
        CollisionError
            If somebody else decided about the same thing since ``seen``.
        WorkspaceError
            If it could not be written.
        """
        base = book.material.base
        self.store.keep_base(base)  # what was decided about is needed to replay it on another discovery
        decision = self.store.append(base.codebook, action, actor=actor, seen=seen, fit=base.fit, reason=reason)
        self._book(book.material, wait=True)  # whoever decided sees it on the next page
        return decision

    def _book(self, material: Material, *, wait: bool = False) -> Book:
        """The codebook now; while it is folded again for somebody, others see it as it was a moment before."""
        known = self._made.get(material.id)
        of_now = known if known is not None and known.material is material else None
        last = self.store.last()
        if of_now is not None and of_now.last == last:
            return of_now
        lock = self._folding.setdefault(material.id, threading.Lock())
        if not lock.acquire(blocking=wait or of_now is None):
            return of_now or self._book(material, wait=True)
        try:
            self._made[material.id] = book = self._folded(material)
        finally:
            lock.release()
        return book

    def _folded(self, material: Material) -> Book:
        known, last = self._made.get(material.id), self.store.last()
        if known is None or known.material is not material:
            known = None
        elif known.last >= last:
            return known  # another thread was first
        log = self.store.read(material.id)
        actors = Counter(decision.actor for decision in log)
        if known is not None and known.actors == actors:
            return replace(known, last=last)  # the log only grows: what was added is of another codebook
        codebook = self._fold(material, log)
        if known is not None and known.holds_the_same(codebook):
            return replace(known, codebook=codebook, last=last, actors=actors)
        return make_book(material, codebook, last, actors)

    def _fold(self, material: Material, log: Sequence[Decision]) -> Codebook:
        fits = dict.fromkeys(decision.fit for decision in log if decision.fit != material.base.fit)
        olds = [old for old in (self.store.base(material.id, fit) for fit in fits) if old is not None]
        return replay(olds, material.base, log)

"""The codebooks of a study as they are now: what discovery proposed, with every decision that was written down."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from textmining.codebook import replay
from textmining.codebook.decisions import Decision
from textmining.codebook.state import Codebook
from textmining.codebook.store import DecisionStore, Entry
from textmining.review.book import Book, make_book
from textmining.review.masking import Masking
from textmining.review.material import Material, Study
from textmining.review.material.watching import Watched
from textmining.review.progress.work import Work
from textmining.review.recoding import coded_since, recoded
from textmining.review.versions.past import Past

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
        self.masking = Masking(store)
        self.past = Past(store, self.log)
        self.work = Work(store)
        self._made: dict[str, Book] = {}
        self._logs: dict[str, list[Decision]] = {}
        self._folding: dict[str, threading.Lock] = {}
        self._replayed: dict[str, bool] = {}

    def study(self) -> Study | None:
        """The material of the study, without what coders reported; None where discovery has not run."""
        found = self.watched.now()
        return self.masking.study(found) if found else None

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

    def of_answer(self, answer_id: str) -> Book | None:
        """The codebook by which an answer is coded; None where there is no such answer."""
        study = self.study()
        materials = study.codebooks.values() if study else ()
        found = next((material for material in materials if answer_id in material.answers), None)
        return self._book(found) if found else None

    def log(self, book: Book) -> list[Decision]:
        """All decisions on a codebook, oldest first; what was reported is not left out of them."""
        return self._log(book.material.id, self._logs.get(book.material.id, []))

    def decide(
        self, book: Book, action: Any, *, actor: str, seen: int, reason: str = "", about: Collection[str] = ()
    ) -> Decision:
        """Write a decision down; ``about`` is what it touches beside what the action names.

        Raises
        ------
        CollisionError
            If somebody else decided about the same thing since ``seen``.
        WorkspaceError
            If it could not be written.
        """
        (made,) = self.decide_all(book, [action], actor=actor, seen=seen, reason=reason, about=about)
        return made

    def decide_all(
        self,
        book: Book,
        actions: Sequence[Any],
        *,
        actor: str,
        seen: int,
        reason: str = "",
        about: Collection[str] = (),
    ) -> list[Decision]:
        """Write decisions that belong together down: all, or none where one collides. As ``decide``; ``about`` is
        what the first of them touches."""
        base = book.material.base
        self.store.keep_base(base)  # what was decided about is needed to replay it on another discovery
        entries = [Entry(base.codebook, action, base.fit, reason) for action in actions]
        entries[:1] = [replace(first, about=frozenset(about)) for first in entries[:1]]
        made = self.store.append_all(entries, actor=actor, seen=seen)
        study = self.study()
        material = study.codebooks.get(base.codebook) if study else None
        if material is not None:
            self._book(material, wait=True)  # whoever decided sees it on the next page
        return made

    def _book(self, material: Material, *, wait: bool = False) -> Book:
        """The codebook now; while it is folded again for somebody, others see it as it was a moment before."""
        known = self._made.get(material.id)
        of_now = known if known is not None and self._is_of(known, material) else None
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
        if known is None or not self._is_of(known, material):
            known = None
        elif known.last >= last:
            return known  # another thread was first
        quick = self._coded_since(known, last) if known is not None else None
        if quick is not None:
            return quick
        log = self._log(material.id, [] if known is None else self._logs.get(material.id, []))
        actors = Counter(decision.actor for decision in log)
        if known is not None and known.actors == actors:
            return replace(known, last=last)  # the log only grows: what was added is of another codebook
        mask = self.masking.mask
        codebook = mask.codebook(self._fold(material, log))
        if known is not None and known.holds_the_same(codebook):
            return replace(known, codebook=codebook, last=last, actors=actors)
        quick = recoded(known, codebook, last, actors) if known is not None else None
        return quick or make_book(material, codebook, last, actors, mask)

    def _log(self, codebook: str, known: list[Decision]) -> list[Decision]:
        """All decisions on a codebook: the known ones, and those added since. To read all takes longer than to fold."""
        self._logs[codebook] = [*known, *self.store.read(codebook, since=known[-1].id if known else 0)]
        return self._logs[codebook]

    def _coded_since(self, known: Book, last: int) -> Book | None:
        """The codebook with what coders coded since, where nothing else was decided."""
        if self._replayed.get(known.material.id, True):
            return None
        since = self.store.read(known.material.id, since=known.last)
        if not since:
            return replace(known, last=last)
        codebook = coded_since(known.codebook, since)
        actors = Counter(known.actors) + Counter(decision.actor for decision in since)
        return recoded(known, codebook, max(last, since[-1].id), actors) if codebook is not None else None

    def _is_of(self, book: Book, material: Material) -> bool:
        """Whether a book is of this material, and without what was reported up to now."""
        return book.material is material and book.mask is self.masking.mask

    def _fold(self, material: Material, log: Sequence[Decision]) -> Codebook:
        fits = dict.fromkeys(decision.fit for decision in log if decision.fit != material.base.fit)
        olds = [old for old in (self.store.base(material.id, fit) for fit in fits) if old is not None]
        self._replayed[material.id] = bool(fits)
        return replay(olds, material.base, log)

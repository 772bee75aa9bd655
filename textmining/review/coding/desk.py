"""Which answer comes before which coder: no two get the same one at once, unless it is for double coding."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from textmining.codebook.coder import Predictions, uncodable
from textmining.review.book import Book
from textmining.review.coding.line import Line, is_open, line_of
from textmining.review.coding.live import Live
from textmining.review.coding.sample import Sample
from textmining.review.coding.ticket import Queue
from textmining.review.material import Material

__all__ = ["Desk", "Offer", "Place", "Progress"]

Place = Literal["single", "double"]
"""Where a coder is at work: the common queue, or the sample that every coder codes."""

KEPT = 600.0
"""Seconds for which an answer is kept for the coder before whom it is."""

REMEMBERED = 50
"""Answers of a coder that can be gone back to, one after another."""


@dataclass(frozen=True)
class Offer:
    """An answer for a coder, and how it came; ``chance`` is its inclusion probability, None if it was not drawn."""

    answer: str
    queue: Queue
    chance: float | None


@dataclass(frozen=True)
class Progress:
    """Answers that are done, of so many: of the random sample by anybody, of the double one by this coder."""

    random: tuple[int, int]
    double: tuple[int, int]


@dataclass
class _Seat:
    """A coder at work on one codebook."""

    offers: dict[Place, Offer] = field(default_factory=dict)
    skipped: dict[str, None] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    last: Queue = "uncertain"


class Desk:
    """Hands out answers; in memory, so that a new server hands out again what was not saved.

    Parameters
    ----------
    live : Live
    clock : callable
        Seconds since 1970.
    """

    def __init__(self, live: Live, clock: Callable[[], float] = time.time) -> None:
        self.live, self.clock = live, clock
        self._lock = threading.Lock()
        self._seats: dict[tuple[str, str], _Seat] = {}
        self._lines: dict[str, tuple[Material, Predictions | None, Line]] = {}
        self._held: dict[str, tuple[str, float]] = {}

    def offer(self, book: Book, coder: str, place: Place) -> Offer | None:
        """The answer that is before a coder, the next one if that is done; None where none is left.

        Random and uncertain ones come in turn; where there is no model yet, the random ones come first.
        """
        predictions, sample = self.live.predictions(book), self.live.drawn(book)
        with self._lock:
            seat = self._seat(book, coder)
            before = seat.offers.get(place)
            if before is not None and self._free(book, sample, before, coder):
                return self._given(seat, place, before, coder)
            found = self._next(book, sample, seat, coder, place, predictions)
            if found is None and seat.skipped:
                seat.skipped.clear()
                found = self._next(book, sample, seat, coder, place, predictions)
            if found is None:
                seat.offers.pop(place, None)
                return None
            return self._given(seat, place, found, coder)

    def saved(self, book: Book, coder: str, answer: str) -> None:
        """An answer is done, one way or another; it can be gone back to."""
        with self._lock:
            seat = self._seat(book, coder)
            seat.done = [*(one for one in seat.done if one != answer), answer][-REMEMBERED:]
            self._leave(seat, answer, coder)

    def skip(self, book: Book, coder: str, answer: str) -> None:
        """An answer comes back after all others."""
        with self._lock:
            seat = self._seat(book, coder)
            seat.skipped[answer] = None
            self._leave(seat, answer, coder)

    def back(self, book: Book, coder: str, answer: str, place: Place) -> None:
        """What was said of an answer was taken back: it is before the coder again."""
        sample = self.live.drawn(book)
        with self._lock:
            seat = self._seat(book, coder)
            seat.done = [one for one in seat.done if one != answer]
            seat.skipped.pop(answer, None)
            seat.offers[place] = _offer(sample, answer, place)
            self._held[answer] = coder, self.clock() + KEPT

    def previous(self, book: Book, coder: str) -> str | None:
        """The answer that a coder did last; None where there is none."""
        with self._lock:
            done = self._seat(book, coder).done
            if done:
                return done[-1]
        own = [(h.decision, answer) for answer, hands in book.codebook.hands.items() for h in hands if h.coder == coder]
        return max(own)[1] if own else None

    def progress(self, book: Book, coder: str) -> Progress:
        """How far the samples are."""
        sample, hands, out = self.live.drawn(book), book.codebook.hands, uncodable(book.codebook)
        single = [answer for answer in sample.chances if answer not in sample.twice and answer not in out]
        double = [answer for answer in sample.double if answer not in out]
        blind = sum(any(hand.blind for hand in hands.get(answer, ())) for answer in single)
        mine = sum(any(h.coder == coder and h.queue == "double" for h in hands.get(a, ())) for a in double)
        return Progress((blind, len(single)), (mine, len(double)))

    def _seat(self, book: Book, coder: str) -> _Seat:
        return self._seats.setdefault((book.material.id, coder), _Seat())

    def _next(
        self, book: Book, sample: Sample, seat: _Seat, coder: str, place: Place, predictions: Predictions | None
    ) -> Offer | None:
        if place == "double":
            return self._first(
                book, sample, seat, coder, (Offer(a, "double", sample.chances[a]) for a in sample.double)
            )
        for anew in (False, True):  # a line of which everything is done may have become longer since
            line = self._line(book, sample, predictions, anew=anew)
            random = self._first(
                book, sample, seat, coder, (Offer(a, "random", sample.chances[a]) for a in line.random)
            )
            if random is not None and (seat.last != "random" or predictions is None):
                return random
            uncertain = self._first(book, sample, seat, coder, (Offer(a, "uncertain", None) for a in line.uncertain))
            if (found := uncertain or random) is not None:
                return found
        return None

    def _first(self, book: Book, sample: Sample, seat: _Seat, coder: str, offers: Iterable[Offer]) -> Offer | None:
        return next(
            (one for one in offers if one.answer not in seat.skipped and self._free(book, sample, one, coder)), None
        )

    def _free(self, book: Book, sample: Sample, offer: Offer, coder: str) -> bool:
        """Whether an answer is still to be done, and before nobody else."""
        holder, until = self._held.get(offer.answer, (coder, 0.0))
        mine = offer.queue == "double" or holder == coder or until < self.clock()
        return mine and is_open(book, sample, offer.answer, offer.queue, coder)

    def _given(self, seat: _Seat, place: Place, offer: Offer, coder: str) -> Offer:
        seat.offers[place] = offer
        if place == "single":
            self._held[offer.answer] = coder, self.clock() + KEPT
            seat.last = offer.queue
        return offer

    def _leave(self, seat: _Seat, answer: str, coder: str) -> None:
        seat.offers = {place: offer for place, offer in seat.offers.items() if offer.answer != answer}
        if self._held.get(answer, ("", 0.0))[0] == coder:
            del self._held[answer]

    def _line(self, book: Book, sample: Sample, predictions: Predictions | None, *, anew: bool) -> Line:
        known = self._lines.get(book.material.id)
        if anew or known is None or known[0] is not book.material or known[1] is not predictions:
            now = self.clock()
            self._held = {answer: held for answer, held in self._held.items() if held[1] >= now}
            known = book.material, predictions, line_of(book, sample, self.live.key, predictions)
            self._lines[book.material.id] = known
        return known[2]


def _offer(sample: Sample, answer: str, place: Place) -> Offer:
    if place == "double":
        return Offer(answer, "double", sample.chances.get(answer))
    chance = sample.chances.get(answer)
    return Offer(answer, "uncertain" if chance is None else "random", chance)

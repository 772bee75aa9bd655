"""Earlier states of a codebook: folded from the log when somebody looks, and kept for who looks again."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar, cast

from textmining.codebook import replay
from textmining.codebook.decisions import Decision
from textmining.codebook.state import Base, Codebook
from textmining.codebook.store import DecisionStore
from textmining.codebook.store.browsing import fits
from textmining.codebook.succession import Succession, succession
from textmining.review.book import Book
from textmining.review.versions.comparing import ThemeState, count_answers, states

__all__ = ["Earlier", "Moment", "Past", "state_of"]

KEPT = 64
"""Moments, names and comparisons that stay in memory: each is of a few themes, and none holds an answer."""

SHOWN, NEAREST = 12, 5
"""Segments of a theme of an earlier discovery that are kept, and themes that now hold most of its segments."""

Found = TypeVar("Found")


@dataclass(frozen=True)
class Moment:
    """A codebook right after a decision.

    Attributes
    ----------
    decision : Decision
        The last one in it.
    fit : str
        The discovery that whoever decided looked at.
    themes : mapping
        theme_id to its state.
    conflicts : int
        Decisions that were in doubt.
    """

    decision: Decision
    fit: str
    themes: Mapping[str, ThemeState]
    conflicts: int


@dataclass(frozen=True)
class Earlier:
    """A theme of an earlier discovery: its name, some of its segments, and which themes hold how many of these now."""

    label: str
    segments: tuple[str, ...]
    size: int
    went: tuple[tuple[str, int], ...]


def state_of(book: Book) -> dict[str, ThemeState]:
    """A codebook as it is now."""
    return states(book.codebook, {theme: book.size(theme) for theme in book.codebook.in_use})


class Past:
    """What was, of all codebooks of a study.

    Parameters
    ----------
    store : DecisionStore
    log : callable
        Gives all decisions on a codebook, oldest first.
    """

    def __init__(self, store: DecisionStore, log: Callable[[Book], Sequence[Decision]]) -> None:
        self._store = store
        self._log = log
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = threading.Lock()

    def at(self, book: Book, decision: int) -> Moment | None:
        """The codebook as it was right after a decision; None where there is no such decision."""
        if decision > book.last:
            return None
        key = ("at", book.material.id, decision, book.material.base.fit, book.mask.words)
        return self._once(key, lambda: self._at(book, decision))

    def labels(self, book: Book) -> dict[str, str]:
        """Names of the themes of earlier discoveries that decisions were taken on; of two, the later."""
        found: dict[str, str] = {}
        for fit in fits(self._store, book.material.id):
            if fit != book.material.base.fit:
                key = ("labels", book.material.id, fit, book.mask.words)
                found |= self._once(key, partial(self._labels, book, fit))
        return found

    def became(self, book: Book, fit: str, later: str = "") -> Succession | None:
        """What became of the themes of one discovery in a later one, the present one where none is named.

        None where either was not kept, or they are the same.
        """
        new = later or book.material.base.fit
        if fit == new:
            return None
        return self._once(("became", book.material.id, fit, new), lambda: self._became(book, fit, new))

    def earlier(self, book: Book) -> dict[str, Earlier]:
        """Themes of the earlier discoveries that decisions were taken on; of two, the later."""
        found: dict[str, Earlier] = {}
        for fit in fits(self._store, book.material.id):
            if fit != book.material.base.fit:
                key = ("earlier", book.material.id, fit, book.material.base.fit, book.mask.words)
                found |= self._once(key, partial(self._earlier, book, fit))
        return found

    def names(self, book: Book, theme: str) -> set[str]:
        """The ids that a theme had in the earlier discoveries that decisions were taken on."""
        found = (self.became(book, fit) for fit in fits(self._store, book.material.id))
        return {old for one in found if one is not None for old, heir in one.heirs.items() if heir == theme}

    def waves(self, book: Book, fit: str) -> tuple[str, ...]:
        """The waves whose answers an earlier discovery saw, as far as they are still there."""
        key = ("waves", book.material.id, fit, book.material.base.fit)
        return self._once(key, lambda: self._waves(book, fit))

    def _at(self, book: Book, decision: int) -> Moment | None:
        log = [one for one in self._log(book) if one.id <= decision]
        if not log or log[-1].id != decision:
            return None
        codebook = book.mask.codebook(self._folded(book, log))
        ruled = {
            theme: [answer for answer in answers if answer in book.material.answers]
            for theme, answers in book.material.ruled.items()
        }
        sizes = count_answers(codebook, ruled)
        return Moment(book.mask.decision(log[-1]), codebook.base.fit, states(codebook, sizes), len(codebook.conflicts))

    def _folded(self, book: Book, log: list[Decision]) -> Codebook:
        """The fold of a log on the discovery of its last decision; on the present one where that was not kept."""
        base = self._base(book, log[-1].fit) or book.material.base
        before = [fit for fit in dict.fromkeys(one.fit for one in log) if fit != base.fit]
        olds = [self._base(book, fit) for fit in before]
        return replay([old for old in olds if old is not None], base, log)

    def _base(self, book: Book, fit: str) -> Base | None:
        own = book.material.base
        return own if fit == own.fit else self._store.base(own.codebook, fit)

    def _earlier(self, book: Book, fit: str) -> dict[str, Earlier]:
        base = self._base(book, fit)
        if base is None:
            return {}
        held: defaultdict[str, list[str]] = defaultdict(list)
        for segment, placed in base.placement.items():
            here = placed
            while here is not None and here in base.themes:
                held[here].append(segment)
                here = base.themes[here].parent
        own = book.material.base
        found = {}
        for theme_id, theme in base.themes.items():
            now = Counter(one for s in held[theme_id] if (one := own.placement.get(s)) is not None)
            shown = [segment for segment in held[theme_id] if segment in book.material.segments]
            went = tuple(now.most_common(NEAREST))
            found[theme_id] = Earlier(book.mask.text(theme.label), tuple(shown[:SHOWN]), len(held[theme_id]), went)
        return found

    def _waves(self, book: Book, fit: str) -> tuple[str, ...]:
        base = self._base(book, fit)
        held = set(base.answer_of.values()) if base is not None else set()
        found = {answer.wave for answer in book.material.answers.values() if answer.id in held}
        return tuple(wave for wave in book.material.waves if wave in found)

    def _labels(self, book: Book, fit: str) -> dict[str, str]:
        base = self._base(book, fit)
        return {theme: book.mask.text(known.label) for theme, known in base.themes.items()} if base is not None else {}

    def _became(self, book: Book, fit: str, later: str) -> Succession | None:
        old, new = self._base(book, fit), self._base(book, later)
        return succession(old, new) if old is not None and new is not None else None

    def _once(self, key: Hashable, make: Callable[[], Found]) -> Found:
        """What was made before, or make it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast(Found, self._kept[key])
        found = make()
        if found is not None:
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return found

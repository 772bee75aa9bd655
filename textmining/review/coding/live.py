"""The coder model of each codebook as it is now: fitted again behind the pages whenever coders said something new."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from textmining.codebook.coder import Predictions, uncodable
from textmining.codebook.modelled import left_to_the_model
from textmining.codebook.state import Codebook
from textmining.errors import TextminingError
from textmining.review.book import Book
from textmining.review.coding.fitting import Fitted, fit, task_of
from textmining.review.coding.sample import Sample, draw_sample
from textmining.review.coding.worker import Worker
from textmining.review.material import Material
from textmining.study_settings import Review

__all__ = ["Live", "State"]

_LOG = logging.getLogger("textmining.review")

State = Literal["none", "preparing", "ready"]
"""Of the model: there is too little to learn from, the first one is being fitted, there is one."""


@dataclass
class _Known:
    """What is known of one codebook; changed under the lock of ``Live``."""

    material: Material
    asked: Codebook | None = None
    wanted: Book | None = None
    busy: bool = False
    fitted: Fitted | None = None
    of: Codebook | None = None
    samples: dict[object, Sample] = field(default_factory=dict)
    sampled: tuple[Codebook, Sample] | None = None
    told: str = ""
    drawing: threading.Lock = field(default_factory=threading.Lock)


class Live:
    """The models and samples of all codebooks of a study, for pages to ask.

    Parameters
    ----------
    key : str
        Secret of the study, by which samples are drawn and forms are signed.
    settings : Review
    worker : Worker, optional
        Where models are fitted; a process of its own if none is given, which begins when it is first needed.
    """

    def __init__(self, key: str, settings: Review, worker: Worker | None = None) -> None:
        self.key = key
        self._settings = settings
        self.worker = worker or Worker()
        self._known: dict[str, _Known] = {}
        self._changed = threading.Condition()

    # --- the model ----------------------------------------------------------------------------------------------

    def predictions(self, book: Book) -> Predictions | None:
        """What the newest model says of the answers; None where there is none (yet).

        Never waits: it may be of a moment before the codebook of ``book``, for which a model is then fitted. Themes may
        have been merged or rejected since; answers that a rule coded, or that have no words, are not in it.
        """
        fitted = self._current(book).fitted
        return fitted.predictions if fitted else None

    def out_of_fold(self, book: Book) -> Predictions | None:
        """For each answer coded by hand, what a model says that has not seen its codes; None as for ``predictions``."""
        fitted = self._current(book).fitted
        return fitted.out_of_fold if fitted else None

    def abstained(self, book: Book) -> float | None:
        """The share of all answers on which the model abstains and that no coder coded; None as for ``predictions``.

        Answers that a rule coded count as coded, and those that cannot be coded do not count.
        """
        found = self.predictions(book)
        if found is None:
            return None
        out = uncodable(book.codebook)
        everyone = sum(answer not in out for answer in book.material.answers)
        unsure = found.abstains().loc[left_to_the_model(book.codebook, found)]
        return float(unsure.sum()) / max(everyone, 1)

    def learned(self, book: Book) -> int:
        """The number of answers coded by hand that the newest model learned from."""
        fitted = self._current(book).fitted
        return fitted.hand if fitted else 0

    def state(self, book: Book) -> State:
        """How far the model is."""
        known = self._current(book)
        if known.fitted is not None and known.fitted.predictions is not None:
            return "ready"
        return "preparing" if known.busy else "none"

    def wait(self, book: Book, seconds: float) -> bool:
        """Wait until the model is that of ``book``; whether it is. Pages never do this."""
        self._current(book)
        with self._changed:
            return self._changed.wait_for(lambda: self._known[book.material.id].of is book.codebook, seconds)

    def close(self) -> None:
        """End the worker."""
        self.worker.close()

    # --- the samples --------------------------------------------------------------------------------------------

    def strata(self, book: Book) -> pd.Series:
        """The stratum of each answer that coders may be asked to code; Series indexed by answer_id."""
        return self.drawn(book).strata

    def sample(self, book: Book) -> pd.DataFrame:
        """The random sample: ``stratum``, ``inclusion_probability`` and ``number``, indexed by answer_id.

        All of it is coded blind, the part of ``double_sample`` by every coder.
        """
        return self.drawn(book).drawn

    def double_sample(self, book: Book) -> list[str]:
        """The answers of the random sample that every coder codes, in the order in which they come."""
        return list(self.drawn(book).double)

    def drawn(self, book: Book) -> Sample:
        """Both samples together."""
        known = self._of(book.material)
        with known.drawing:  # it takes a while, once: the others wait for it
            if known.sampled is None or known.sampled[0] is not book.codebook:
                known.sampled = book.codebook, self._sample(known, book.codebook)
            return known.sampled[1]

    def _sample(self, known: _Known, codebook: Codebook) -> Sample:
        """The sample that is wanted now, with what an earlier one drew and coders coded since."""
        plain = self._drawn(known, frozenset(), frozenset())
        chances = {
            answer: max((hand.inclusion_probability or 0.0 for hand in hands), default=0.0)
            for answer, hands in codebook.hands.items()
        }
        least = {
            (answer, chance)
            for answer, chance in chances.items()
            if answer in plain.strata.index and chance > plain.chances.get(answer, 0.0)
        }
        begun = {
            answer
            for answer, hands in codebook.hands.items()
            if answer not in plain.twice and any(hand.queue == "double" for hand in hands)
        }
        return self._drawn(known, frozenset(least), frozenset(begun)) if least or begun else plain

    def _drawn(self, known: _Known, least: frozenset[tuple[str, float]], begun: frozenset[str]) -> Sample:
        found = known.samples.get((least, begun))
        if found is None:
            found = draw_sample(known.material, self._settings, self.key, least=dict(least), begun=begun)
            plain = known.samples.get((frozenset(), frozenset()), found)
            known.samples = {(frozenset(), frozenset()): plain, (least, begun): found}
        return found

    # --- fitting ------------------------------------------------------------------------------------------------

    def _of(self, material: Material) -> _Known:
        with self._changed:
            known = self._known.get(material.id)
            if known is None or known.material is not material:
                before, known = known, _Known(material)
                if before is not None and before.material.folders == material.folders:
                    known.fitted, known.samples = before.fitted, before.samples  # only words were left out since
                self._known[material.id] = known
            return known

    def _current(self, book: Book) -> _Known:
        """What is known, after asking for a model of this state of the codebook if nobody did."""
        known = self._of(book.material)
        with self._changed:
            if known.asked is not book.codebook:
                known.asked = known.wanted = None
                known.asked, known.wanted = book.codebook, book
                if not known.busy:
                    known.busy = True
                    threading.Thread(target=self._fit, args=(known,), name="coder model", daemon=True).start()
        return known

    def _fit(self, known: _Known) -> None:
        """Fit until nothing newer is asked for; states in between are passed over."""
        while True:
            with self._changed:
                book, known.wanted = known.wanted, None
                if book is None:
                    known.busy = False
                    self._changed.notify_all()
                    return
            started = time.perf_counter()
            try:
                found = self.worker.run(fit, task_of(book))
            except TextminingError as error:
                if known.told != str(error):
                    _LOG.warning("coder model of %s: %s", book.material.id, error)
                known.told, found = str(error), None
            except BrokenExecutor as error:  # twice in a row, or the server is ending
                _LOG.warning("coder model of %s: was not fitted (%s)", book.material.id, error)
                found = None
            except Exception:
                _LOG.exception("coder model of %s", book.material.id)
                found = None
            _LOG.debug("coder model of %s: %.2f s", book.material.id, time.perf_counter() - started)
            with self._changed:
                known.of = book.codebook
                known.fitted = found or known.fitted
                self._changed.notify_all()

"""From the moment of a report on, its words are nowhere in the running app: what is shown is masked before it is."""

from __future__ import annotations

import threading

from textmining.cleaning.redaction import StudyNames
from textmining.codebook.masking import Mask, reported_in
from textmining.codebook.store import DecisionStore
from textmining.review.material import Study
from textmining.review.material.masking import masked_study

__all__ = ["Masking"]


class Masking:
    """Keeps the mask of all reports up to the last decision, and the material without their words.

    Parameters
    ----------
    store : DecisionStore
    """

    def __init__(self, store: DecisionStore) -> None:
        self._store = store
        self._mask = Mask()
        self._names = StudyNames()
        self._last = -1
        self._made: tuple[Study, Mask, Study] | None = None
        self._busy = threading.Lock()

    def study(self, study: Study) -> Study:
        """The material without what was reported up to now. Whoever asks meanwhile waits, and is not shown a word."""
        with self._busy:
            mask = self._up_to_date(study.names)
            if self._made is None or self._made[0] is not study or self._made[1] is not mask:
                self._made = (study, mask, masked_study(study, mask))
            return self._made[2]

    @property
    def mask(self) -> Mask:
        """The mask that the material was last asked with."""
        return self._mask

    def _up_to_date(self, names: StudyNames) -> Mask:
        last = self._store.last()
        if last != self._last or names is not self._names:
            words = reported_in(self._store.read(kinds=("report_personal", "undo")))
            if words != self._mask.words or names is not self._names:
                self._mask = Mask(words, names)
            self._last, self._names = last, names
        return self._mask

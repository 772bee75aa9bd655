"""Codings of the same answers by several coders, as one array: what every measure of agreement is made from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from textmining.codebook.state import Codebook
from textmining.errors import StageError

__all__ = ["Coded", "hand_codings"]


@dataclass(frozen=True)
class Coded:
    """Who chose which themes for which answer.

    Attributes
    ----------
    coders, answers : tuple of str
        In the order of their names, so that no figure depends on the order of rows.
    themes : tuple of str
        As given.
    chosen : bool array, coders x answers x themes
    present : bool array, coders x answers
        True where the coder coded the answer; a coder who saw none of the themes in it coded it too.
    """

    coders: tuple[str, ...]
    answers: tuple[str, ...]
    themes: tuple[str, ...]
    chosen: np.ndarray
    present: np.ndarray

    @classmethod
    def of(cls, codings: pd.DataFrame, themes: Sequence[str]) -> Coded:
        """Read a table of codings.

        Parameters
        ----------
        codings : DataFrame, one row per answer and coder
            ``answer_id``, ``coder`` (the model may be one) and ``themes``, a collection of theme ids, empty where the
            coder saw none. An answer that a coder did not code has no row.
        themes : sequence of str
            Every theme that could be chosen.

        Raises
        ------
        StageError
            If a coder has two rows for one answer, or a theme is not among ``themes``.
        """
        if codings.duplicated(["answer_id", "coder"]).any():
            row = codings[codings.duplicated(["answer_id", "coder"])].iloc[0]
            raise StageError(f"codings: coder {row['coder']} has two rows for answer {row['answer_id']}")
        coders, answers = sorted(set(codings["coder"])), sorted(set(codings["answer_id"]))
        place = {theme: number for number, theme in enumerate(themes)}
        chosen = np.zeros((len(coders), len(answers), len(place)), dtype=bool)
        present = np.zeros(chosen.shape[:2], dtype=bool)
        who = {coder: number for number, coder in enumerate(coders)}
        what = {answer: number for number, answer in enumerate(answers)}
        for answer, coder, own in zip(codings["answer_id"], codings["coder"], codings["themes"], strict=True):
            present[who[coder], what[answer]] = True
            for theme in own:
                if theme not in place:
                    raise StageError(f"codings: coder {coder} chose theme {theme}, which the codebook does not have")
                chosen[who[coder], what[answer], place[theme]] = True
        return cls(tuple(coders), tuple(answers), tuple(place), chosen, present)

    @property
    def times(self) -> np.ndarray:
        """Coders per answer; float array, answers."""
        return np.asarray(self.present.sum(axis=0), dtype=float)

    @property
    def mentions(self) -> np.ndarray:
        """Coders who chose a theme, per answer; float array, answers x themes."""
        return np.asarray(self.chosen.sum(axis=0), dtype=float)

    def among(self, coders: Collection[str]) -> Coded:
        """The codings by these coders only."""
        kept = [number for number, coder in enumerate(self.coders) if coder in coders]
        names = tuple(self.coders[number] for number in kept)
        return Coded(names, self.answers, self.themes, self.chosen[kept], self.present[kept])

    def sets_of(self, coder: int) -> list[frozenset[str]]:
        """The themes that a coder chose, answer by answer."""
        names = np.array(self.themes, dtype=object)
        return [frozenset(names[row]) for row in self.chosen[coder]]


def hand_codings(codebook: Codebook, queues: Collection[str] = ("double",), *, blind: bool = True) -> pd.DataFrame:
    """What coders chose before they settled their differences.

    Parameters
    ----------
    codebook : Codebook
    queues : collection of str
        The queues whose answers count.
    blind : bool
        Leave out what was coded with a suggestion in sight.

    Returns
    -------
    DataFrame, one row per answer and coder
        As ``Coded.of`` wants it; themes that were merged since count as what they are in now.
    """
    rows = [
        (answer, hand.coder, frozenset(filter(None, map(codebook.now, hand.themes))))
        for answer, hands in sorted(codebook.hands.items())
        for hand in hands
        if hand.queue in queues and (hand.blind or not blind)
    ]
    return pd.DataFrame(rows, columns=["answer_id", "coder", "themes"])

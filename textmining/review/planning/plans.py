"""Plans side by side: so many hours, half and twice as many, and as many as a target takes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from textmining.codebook.coder.allocation import allocate, half_widths
from textmining.codebook.coder.planning import REST, answers_in
from textmining.review.book import Book
from textmining.review.planning.asking import Asked
from textmining.review.planning.frame import JOINED, Frame

__all__ = ["OWN", "Option", "options_of", "rows_of_strata"]

OWN = "uw uren"
"""The plan for the hours that are asked for."""


@dataclass(frozen=True)
class Option:
    """A plan among others.

    Attributes
    ----------
    name : str
        Why it is there, in Dutch.
    hours : float
    answers : int
        Drawn at random from all.
    double : int
        Of those, coded by every coder.
    widths : Series indexed by theme_id
        Half of the width of the 95% interval of its share, in percentage points, corrected with the model.
    alone : Series indexed by theme_id
        The same without a model.
    """

    name: str
    hours: float
    answers: int
    double: int
    widths: pd.Series
    alone: pd.Series

    @property
    def widest(self) -> float:
        """Of the theme that is known worst."""
        return float(self.widths.max())

    def within(self, target: float) -> int:
        """Themes that are known within so many percentage points."""
        return int((self.widths <= target).sum())


def options_of(frame: Frame, asked: Asked) -> list[Option]:
    """The plan that is asked for, with half and twice its hours and what the target takes.

    Parameters
    ----------
    frame : Frame
        With one answer at least.
    asked : Asked

    Returns
    -------
    list of Option
        By hours; without twice as many where those asked for are enough to code every answer.

    Notes
    -----
    Every answer has the same chance to be drawn, so the sample is divided over strata in proportion to their sizes, and
    the variance of a share is (1/n - 1/N) times the mean of S_h^2 over strata, by size (Cochran 1977, section 5.4).
    """
    weight = frame.sizes / frame.sizes.sum()
    spread, alone = (
        np.sqrt((one.loc[weight.index] ** 2).mul(weight, axis=0).sum()).to_frame(REST).T
        for one in (frame.residual, frame.alone)
    )
    total = int(frame.sizes.sum())

    def option(name: str, hours: float, answers: int) -> Option:
        if answers == total:
            hours = min(hours, answers * asked.seconds_of_all / 3600)
        double = round(answers * asked.double / 100) if asked.coders > 1 else 0
        return Option(name, hours, answers, double, _widths(total, answers, spread), _widths(total, answers, alone))

    def answers_for(hours: float) -> int:
        return min(max(answers_in(hours, asked.seconds_of_all), 1), total)

    own = answers_for(asked.hours)
    found = [option("de helft", asked.hours / 2, answers_for(asked.hours / 2)), option(OWN, asked.hours, own)]
    if own < total:
        found.append(option("het dubbele", asked.hours * 2, answers_for(asked.hours * 2)))
    needed = _needed(total, float(spread.max(axis=None)), asked.target)
    found.append(option("uw doel", needed * asked.seconds_of_all / 3600, needed))
    return sorted(found, key=lambda one: one.hours)


def rows_of_strata(book: Book, frame: Frame, answers: int) -> list[tuple[tuple[str, ...], int, int]]:
    """The strata as a table: the values of each, its answers, and about how many of these are drawn.

    Strata of fewer answers than a group may have are put together: (), answers, drawn.
    """
    drawn = allocate(frame.sizes, answers)
    shown: list[tuple[tuple[str, ...], int, int]] = []
    small = drawn_of_small = 0
    themes = book.codebook.themes
    for stratum, size in frame.sizes.items():
        if size < book.material.minimum_group:
            small, drawn_of_small = small + int(size), drawn_of_small + int(drawn[stratum])
            continue
        values = str(stratum).split(JOINED)
        if frame.columns and frame.columns[-1] == "thema":
            values[-1] = themes[values[-1]].label if values[-1] in themes else REST
        shown.append((tuple(values), int(size), int(drawn[stratum])))
    return [*shown, *([((), small, drawn_of_small)] if small else [])]


def _widths(total: int, answers: int, spread: pd.DataFrame) -> pd.Series:
    return half_widths(pd.Series({REST: total}), pd.Series({REST: answers}), spread)


def _needed(total: int, spread: float, target: float) -> int:
    """The smallest sample in which a share of this spread is known within so many percentage points."""
    variance = (target / 100 / NormalDist().inv_cdf(0.975)) ** 2
    return min(total, max(1, math.ceil(spread**2 / (variance + spread**2 / total) - 1e-9)))

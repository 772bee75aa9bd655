"""The one rule by which a segment gets its topic: the nearest centre, unless it has no company or is of a rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from textmining.errors import StageError
from textmining.topics.grid import GRID, centres_of, cosines, on_grid

__all__ = ["Centres", "Company", "Rest", "Rule", "centres_for", "company_of"]

NEIGHBOURS = 5
"""Segments whose mean cosine with a segment is its company."""

SPREADS = 1.5
"""A segment is alone whose company is this many spreads under the median; the spread is that of the better half, which
one-off answers, all in the other half, do not widen. With company that is normal this would be one in fifteen; real
answers have a thinner tail: .01 on the reader survey, .05 to .07 where .085 one-off answers were planted."""


@dataclass(frozen=True)
class Centres:
    """Mean of the fitted points (dimension), and the centres (k, dimension) on the grid after that mean is taken away.

    What every answer to a question shares tells no topics apart, so that cosines are taken around the mean.
    """

    mean: np.ndarray
    vectors: np.ndarray

    def __len__(self) -> int:
        return len(self.vectors)

    def around(self, points: np.ndarray) -> np.ndarray:
        """Grid vectors of points around the mean.

        Raises
        ------
        StageError
            If the points come from an encoder of another dimension.
        """
        if points.shape[1] != len(self.mean):
            raise StageError(
                f"topics: the model holds vectors of {len(self.mean)} numbers, these have {points.shape[1]}. "
                "Embed the segments with the encoder that the model was fitted on."
            )
        return on_grid(points.astype(np.float64) - self.mean)

    def nearest(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The nearest centre of each grid vector (ties to the first) and the cosine; -1 and 0 without centres."""
        number = np.full(len(points), -1, dtype=np.int64)
        similarity = np.zeros(len(points))
        around = self.around(points)
        if len(self):
            for block, close in cosines(around, self.vectors):
                number[block] = close.argmax(axis=1)
                similarity[block] = np.clip(close.max(axis=1), -1, 1)
        return number, similarity


def centres_for(points: np.ndarray, labels: np.ndarray) -> Centres:
    """Centres of labelled grid vectors; labels run from 0 without gaps, and -1 shapes no centre."""
    mean = points.sum(axis=0, dtype=np.float64) / max(len(points), 1)  # exact: a sum of integers
    blank = Centres(mean, points[:0])
    return Centres(mean, centres_of(blank.around(points), labels, int(labels.max(initial=-1)) + 1))


@dataclass(frozen=True)
class Company:
    """The fitted texts that a segment is compared with, to see whether it is alone.

    Attributes
    ----------
    known : array (n, dimension)
        Grid vectors around the mean.
    copies : array (n,) of int
        Segments with that text.
    threshold : float
        A segment with less company is alone.
    """

    known: np.ndarray
    copies: np.ndarray
    threshold: float

    def of(self, around: np.ndarray) -> np.ndarray:
        """Mean cosine of each grid vector (around the mean) with its five nearest segments among the others.

        A text that was fitted does not keep itself company: one copy of it does not count, so that a segment has the
        same company whether it was in the fit or comes later.
        """
        found = np.zeros(len(around))
        most = min(NEIGHBOURS, len(self.known))
        if not most:
            return found
        square = np.einsum("ij,ij->i", self.known, self.known)
        own = np.einsum("ij,ij->i", around, around)
        unit = np.float32(1 / GRID**2)
        for block, close in cosines(around, self.known):
            # two vectors of equal length whose product is that length squared are one vector
            same = (close == own[block, None] * unit) & (square == own[block, None])
            row, text = np.nonzero(same)
            copies = np.bincount(row, weights=self.copies[text], minlength=len(close)).astype(np.int64)
            others = (copies - 1).clip(0, NEIGHBOURS)
            close[same] = -1.0
            nearest = -np.sort(-np.partition(close, -most, axis=1)[:, -most:], axis=1)
            sums = np.concatenate([np.zeros((len(close), 1)), nearest.astype(np.float64).cumsum(axis=1)], axis=1)
            taken = np.minimum(NEIGHBOURS - others, most)
            found[block] = (others + sums[np.arange(len(close)), taken]) / np.maximum(others + taken, 1)
        return found


def company_of(around: np.ndarray, copies: np.ndarray) -> tuple[Company, np.ndarray]:
    """What fitted texts say of who is alone, and which of them are (n,).

    Parameters
    ----------
    around : array (n, dimension)
        Grid vectors of distinct texts around their mean.
    copies : array (n,) of int
        Segments with that text.
    """
    if len(around) <= NEIGHBOURS:  # too few to be company
        return Company(around, copies, -1.0), np.zeros(len(around), dtype=bool)
    found = Company(around, copies, -1.0).of(around)
    middle, high = np.quantile(found, [0.5, 0.84], method="lower")
    threshold = float(middle - SPREADS * (high - middle))
    return Company(around, copies, threshold), found < threshold


@dataclass(frozen=True)
class Rest:
    """What the fit put together though it has little in common: no theme.

    Attributes
    ----------
    centres : Centres
        Of such groups.
    floors : array (topics,)
        For each main topic the cosine with its centre under which a segment that is nearer to one of these is not of
        the topic.
    """

    centres: Centres
    floors: np.ndarray


@dataclass(frozen=True)
class Rule:
    """Which topic a segment gets.

    Attributes
    ----------
    main : Centres
        Of the main topics.
    company : Company
        Of whom a segment must be near for it to have a topic at all.
    sub : mapping
        Main topic to the centres of its sub-topics, where it has any.
    rest : Rest or None
        What has little in common with anything, where the fit found any.
    """

    main: Centres
    company: Company
    sub: Mapping[int, Centres] = field(default_factory=dict)
    rest: Rest | None = None

    def nearest(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The nearest main topic of each grid vector and the cosine with its centre."""
        return self.main.nearest(points)

    def alone(self, points: np.ndarray) -> np.ndarray:
        """Whether each grid vector has too little company for a topic (n,)."""
        return self.company.of(self.main.around(points)) < self.company.threshold

    def labels(self, points: np.ndarray) -> np.ndarray:
        """The main topic of each grid vector; -1 for one that is alone, or of the rest."""
        number, similarity = self.nearest(points)
        return np.where(self.alone(points) | self.of_rest(points, number, similarity), -1, number)

    def of_rest(self, points: np.ndarray, number: np.ndarray, similarity: np.ndarray) -> np.ndarray:
        """Whether each grid vector, of which ``nearest`` is given, is of the rest (n,)."""
        if self.rest is None or not len(self.main):
            return np.zeros(len(points), dtype=bool)
        _, to_rest = self.rest.centres.nearest(points)
        return np.asarray((to_rest > similarity) & (similarity < self.rest.floors[number]))

    def sub_labels(self, points: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """The sub-topic of each grid vector within its main topic (``labels``); -1 where that has none."""
        found = np.full(len(points), -1, dtype=np.int64)
        for main, centres in self.sub.items():
            here = np.flatnonzero(labels == main)
            if len(here):
                found[here] = centres.nearest(points[here])[0]
        return found

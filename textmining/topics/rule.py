"""The one rule by which a segment gets its topic: the nearest centre, unless even that is far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from textmining.errors import StageError
from textmining.topics.grid import centres_of, cosines

__all__ = ["Rule", "make_rule"]

ELSEWHERE = 2 / 3
"""A segment is alone if its nearest centre is no nearer than two in three segments are to centres not their own."""

MOST_ALONE = 0.045
"""At most this share of the fitted segments is alone."""


@dataclass(frozen=True)
class Rule:
    """Centres on the grid (k, dimension), and the cosine under which a segment belongs to none."""

    centres: np.ndarray
    threshold: float

    def nearest(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The nearest centre of each grid vector (ties to the first) and the cosine with it; -1 and 0 without centres.

        Raises
        ------
        StageError
            If the vectors come from an encoder of another dimension.
        """

        number = np.full(len(points), -1, dtype=np.int64)
        similarity = np.zeros(len(points))
        if not len(self.centres):
            return number, similarity
        if points.shape[1] != self.centres.shape[1]:
            raise StageError(
                f"topics: the model holds vectors of {self.centres.shape[1]} numbers, these have {points.shape[1]}. "
                "Embed the segments with the encoder that the model was fitted on."
            )
        for block, close in cosines(points, self.centres):
            number[block] = close.argmax(axis=1)
            similarity[block] = np.clip(close.max(axis=1), -1, 1)
        return number, similarity

    def labels(self, points: np.ndarray) -> np.ndarray:
        """The centre that each grid vector is assigned to, or -1 for one that is alone."""

        number, similarity = self.nearest(points)
        return np.where(similarity >= self.threshold, number, -1)


def make_rule(points: np.ndarray, labels: np.ndarray, sizes: np.ndarray) -> Rule:
    """The rule that a partition of the fitted points gives.

    Parameters
    ----------
    points : array (n, dimension)
        Grid vectors of distinct texts.
    labels : array (n,) of int
        From 0 without gaps; -1 for a point that shapes no centre.
    sizes : array (n,) of int
        Segments with that text. They weigh in the threshold, not in the centres: a copied answer adds no wording.
    """

    centres = centres_of(points, labels, int(labels.max(initial=-1)) + 1)
    if len(centres) < 2:  # nothing to be nearer to
        return Rule(centres, -1.0)
    nearest, elsewhere = [], []
    for _, close in cosines(points, centres):
        ordered = np.sort(close, axis=1)
        nearest.append(ordered[:, -1])
        elsewhere.append(ordered[:, :-1].ravel())
    near = np.concatenate(nearest)
    alone = float(np.quantile(np.concatenate(elsewhere), ELSEWHERE, method="higher"))
    by_size = np.sort(np.repeat(near, sizes))
    return Rule(centres, min(alone, float(by_size[int(MOST_ALONE * len(by_size))])))

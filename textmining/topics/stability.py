"""How stable a partition is, as a whole and theme by theme."""

from __future__ import annotations

import itertools

import numpy as np

__all__ = ["VERDICTS", "agreement", "stability", "verdict"]

VERDICTS = ((0.85, "highly stable"), (0.75, "stable"), (0.6, "doubtful"), (-np.inf, "unstable"))
"""Hennig's readings: highly stable from .85; a valid, stable cluster from .75; under .6 not to be trusted; in between a
pattern is there, but which points are in it is doubtful."""


def verdict(value: float) -> str | None:
    """What a stability means (Hennig 2007); None where it was not measured."""
    return None if np.isnan(value) else next(name for least, name in VERDICTS if value >= least)


def agreement(runs: np.ndarray) -> float:
    """Mean adjusted Rand index of neighbouring runs in the list, over the points that both hold."""
    from sklearn.metrics import adjusted_rand_score

    scores = []
    for one, other in itertools.pairwise(runs):
        held = (one >= 0) & (other >= 0)
        scores.append(adjusted_rand_score(one[held], other[held]))
    return float(np.mean(scores)) if scores else 1.0


def stability(labels: np.ndarray, refits: np.ndarray, count: int) -> np.ndarray:
    """How well each cluster comes back when points are left out.

    Parameters
    ----------
    labels : array (n,) of int
        The clustering that is judged; -1 for none.
    refits : array (refits, n) of int
        Clusterings of subsets; -1 for a point that was left out.
    count : int
        Number of clusters in ``labels``.

    Returns
    -------
    array (count,) of float
        Mean over the refits of the largest Jaccard overlap with a cluster of the refit, over the points that the refit
        holds (Hennig 2007, with subsets without replacement).
    """
    total = np.zeros(count)
    held_in = np.zeros(count)
    for run in refits:
        held = (run >= 0) & (labels >= 0)
        table = np.zeros((count, int(run.max(initial=0)) + 1))
        np.add.at(table, (labels[held], run[held]), 1)
        size = table.sum(axis=1)
        clusters = np.bincount(run[run >= 0], minlength=table.shape[1])
        overlap = (table / np.maximum(size[:, None] + clusters[None, :] - table, 1)).max(axis=1)
        total += np.where(size > 0, overlap, 0)
        held_in += size > 0
    return np.divide(total, held_in, out=np.zeros(count), where=held_in > 0)

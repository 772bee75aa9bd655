"""What many resampled runs agree on, and how stable each part of it is."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from textmining.topics.communities import CommunityFinder
from textmining.topics.neighbours import NeighbourGraph

__all__ = ["agreement", "consensus", "resampled_runs", "stability"]

KEPT = 0.8
"""Share of the points in a resample, drawn without replacement."""

VOTERS = 8
"""Runs over the consensus graph per round; they differ by seed only."""

MOST_ROUNDS = 8


def resampled_runs(
    finder: CommunityFinder,
    graph: NeighbourGraph,
    resolutions: Sequence[float] | np.ndarray,
    random: np.random.Generator,
) -> np.ndarray:
    """Communities of random subsets of the points, each found from a seed of its own.

    Returns
    -------
    array (count, n) of int
        Labels from 0; -1 for a point that was left out.
    """

    runs = np.full((len(resolutions), graph.size), -1)
    for run, resolution in zip(runs, resolutions, strict=True):
        kept = np.zeros(graph.size, dtype=bool)
        kept[random.choice(graph.size, max(2, round(KEPT * graph.size)), replace=False)] = True
        weights = graph.weights * (kept[graph.rows] & kept[graph.columns])
        found = finder.find(weights, float(resolution), int(random.integers(2**31)))
        run[kept] = found[kept]
    return runs


def consensus(
    finder: CommunityFinder, graph: NeighbourGraph, runs: np.ndarray, resolution: float, random: np.random.Generator
) -> np.ndarray:
    """The partition that resampled runs agree on.

    Notes
    -----
    Lancichinetti & Fortunato (2012), on the edges of the graph only (Tandon et al. 2019): an edge weighs the share of
    runs that put its ends together, times its own weight; edges below one half go; the result is split again, until
    all voters agree.

    Returns
    -------
    array (n,) of int
    """

    together = _together(graph, runs)
    votes = runs
    for _ in range(MOST_ROUNDS):
        weights = np.where(together >= 0.5, together * graph.weights, 0.0)
        seeds = random.integers(2**31, size=VOTERS)
        votes = np.stack([finder.find(weights, resolution, int(seed), rounds=-1) for seed in seeds])
        together = _together(graph, votes)
        if ((together == 0) | (together == 1)).all():
            break
    agreed: np.ndarray = votes[0]
    return agreed


def _together(graph: NeighbourGraph, runs: np.ndarray) -> np.ndarray:
    """Share of runs, of those that hold both ends of an edge, that put them in one community."""

    same = np.zeros(len(graph.rows))
    both = np.zeros(len(graph.rows))
    for run in runs:
        left, right = run[graph.rows], run[graph.columns]
        held = (left >= 0) & (right >= 0)
        both += held
        same += held & (left == right)
    return same / np.maximum(both, 1)


def agreement(runs: np.ndarray) -> float:
    """Mean adjusted Rand index of neighbouring runs in the list, over the points that both hold."""
    from sklearn.metrics import adjusted_rand_score

    scores = []
    for one, other in itertools.pairwise(runs):
        held = (one >= 0) & (other >= 0)
        scores.append(adjusted_rand_score(one[held], other[held]))
    return float(np.mean(scores)) if scores else 1.0


def stability(labels: np.ndarray, runs: np.ndarray, count: int) -> np.ndarray:
    """How well each cluster comes back when points are left out.

    Parameters
    ----------
    labels : array (n,) of int
        The clustering that is judged; -1 for none.
    runs : array (runs, n) of int
        Clusterings of subsets; -1 for a point that was left out.
    count : int
        Number of clusters in ``labels``.

    Returns
    -------
    array (count,) of float
        Mean over the runs of the largest Jaccard overlap with a cluster of the run, over the points that the run
        holds (Hennig 2007, with subsets without replacement). .85 is very stable, under .6 should not be trusted.
        A single run stands against a consensus of many here, so the figure is on the low side.
    """

    total = np.zeros(count)
    held_in = np.zeros(count)
    for run in runs:
        held = (run >= 0) & (labels >= 0)
        table = np.zeros((count, int(run.max(initial=0)) + 1))
        np.add.at(table, (labels[held], run[held]), 1)
        size = table.sum(axis=1)
        clusters = np.bincount(run[run >= 0], minlength=table.shape[1])
        overlap = (table / np.maximum(size[:, None] + clusters[None, :] - table, 1)).max(axis=1)
        total += np.where(size > 0, overlap, 0)
        held_in += size > 0
    return np.divide(total, held_in, out=np.zeros(count), where=held_in > 0)

"""From distinct texts to centres: the whole of the fit that decides which topics there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from textmining.topics.communities import CommunityFinder
from textmining.topics.consensus import agreement, consensus, resampled_runs, stability
from textmining.topics.grid import centres_of, cosines
from textmining.topics.neighbours import neighbour_graph
from textmining.topics.rule import Rule, make_rule

__all__ = ["Granularity", "Partition", "partition"]

Granularity = Literal["grof", "middel", "fijn"]

RESOLUTIONS: dict[str, float] = {"grof": 0.4, "middel": 1.0, "fijn": 3.0}
"""Where each position of the dial looks; the number of topics that follows grows with the number of texts."""

SPREAD = 1.5
"""The runs look at resolutions from the dial's own divided by this to it multiplied by this, so that the topics that
stay, and with them their number, are those that hold over a range (after Greene et al. 2014) and not at one value."""

RUNS = 24

FEWEST_SEGMENTS = 5
"""A topic of fewer is no theme of a survey."""

FEWEST_TEXTS = 12
"""Among fewer distinct texts there is no telling topics apart."""

LARGEST = 0.2
LARGEST_FROM = 500
"""From this many texts on no topic may hold more than ``LARGEST`` of the segments; fewer texts have few topics."""


@dataclass(frozen=True)
class Partition:
    """Topics of a set of texts.

    ``stability`` follows the centres of ``rule`` and is NaN where it could not be measured; ``agreement`` is the mean
    adjusted Rand index between single resampled runs, NaN likewise.
    """

    rule: Rule
    stability: np.ndarray
    resolution: float
    agreement: float


def partition(points: np.ndarray, sizes: np.ndarray, granularity: Granularity, seed: int) -> Partition:
    """Find topics that resamples of the texts agree on.

    Parameters
    ----------
    points : array (n, dimension)
        Grid vectors of distinct texts, in an order that depends on their content only.
    sizes : array (n,) of int
        Segments with that text.
    granularity : {"grof", "middel", "fijn"}
    seed : int
        Redraws every resample and every run.

    Returns
    -------
    Partition
        Topics in order of size. None for fewer than 5 segments, one for fewer than 12 distinct texts.
    """
    if sizes.sum() < FEWEST_SEGMENTS:
        return Partition(Rule(points[:0], -1.0), np.empty(0), np.nan, np.nan)
    if len(points) < FEWEST_TEXTS:
        rule = make_rule(points, np.zeros(len(points), dtype=np.int64), sizes)
        return Partition(rule, np.full(1, np.nan), np.nan, np.nan)
    random = np.random.default_rng(seed)
    resolution = RESOLUTIONS[granularity]
    graph = neighbour_graph(points)
    finder = CommunityFinder(graph)
    while True:
        spread = resolution * np.geomspace(1 / SPREAD, SPREAD, RUNS)
        runs = resampled_runs(finder, graph, spread, random)
        rule = _ruled(points, consensus(finder, graph, runs, resolution, random), sizes)
        labels = rule.labels(points)
        held = np.bincount(labels[labels >= 0], weights=sizes[labels >= 0], minlength=1)
        if len(points) < LARGEST_FROM or held.max() <= LARGEST * sizes.sum() or len(rule.centres) > len(points) / 10:
            break
        resolution *= 1.25
    stable = stability(labels, _like_published(points, runs), len(rule.centres))
    return Partition(rule, stable, resolution, agreement(runs))


def _ruled(points: np.ndarray, labels: np.ndarray, sizes: np.ndarray) -> Rule:
    """The rule of a partition after topics that are too small to speak of were given up, largest topic first."""
    while True:
        rule = make_rule(points, labels, sizes)
        given = rule.labels(points)
        held = np.bincount(given[given >= 0], weights=sizes[given >= 0], minlength=len(rule.centres))
        small = np.flatnonzero(held < FEWEST_SEGMENTS)
        if not len(small) or len(held) == 1:
            break
        gone = small[held[small] == held[small].min()]  # the smallest first: its members may save the next
        labels = _renumber(np.where(np.isin(labels, gone), -1, labels))
    first = np.array([np.flatnonzero(labels == k)[0] for k in range(len(held))])
    order = np.lexsort((first, -held))
    return Rule(rule.centres[order], rule.threshold)


def _renumber(labels: np.ndarray) -> np.ndarray:
    """The same labels from 0 without gaps; negative ones stay."""
    known = np.unique(labels[labels >= 0])
    return np.where(labels >= 0, np.searchsorted(known, labels), -1)


def _like_published(points: np.ndarray, runs: np.ndarray) -> np.ndarray:
    """Labels of runs as they would have been published: each point that a run holds at the nearest of its centres."""
    numbered = [_renumber(run) for run in runs]
    counts = [int(run.max()) + 1 for run in numbered]
    centres = np.concatenate([centres_of(points, run, count) for run, count in zip(numbered, counts, strict=True)])
    ends = np.cumsum(counts)
    alike = np.full(runs.shape, -1)
    for block, close in cosines(points, centres):
        for run, end, count in zip(alike, ends, counts, strict=True):
            run[block] = close[:, end - count : end].argmax(axis=1)
    return np.where(runs >= 0, alike, -1)

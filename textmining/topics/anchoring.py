"""Expected themes and free discovery put together: which topics there are where a study lists themes beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from textmining.topics.expected import Anchors, ExpectedPoints, anchor, directions, settle
from textmining.topics.neighbours import NeighbourGraph, neighbour_graph
from textmining.topics.rule import Centres

__all__ = ["Anchored", "Expectations", "anchored"]

Terms = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Expectations:
    """What a study expects in a question.

    Attributes
    ----------
    themes : tuple of ExpectedPoints
        In the researcher's order; grid vectors as they come from the encoder, not yet around the mean.
    terms : sequence (n,) of terms
        Of each point that discovery is given, of the same making as the terms of the examples.
    """

    themes: tuple[ExpectedPoints, ...] = ()
    terms: Terms = ()


@dataclass(frozen=True)
class Anchored:
    """Centres over expected and found topics.

    Attributes
    ----------
    centres : Centres
    origin : array (topics,) of int
        The place of an expected theme in the list, -1 for a found one.
    anchors : Anchors
        What the expected themes claimed.
    """

    centres: Centres
    origin: np.ndarray
    anchors: Anchors


def anchored(
    points: np.ndarray,
    mean: np.ndarray,
    expectations: Expectations,
    discover: Callable[[np.ndarray], np.ndarray],
    graph: NeighbourGraph | None = None,
) -> Anchored:
    """Anchor on expected themes, discover among the rest, and let both divide all points.

    Parameters
    ----------
    points : array (n, dimension)
        Grid vectors of distinct texts.
    mean : array (dimension,)
        What is taken away from them.
    expectations : Expectations
    discover : callable
        From the positions of the points that no expected theme claims to their topics, from 0; -1 for none.
    graph : NeighbourGraph, optional
        Over the points, where it is known.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(1):  # on busy processors threads of so small sums mostly wait: it was ten times slower
        space = Centres(mean, points[:0])
        around = space.around(points)
        graph = graph or neighbour_graph(points)
        listed = [ExpectedPoints(space.around(theme.points), theme.terms) for theme in expectations.themes]
        anchors = anchor(around, graph, listed, expectations.terms)
        labels = anchors.labels.copy()
        rest = np.flatnonzero(labels < 0)
        found = discover(rest)
        labels[rest] = np.where(found >= 0, found + len(listed), -1)
        labels = settle(around, graph, labels, len(listed), expectations.terms)
        topics, labels = np.unique(labels, return_inverse=True)
        centres = Centres(mean, directions(around, labels, len(topics)))
        return Anchored(centres, np.where(topics < len(listed), topics, -1), anchors)

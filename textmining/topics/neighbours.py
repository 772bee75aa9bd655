"""The graph of shared neighbours of a set of points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from textmining.topics.grid import cosines, on_grid

if TYPE_CHECKING:
    from scipy import sparse

__all__ = ["NeighbourGraph", "nearest", "neighbour_graph"]

MOST_NEIGHBOURS = 30
FEWEST_NEIGHBOURS = 3
GROUPS = 256
"""Groups of points whose largest cosines are looked at first; at least ``MOST_NEIGHBOURS``."""


@dataclass(frozen=True)
class NeighbourGraph:
    """An undirected graph: the ends and weight (0 to 1) of each edge, and the number of nodes."""

    size: int
    rows: np.ndarray
    columns: np.ndarray
    weights: np.ndarray


def nearest(points: np.ndarray, count: int) -> np.ndarray:
    """The ``count`` nearest other points of each point, nearest first; exact, ties by position.

    Returns
    -------
    array (n, count) of int
    """

    groups = np.arange(0, len(points), max(1, len(points) // GROUPS))
    found = np.empty((len(points), count), dtype=np.int64)
    for block, close in cosines(points, points):
        here = np.arange(block.stop - block.start)
        close[here, here + block.start] = -np.inf
        # The count-th largest of the groups' largest is no larger than the count-th largest of all: few pass it.
        largest = np.maximum.reduceat(close, groups, axis=1)
        largest.partition(len(groups) - count, axis=1)
        rows, columns = np.nonzero(close >= largest[:, len(groups) - count, None])
        order = np.lexsort((columns, -close[rows, columns], rows))
        first = np.searchsorted(rows, here)
        found[block] = columns[order][first[:, None] + np.arange(count)]
    return found


def neighbour_graph(points: np.ndarray) -> NeighbourGraph:
    """Join points that share neighbours.

    Parameters
    ----------
    points : array (n, dimension)
        Grid vectors of distinct texts, n of 4 or more, in an order that depends on their content only.

    Notes
    -----
    Two points are joined where one is among the nearest of the other; the edge weighs the Jaccard overlap of their
    neighbourhoods (Jarvis & Patrick 1973; Ertöz et al. 2003), which evens out dense and thin regions. Before that the
    mean of all points is taken away, since what every answer shares tells no topics apart, and each point moves
    halfway to the mean of its neighbours: half a step of diffusion over the graph. Measured on three Dutch sets, this
    made partitions of the same number of parts agree better between resamples and with gold labels.
    """

    count = max(FEWEST_NEIGHBOURS, min(MOST_NEIGHBOURS, math.isqrt(len(points)), len(points) - 1))
    centred = points.astype(np.float64) - points.sum(axis=0, dtype=np.float64) / len(points)
    graph = _shared(nearest(on_grid(centred), count))
    unit = on_grid(centred).astype(np.float64)
    both = graph + graph.T
    around = np.asarray(both @ unit) / np.maximum(np.asarray(both.sum(axis=1)).reshape(-1, 1), 1e-12)
    edges = _shared(nearest(on_grid(unit + around), count)).tocoo()
    return NeighbourGraph(len(points), edges.row, edges.col, edges.data)


def _shared(neighbours: np.ndarray) -> sparse.csr_array:
    """Jaccard overlap of neighbourhoods along the edges of a neighbour table; each edge once, above the diagonal."""
    from scipy import sparse

    size, count = neighbours.shape
    ones = np.ones(neighbours.size)
    ends = (np.repeat(np.arange(size), count), neighbours.ravel())
    near = sparse.csr_array((ones, ends), shape=(size, size))
    around = (near + sparse.eye_array(size, format="csr")).tocsr()
    joined = sparse.triu((near + near.T) > 0, k=1)
    overlap = ((around @ around.T) * joined).tocsr()
    overlap.data /= 2 * (count + 1) - overlap.data
    overlap.sort_indices()
    return overlap

"""Communities of a weighted graph, repeatable from a seed."""

from __future__ import annotations

import random
import threading
from typing import Any

import numpy as np

from textmining.topics.neighbours import NeighbourGraph

__all__ = ["CommunityFinder"]

_ONE_AT_A_TIME = threading.Lock()
"""igraph has one random generator per process; two threads that draw from it would disturb each other."""


class CommunityFinder:
    """Finds communities in one graph, time and again under other weights."""

    def __init__(self, graph: NeighbourGraph) -> None:
        import igraph

        edges = np.column_stack((graph.rows, graph.columns))
        self._graph: Any = igraph.Graph(n=graph.size, edges=edges.tolist())

    def find(self, weights: np.ndarray, resolution: float, seed: int, *, rounds: int = 2) -> np.ndarray:
        """Split the graph by the Leiden algorithm (Traag et al. 2019), maximising modularity.

        Parameters
        ----------
        weights : array, one per edge of the graph
            An edge of weight 0 counts as absent.
        resolution : float
            Higher gives more and smaller communities.
        seed : int
            Of the run's own generator.
        rounds : int
            Passes over the graph; a negative number goes on until nothing improves.

        Returns
        -------
        array (n,) of int
            Communities numbered from 0.
        """
        import igraph

        if not weights.any():  # Leiden divides by the total weight
            return np.arange(self._graph.vcount())
        with _ONE_AT_A_TIME:
            igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - no secret
            try:
                found = self._graph.community_leiden(
                    "modularity", weights=weights.tolist(), resolution=resolution, n_iterations=rounds
                )
            finally:
                igraph.set_random_number_generator(random)
        return np.asarray(found.membership)

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
    """Finds communities in parts of one graph, time and again."""

    def __init__(self, graph: NeighbourGraph) -> None:
        import igraph

        self._graph: Any = igraph.Graph(n=graph.size, edges=np.column_stack((graph.rows, graph.columns)))
        self._graph.es["weight"] = graph.weights.tolist()

    def find(self, kept: np.ndarray, resolution: float, seed: int, *, rounds: int = 1) -> np.ndarray:
        """Split what some nodes make of the graph by the Leiden algorithm (Traag et al. 2019), maximising modularity.

        Parameters
        ----------
        kept : array (n,) of bool
            Nodes that are looked at, with the edges between them.
        resolution : float
            Higher gives more and smaller communities.
        seed : int
            Of the run's own generator.
        rounds : int
            Passes over the graph; a negative number goes on until nothing improves. One is enough where many runs are
            put together: the same time spent on more runs makes them agree better.

        Returns
        -------
        array (n,) of int
            Communities numbered from 0; -1 for a node that is not kept.
        """
        import igraph

        found = np.full(len(kept), -1)
        nodes = np.flatnonzero(kept)
        part = self._graph.induced_subgraph(nodes.tolist(), implementation="create_from_scratch")
        if not any(part.es["weight"]):  # Leiden divides by the total weight
            found[nodes] = np.arange(len(nodes))
            return found
        with _ONE_AT_A_TIME:
            igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - no secret
            try:
                split = part.community_leiden(
                    "modularity", weights="weight", resolution=resolution, n_iterations=rounds
                )
            finally:
                igraph.set_random_number_generator(random)
        found[nodes] = split.membership
        return found

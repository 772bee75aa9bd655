from __future__ import annotations

import random

import igraph
import numpy as np
import pytest

from textmining.topics.communities import CommunityFinder
from textmining.topics.neighbours import NeighbourGraph, neighbour_graph


@pytest.fixture
def graph(planted: tuple[np.ndarray, np.ndarray]) -> NeighbourGraph:
    return neighbour_graph(planted[0])


def test_planted_bundles_are_the_communities(graph: NeighbourGraph, planted: tuple[np.ndarray, np.ndarray]) -> None:
    found = CommunityFinder(graph).find(graph.weights, 1.0, seed=1)
    assert len({(int(a), int(b)) for a, b in zip(found, planted[1], strict=True)}) == len(set(found.tolist())) == 6


def test_same_seed_gives_the_same_communities(graph: NeighbourGraph) -> None:
    finder = CommunityFinder(graph)
    first = finder.find(graph.weights, 5.0, seed=3)
    finder.find(graph.weights, 5.0, seed=4)
    np.testing.assert_array_equal(finder.find(graph.weights, 5.0, seed=3), first)


def test_higher_resolution_gives_more_communities(graph: NeighbourGraph) -> None:
    finder = CommunityFinder(graph)
    assert finder.find(graph.weights, 0.2, seed=1).max() < finder.find(graph.weights, 20.0, seed=1).max()


def test_point_without_edges_is_alone(graph: NeighbourGraph) -> None:
    weights = np.where((graph.rows == 0) | (graph.columns == 0), 0.0, graph.weights)
    found = CommunityFinder(graph).find(weights, 1.0, seed=1)
    assert (found == found[0]).sum() == 1


def test_graph_without_weight_leaves_every_point_alone(graph: NeighbourGraph) -> None:
    found = CommunityFinder(graph).find(np.zeros(len(graph.weights)), 1.0, seed=1)
    assert found.tolist() == list(range(graph.size))


def test_a_run_neither_reads_nor_moves_the_random_numbers_of_others(graph: NeighbourGraph) -> None:
    random.seed(11)
    expected = random.random()
    random.seed(11)
    CommunityFinder(graph).find(graph.weights, 1.0, seed=1)
    assert random.random() == expected
    random.seed(2)  # what igraph draws from outside our runs is Python's own generator, as by default
    one = igraph.Graph.Erdos_Renyi(20, 0.3).get_edgelist()
    random.seed(2)
    assert igraph.Graph.Erdos_Renyi(20, 0.3).get_edgelist() == one

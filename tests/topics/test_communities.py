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


def everything(graph: NeighbourGraph) -> np.ndarray:
    return np.ones(graph.size, dtype=bool)


def test_planted_bundles_are_the_communities(graph: NeighbourGraph, planted: tuple[np.ndarray, np.ndarray]) -> None:
    found = CommunityFinder(graph).find(everything(graph), 1.0, seed=1)
    assert len({(int(a), int(b)) for a, b in zip(found, planted[1], strict=True)}) == len(set(found.tolist())) == 6


def test_same_seed_gives_the_same_communities(graph: NeighbourGraph) -> None:
    finder = CommunityFinder(graph)
    first = finder.find(everything(graph), 5.0, seed=3)
    finder.find(everything(graph), 5.0, seed=4)
    np.testing.assert_array_equal(finder.find(everything(graph), 5.0, seed=3), first)


def test_higher_resolution_gives_more_communities(graph: NeighbourGraph) -> None:
    finder = CommunityFinder(graph)
    assert finder.find(everything(graph), 0.2, seed=1).max() < finder.find(everything(graph), 20.0, seed=1).max()


def test_what_is_not_kept_has_no_community_and_joins_nobody(
    graph: NeighbourGraph, planted: tuple[np.ndarray, np.ndarray]
) -> None:
    kept = planted[1] != 2
    found = CommunityFinder(graph).find(kept, 1.0, seed=1)
    assert (found[~kept] == -1).all()
    part = neighbour_graph(planted[0][kept])
    assert len(set(found[kept].tolist())) == len(set(CommunityFinder(part).find(everything(part), 1.0, seed=1))) == 5


def test_nodes_without_an_edge_between_them_are_each_alone(graph: NeighbourGraph) -> None:
    joined = set(zip(graph.rows.tolist(), graph.columns.tolist(), strict=True))
    strangers = next(n for n in range(1, graph.size) if (0, n) not in joined and (n, 0) not in joined)
    kept = np.isin(np.arange(graph.size), [0, strangers])
    found = CommunityFinder(graph).find(kept, 1.0, seed=1)
    assert found[kept].tolist() == [0, 1]


def test_a_run_neither_reads_nor_moves_the_random_numbers_of_others(graph: NeighbourGraph) -> None:
    random.seed(11)
    expected = random.random()
    random.seed(11)
    CommunityFinder(graph).find(everything(graph), 1.0, seed=1)
    assert random.random() == expected
    random.seed(2)  # what igraph draws from outside our runs is Python's own generator, as by default
    one = igraph.Graph.Erdos_Renyi(20, 0.3).get_edgelist()
    random.seed(2)
    assert igraph.Graph.Erdos_Renyi(20, 0.3).get_edgelist() == one

from __future__ import annotations

import numpy as np
import pytest

from textmining.topics.communities import CommunityFinder
from textmining.topics.consensus import KEPT, agreement, consensus, resampled_runs, stability
from textmining.topics.neighbours import NeighbourGraph, neighbour_graph


@pytest.fixture
def graph(planted: tuple[np.ndarray, np.ndarray]) -> NeighbourGraph:
    return neighbour_graph(planted[0])


def test_each_run_holds_a_subset_of_its_own(graph: NeighbourGraph) -> None:
    runs = resampled_runs(CommunityFinder(graph), graph, [1.0] * 4, np.random.default_rng(1))
    assert ((runs >= 0).sum(axis=1) == round(KEPT * graph.size)).all()
    assert len({tuple(left_out) for left_out in (runs < 0).tolist()}) == 4


def test_seed_draws_the_same_runs_again_and_another_seed_draws_others(graph: NeighbourGraph) -> None:
    finder = CommunityFinder(graph)
    one, same, other = (resampled_runs(finder, graph, [1.0], np.random.default_rng(s)) for s in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


def test_consensus_holds_every_point_and_finds_what_is_planted(
    graph: NeighbourGraph, planted: tuple[np.ndarray, np.ndarray]
) -> None:
    finder, random = CommunityFinder(graph), np.random.default_rng(1)
    runs = resampled_runs(finder, graph, [1.0] * 8, random)
    found = consensus(finder, graph, runs, 1.0, random)
    assert agreement(np.stack([found, planted[1]])) == 1.0


def test_agreement_looks_at_points_that_both_runs_hold() -> None:
    assert agreement(np.array([[0, 0, 1, 1, -1], [5, 5, 7, 7, 7]])) == 1.0
    assert agreement(np.array([[0, 0, 1, 1], [0, 1, 0, 1]])) < 0.01


def test_cluster_that_always_comes_back_has_stability_1() -> None:
    labels = np.array([0, 0, 0, 1, 1, 1])
    runs = np.array([[1, 1, 1, 0, 0, 0], [2, -1, 2, 4, 4, 4]])
    assert stability(labels, runs, 2).tolist() == [1.0, 1.0]


def test_stability_is_the_mean_of_the_best_overlaps() -> None:
    labels = np.array([0, 0, 0, 0, 1, 1])
    runs = np.array([[0, 0, 1, 1, 2, 2], [0, 0, 0, 0, 0, 0]])
    # by hand: cluster 0 is halved, then swallowed (4 of 6); cluster 1 comes back, then is swallowed (2 of 6)
    np.testing.assert_allclose(stability(labels, runs, 2), [(2 / 4 + 4 / 6) / 2, (1 + 2 / 6) / 2])


def test_points_without_a_cluster_count_against_the_cluster_that_takes_them_in() -> None:
    assert stability(np.array([0, 0, -1, -1]), np.array([[0, 0, 0, 0]]), 1).tolist() == [0.5]

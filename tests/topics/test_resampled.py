from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from textmining.topics.neighbours import NeighbourGraph, neighbour_graph
from textmining.topics.resampled import KEPT, Resampled, in_order, resampled_runs
from textmining.topics.rule import Centres

RUNS = 6


@pytest.fixture(scope="module")
def graph(planted: tuple[np.ndarray, np.ndarray]) -> NeighbourGraph:
    return neighbour_graph(planted[0])


@pytest.fixture(scope="module")
def resampled(planted: tuple[np.ndarray, np.ndarray]) -> Resampled:
    points, _ = planted
    return Resampled(points, np.ones(len(points), dtype=int), 1.0, np.random.default_rng(1), 4, RUNS)


def runs_of(graph: NeighbourGraph, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    return resampled_runs(graph, 1.0, random, subsamples=3, runs=RUNS)


def test_each_subsample_leaves_out_points_of_its_own_in_all_its_runs(graph: NeighbourGraph) -> None:
    held = (runs_of(graph, 1) >= 0).any(axis=1)
    assert (held.sum(axis=1) == round(KEPT * graph.size)).all()
    assert len({tuple(points) for points in held.tolist()}) == 3


def test_two_runs_in_turn_hold_each_point_of_a_subsample_once(graph: NeighbourGraph) -> None:
    runs = runs_of(graph, 1) >= 0
    np.testing.assert_array_equal(
        runs[:, 0::2].astype(int) + runs[:, 1::2], runs.any(axis=1)[:, None].repeat(3, axis=1)
    )
    assert (runs[:, 0] != runs[:, 2]).any()


def test_seed_draws_the_same_runs_again_and_another_seed_draws_others(graph: NeighbourGraph) -> None:
    one, same, other = (runs_of(graph, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


def test_subsamples_together_and_each_by_itself_find_what_is_planted(
    resampled: Resampled, planted: tuple[np.ndarray, np.ndarray]
) -> None:
    points, bundle = planted
    centres, labels = resampled.fitted(6, 5, np.zeros(len(points), dtype=bool))
    assert len(centres) == 6
    assert adjusted_rand_score(bundle, labels) == 1.0
    stable, agreed = resampled.stability(labels, 6)
    assert stable.tolist() == [1.0] * 6
    assert agreed == 1.0


def test_half_of_what_is_planted_is_half_as_stable(
    resampled: Resampled, planted: tuple[np.ndarray, np.ndarray]
) -> None:
    _, bundle = planted
    halved = np.where(np.arange(len(bundle)) % 2, bundle, np.where(bundle == 0, 6, bundle))
    stable, _ = resampled.stability(halved, 7)
    assert (stable[1:6] > 0.75).all()  # a subsample looks for seven too, and halves another
    assert (np.abs(stable[[0, 6]] - 0.5) < 0.1).all()


def test_points_that_are_alone_have_no_topic_and_do_not_lower_stability(
    resampled: Resampled, planted: tuple[np.ndarray, np.ndarray]
) -> None:
    alone = np.arange(len(planted[0])) % 10 == 0
    _, labels = resampled.fitted(6, 5, alone)
    np.testing.assert_array_equal(labels < 0, alone)
    assert resampled.stability(labels, 6)[0].tolist() == [1.0] * 6


def test_topic_of_too_few_segments_is_given_up_and_its_points_go_elsewhere(
    planted: tuple[np.ndarray, np.ndarray],
) -> None:
    points, bundle = planted
    sizes = np.where(bundle == 2, 1, 10)
    runs = Resampled(points, sizes, 1.0, np.random.default_rng(1), 2, RUNS)
    nobody = np.zeros(len(points), dtype=bool)
    assert len(runs.fitted(6, 30, nobody)[0]) == 6
    centres, labels = runs.fitted(6, 31, nobody)
    assert len(centres) == 5
    assert set(labels.tolist()) == set(range(5))


def test_one_topic_is_left_however_small(resampled: Resampled, planted: tuple[np.ndarray, np.ndarray]) -> None:
    centres, labels = resampled.fitted(6, 1000, np.zeros(len(planted[0]), dtype=bool))
    assert len(centres) == 1
    assert (labels == 0).all()


def test_largest_topic_comes_first_and_equal_ones_in_the_order_of_their_points() -> None:
    centres = Centres(np.zeros(2), np.array([[1, 0], [0, 1], [0, 2], [3, 0]], dtype=np.float32))
    given = np.array([3, 0, 0, -1, 2, 2, 1, 1, 1])
    ordered, labels, order = in_order(centres, given, np.array([2, 3, 2, 1]))
    assert order.tolist() == [1, 0, 2, 3]
    assert labels.tolist() == [3, 1, 1, -1, 2, 2, 0, 0, 0]
    assert ordered.vectors.tolist() == [[0, 1], [1, 0], [0, 2], [3, 0]]

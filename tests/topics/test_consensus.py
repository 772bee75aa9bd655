from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from textmining.topics.consensus import consensus

GROUP = np.repeat(np.arange(6), 30)


@pytest.fixture(scope="module")
def runs() -> np.ndarray:
    """20 runs over six groups under names of their own; each leaves out three in ten points and misplaces one in ten"""
    random = np.random.default_rng(2)
    found = np.stack([random.permutation(6)[GROUP] for _ in range(20)])
    found = np.where(random.random(found.shape) < 0.1, random.integers(6, size=found.shape), found)
    return np.where(random.random(found.shape) < 0.3, -1, found)


def test_planted_groups_come_out_of_runs_that_each_misplace_some(runs: np.ndarray) -> None:
    assert all(adjusted_rand_score(GROUP[run >= 0], run[run >= 0]) < 0.95 for run in runs)
    assert adjusted_rand_score(GROUP, consensus(runs, 6)) == 1.0


def test_no_more_groups_are_found_than_the_runs_clearly_know_unless_asked_for(runs: np.ndarray) -> None:
    assert adjusted_rand_score(GROUP, consensus(runs, 9)) == 1.0
    assert len(set(consensus(runs, 9, exactly=True).tolist())) == 9


def test_fewer_groups_can_be_asked_for_than_the_runs_know(runs: np.ndarray) -> None:
    assert len(set(consensus(runs, 3).tolist())) == 3


def test_order_of_points_does_not_matter(runs: np.ndarray) -> None:
    order = np.random.default_rng(4).permutation(len(GROUP))
    assert adjusted_rand_score(consensus(runs, 6)[order], consensus(runs[:, order], 6)) == 1.0


def test_number_of_threads_does_not_matter(runs: np.ndarray) -> None:
    with threadpool_limits(1):
        one = consensus(runs, 5)
    with threadpool_limits(2):
        np.testing.assert_array_equal(consensus(runs, 5), one)


@pytest.mark.parametrize("count", [2, 4, 6, 9])
@pytest.mark.parametrize("exactly", [False, True])
def test_runs_that_agree_entirely_give_the_same_every_time(count: int, exactly: bool) -> None:
    alike = np.tile(GROUP, (10, 1))  # all directions are equally principal: nothing but the start decides
    first = consensus(alike, count, exactly=exactly)
    for _ in range(4):
        np.testing.assert_array_equal(consensus(alike, count, exactly=exactly), first)
    assert len(set(first.tolist())) == min(count, 6)


def test_point_that_no_run_holds_has_no_group(runs: np.ndarray) -> None:
    without = runs.copy()
    without[:, 7] = -1
    found = consensus(without, 6)
    assert np.flatnonzero(found < 0).tolist() == [7]


def test_groups_are_numbered_from_0_without_gaps(runs: np.ndarray) -> None:
    for count in range(2, 9):
        found = consensus(runs, count)
        assert sorted(set(found.tolist())) == list(range(found.max() + 1))


@pytest.mark.parametrize("exactly", [False, True])
@pytest.mark.parametrize("times", [1, 3])
def test_points_that_every_run_puts_together_are_one_group(times: int, exactly: bool) -> None:
    assert consensus(np.zeros((times, 9), dtype=int), 3, exactly=exactly).tolist() == [0] * 9


def test_single_run_is_its_own_consensus() -> None:
    run = np.array([0, 0, 1, 1, 1, 2, 2, -1])
    found = consensus(run[None], 3)
    assert found[-1] == -1
    assert adjusted_rand_score(run[:-1], found[:-1]) == 1.0


def test_no_more_points_than_groups_leaves_each_by_itself() -> None:
    assert consensus(np.array([[0, 0, -1, 0]]), 3).tolist() == [0, 1, -1, 2]

from __future__ import annotations

import numpy as np
import pytest

from textmining.topics.stability import agreement, stability, verdict


def test_agreement_looks_at_points_that_both_runs_hold() -> None:
    assert agreement(np.array([[0, 0, 1, 1, -1], [5, 5, 7, 7, 7]])) == 1.0
    assert agreement(np.array([[0, 0, 1, 1], [0, 1, 0, 1]])) < 0.01


def test_agreement_is_the_mean_over_neighbouring_runs() -> None:
    same, other = [0, 0, 1, 1], [0, 1, 0, 1]
    # by hand: of 6 pairs 2 are together in each and 0 in both, where chance gives 2/3: (0 - 2/3) / (2 - 2/3) = -1/2
    assert agreement(np.array([same, same, other])) == pytest.approx((1 - 0.5) / 2)


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


def test_refit_that_holds_no_point_of_a_cluster_says_nothing_of_it() -> None:
    labels = np.array([0, 0, 1, 1])
    runs = np.array([[0, 0, -1, -1], [0, 1, 2, 2]])
    assert stability(labels, runs, 2).tolist() == [(1 + 0.5) / 2, 1.0]


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        (1.0, "highly stable"),
        (0.85, "highly stable"),
        (0.849, "stable"),
        (0.75, "stable"),
        (0.749, "doubtful"),
        (0.6, "doubtful"),
        (0.599, "unstable"),
        (0.0, "unstable"),
        (np.nan, None),
    ],
)
def test_verdicts_are_those_of_hennig(value: float, meaning: str | None) -> None:
    assert verdict(value) == meaning

"""Intervals and flags."""

from __future__ import annotations

import numpy as np
import pytest

from textmining.linking.design import Means
from textmining.linking.intervals import korn_graubard, mean_intervals, share_intervals, typical_deff


def shares(*, n: int, df: int, mean: list[float], variance: list[float]) -> Means:
    values = np.array([mean])
    spread = values * (1 - values)
    total = np.round(values * n)
    return Means(np.array([n]), np.array([df]), np.array([1.2]), total, values, spread, np.array([variance]))


def test_korn_graubard_at_full_size_is_clopper_pearson() -> None:
    # 3 of 10: .0667 to .6525 (Clopper & Pearson 1934, and every table since)
    low, high = korn_graubard(np.array([0.3]), np.array([10.0]), np.array([10.0]), np.array([9.0]))
    assert low[0] == pytest.approx(0.0667, abs=5e-5)
    assert high[0] == pytest.approx(0.6525, abs=5e-5)


def test_few_degrees_of_freedom_widen_the_interval() -> None:
    share, n = np.array([0.3]), np.array([100.0])
    near = korn_graubard(share, n, n, np.array([99.0]))
    far = korn_graubard(share, n, n, np.array([4.0]))
    assert far[0] < near[0] < near[1] < far[1]


def test_shares_of_0_and_1_take_the_design_effect_of_the_question() -> None:
    ranges = share_intervals(shares(n=100, df=99, mean=[0.0, 1.0], variance=[np.nan, np.nan]), 2.0)
    assert ranges.n_eff.tolist() == [[50.0, 50.0]]
    assert ranges.low[0, 0] == 0.0
    assert ranges.high[0, 1] == 1.0
    # Clopper-Pearson for 0 of 50: 1 - .025 ** (1 / 50)
    assert ranges.high[0, 0] == pytest.approx(1 - 0.025 ** (1 / 50))
    assert ranges.low[0, 1] == pytest.approx(0.025 ** (1 / 50))


def test_without_degrees_of_freedom_there_is_no_interval() -> None:
    ranges = share_intervals(shares(n=100, df=0, mean=[0.0, 0.4], variance=[np.nan, np.nan]), 2.0)
    for values in (ranges.n_eff, ranges.deff, ranges.low, ranges.high):
        assert np.isnan(values).all()
    assert ranges.flag.tolist() == [["few", "few"]]


def test_an_interval_wider_than_30_points_is_flagged_and_a_narrow_one_is_not() -> None:
    ranges = share_intervals(shares(n=400, df=30, mean=[0.5, 0.5], variance=[0.0064, 0.0009]), 1.0)
    assert ranges.flag.tolist() == [["wide", None]]


def test_a_lucky_variance_does_not_make_a_handful_of_respondents_many() -> None:
    ranges = share_intervals(shares(n=12, df=11, mean=[0.5], variance=[0.0001]), 1.0)
    assert ranges.n_eff[0, 0] == 12
    assert ranges.flag[0, 0] == "few"


def test_the_typical_design_effect_is_the_mean_over_themes_and_at_least_one() -> None:
    assert typical_deff(shares(n=100, df=9, mean=[0.5, 0.5], variance=[0.005, 0.01])) == pytest.approx(3.0)
    assert typical_deff(shares(n=100, df=9, mean=[0.5, 0.0], variance=[0.001, np.nan])) == 1.0
    assert np.isnan(typical_deff(shares(n=100, df=9, mean=[0.0], variance=[np.nan])))


def test_means_have_t_intervals() -> None:
    means = Means(
        np.array([50]),
        np.array([4]),
        np.array([1.0]),
        np.array([[150.0]]),
        np.array([[3.0]]),
        np.array([[1.0]]),
        np.array([[0.04]]),
    )
    ranges = mean_intervals(means)
    assert ranges.high[0, 0] - 3.0 == pytest.approx(2.776445 * 0.2, abs=1e-6)
    assert ranges.n_eff[0, 0] == pytest.approx(25.0)
    assert ranges.flag[0, 0] == "few"

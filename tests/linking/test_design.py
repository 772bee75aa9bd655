"""Designs and the variance of group means."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.errors import StageError
from textmining.linking.design import Design, domain_means, group_sums


def people(**columns: Any) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    null = pd.Series([pd.NA] * n, dtype="str")
    frame = {"wave": ["2022"] * n, "weight": [1.0] * n, "cluster": null, "stratum": null}
    return pd.DataFrame({**frame, **columns})


def column(values: list[float]) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


def test_without_clusters_every_respondent_is_a_unit() -> None:
    design = Design.of(people(weight=[1.0, 1.0, 1.0]))
    assert not design.clustered
    assert len(set(design.cluster)) == 3
    assert design.drawn.tolist() == [3]


def test_respondents_without_a_cluster_are_one_unit_together() -> None:
    design = Design.of(people(cluster=["a", "a", "b", None, None]))
    assert design.drawn.tolist() == [3]
    assert design.cluster[3] == design.cluster[4]


def test_the_same_cluster_in_two_strata_is_an_error_that_names_it() -> None:
    with pytest.raises(StageError, match=r"wave 2022: respondents of cluster 'b' lie in several strata"):
        Design.of(people(cluster=["a", "b", "b"], stratum=["x", "x", "y"]))


@pytest.mark.parametrize("weights", [[1.0, -0.5], [1.0, float("nan")], [1.0, float("inf")]])
def test_a_weight_that_is_missing_or_below_zero_is_an_error(weights: list[float]) -> None:
    with pytest.raises(StageError, match="wave 2022: a weight is missing or below zero"):
        Design.of(people(weight=weights))


def test_weights_that_are_all_zero_are_an_error() -> None:
    with pytest.raises(StageError, match="every weight is zero"):
        Design.of(people(weight=[0.0, 0.0]))


def test_a_respondent_of_weight_zero_changes_nothing() -> None:
    y = [1, 0, 0, 1, 1]
    full = Design.of(people(weight=[1, 2, 1, 1, 0], cluster=["a", "a", "b", "b", "c"]))
    less = Design.of(people(weight=[1, 2, 1, 1], cluster=["a", "a", "b", "b"]))
    with_zero = domain_means(full, column(y), np.zeros(5, dtype=np.int64), 1)
    without = domain_means(less, column(y[:4]), np.zeros(4, dtype=np.int64), 1)
    assert (with_zero.n, with_zero.df) == (without.n, without.df) == (4, 1)
    assert with_zero.variance == pytest.approx(without.variance)


def test_simple_random_sampling_gives_the_textbook_variance() -> None:
    values = [2.0, 3.0, 5.0, 7.0]
    means = domain_means(Design.of(people(weight=[1.0] * 4)), column(values), np.zeros(4, dtype=np.int64), 1)
    assert means.mean[0, 0] == pytest.approx(4.25)
    assert means.variance[0, 0] == pytest.approx(np.var(values, ddof=1) / 4)
    assert means.df.tolist() == [3]


def test_a_group_in_one_cluster_has_a_mean_but_no_variance() -> None:
    design = Design.of(people(cluster=["a", "a", "b", "b"]))
    means = domain_means(design, column([1, 0, 1, 0]), np.array([0, 0, 1, 1]), 2)
    assert means.mean.ravel().tolist() == [0.5, 0.5]
    assert means.df.tolist() == [0, 0]
    assert np.isnan(means.variance).all()


def test_clusters_that_do_not_differ_give_no_variance_rather_than_none_at_all() -> None:
    design = Design.of(people(cluster=["a", "a", "b", "b"]))
    means = domain_means(design, column([1, 0, 1, 0]), np.zeros(4, dtype=np.int64), 1)
    assert np.isnan(means.variance[0, 0])


def test_an_empty_group_has_no_mean() -> None:
    means = domain_means(Design.of(people(weight=[1.0, 1.0])), column([1, 0]), np.array([0, 0]), 2)
    assert means.n.tolist() == [2, 0]
    assert np.isnan(means.mean[1, 0])
    assert np.isnan(means.variance[1, 0])


def test_what_all_mention_is_exactly_one() -> None:
    rng = np.random.default_rng(3)
    design = Design.of(people(weight=rng.lognormal(size=500), cluster=[f"c{i % 7}" for i in range(500)]))
    means = domain_means(design, np.ones((500, 1)), rng.integers(0, 9, 500), 9)
    assert (means.mean == 1.0).all()


def test_group_sums_add_rows_by_their_group() -> None:
    sums = group_sums(np.array([1, 0, 1]), 3, np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
    assert sums.tolist() == [[3.0, 4.0], [6.0, 8.0], [0.0, 0.0]]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(0, 5),
            st.sampled_from(["a", "b", "c", None]),
            st.integers(-1, 2),
            st.booleans(),
        ),
        min_size=1,
        max_size=25,
    ).filter(lambda rows: any(weight > 0 for weight, *_ in rows))
)
def test_shares_stay_between_0_and_1_and_variances_are_never_negative(rows: list[tuple[Any, ...]]) -> None:
    weight, cluster, group, yes = zip(*rows, strict=True)
    design = Design.of(people(weight=list(weight), cluster=list(cluster)))
    means = domain_means(design, column(list(yes)), np.array(group), 3)
    known = means.n > 0
    assert ((means.mean[known] >= 0) & (means.mean[known] <= 1 + 1e-12)).all()
    assert (means.variance[np.isfinite(means.variance)] > 0).all()
    assert np.isnan(means.mean[~known]).all()

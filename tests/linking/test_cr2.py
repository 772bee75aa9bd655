"""CR2 with Satterthwaite degrees of freedom, against the definition with matrices of all respondents."""

from __future__ import annotations

import numpy as np
import pytest

from textmining.linking.cr2 import fit, weigh


def by_definition(y, x, others, weight, cluster):
    """Bell & McCaffrey (2002) as written, with matrices of n by n; the coefficient of ``x``."""
    n = len(y)
    design = np.column_stack([others, x])
    w = np.diag(weight)
    bread = np.linalg.pinv(design.T @ w @ design)
    rest = np.eye(n) - design @ bread @ design.T @ w
    residual, influence = rest @ y, (w @ design @ bread)[:, -1]
    rows, score = [], 0.0
    for name in np.unique(cluster):
        mine = cluster == name
        values, vectors = np.linalg.eigh((rest @ rest.T)[np.ix_(mine, mine)])
        root = np.where(values > 1e-9, 1 / np.sqrt(np.where(values > 1e-9, values, 1)), 0)
        adjusted = (vectors * root) @ vectors.T @ influence[mine]
        score += (adjusted @ residual[mine]) ** 2
        rows.append(adjusted @ rest[mine])
    products = np.array(rows) @ np.array(rows).T
    df = np.trace(products) ** 2 / (products**2).sum()
    return influence @ y, np.sqrt(score), df


@pytest.fixture
def data():
    rng = np.random.default_rng(5)
    sizes = np.array([1, 1, 2, 3, 5, 8, 13, 20, 1, 6])
    cluster = np.repeat(np.arange(len(sizes)), sizes)
    n = len(cluster)
    x = (rng.random(n) < 0.4).astype(float)
    return {
        "x": x,
        "weight": rng.lognormal(0, 0.6, n),
        "cluster": cluster,
        "y": (rng.random(n) < 0.3 + 0.3 * x).astype(float),
        "covariate": rng.normal(size=n),
        "rng": rng,
    }


@pytest.mark.parametrize("weighted", [True, False])
@pytest.mark.parametrize("model", ["raw", "adjusted", "within"])
def test_the_short_way_is_the_definition(data, model: str, weighted: bool) -> None:
    n = len(data["x"])
    ones = np.ones((n, 1))
    others = {
        "raw": ones,
        "adjusted": np.column_stack([ones, data["covariate"]]),
        "within": (data["cluster"][:, None] == np.arange(10)).astype(float),
    }[model]
    weight = data["weight"] if weighted else np.ones(n)
    estimate, se, df = by_definition(data["y"], data["x"], others, weight, data["cluster"])
    weighing = weigh(data["x"], others, weight, data["cluster"])
    found = fit(weighing, data["y"][:, None])
    assert found.estimate[0] == pytest.approx(estimate, abs=1e-10)
    assert found.se[0] == pytest.approx(se, rel=1e-8)
    assert found.df == pytest.approx(df, rel=1e-8)


def test_without_clusters_it_is_hc2_of_the_definition(data) -> None:
    n = len(data["x"])
    order = data["rng"].permutation(n)
    estimate, se, df = by_definition(data["y"], data["x"], np.ones((n, 1)), data["weight"], np.arange(n))
    weighing = weigh(data["x"], np.ones((n, 1)), data["weight"], order)
    found = fit(weighing, data["y"][:, None])
    assert (found.estimate[0], found.se[0], found.df) == pytest.approx((estimate, se, df))


def test_outcomes_at_once_are_outcomes_one_by_one(data) -> None:
    n = len(data["x"])
    outcomes = (data["rng"].random((n, 4)) < 0.3).astype(float)
    weighing = weigh(data["x"], np.ones((n, 1)), data["weight"], data["cluster"])
    together = fit(weighing, outcomes)
    alone = [fit(weighing, outcomes[:, [k]]) for k in range(4)]
    assert together.estimate == pytest.approx(np.array([found.estimate[0] for found in alone]))
    assert together.se == pytest.approx(np.array([found.se[0] for found in alone]))


def test_regressors_that_depend_on_each_other_do_no_harm(data) -> None:
    n = len(data["x"])
    ones, covariate = np.ones((n, 1)), data["covariate"][:, None]
    plain = weigh(data["x"], np.hstack([ones, covariate]), data["weight"], data["cluster"])
    double = weigh(
        data["x"], np.hstack([ones, covariate, 2 * covariate + 1, 0 * ones]), data["weight"], data["cluster"]
    )
    assert fit(double, data["y"][:, None]).se == pytest.approx(fit(plain, data["y"][:, None]).se)
    assert double.df == pytest.approx(plain.df)


def test_a_contrast_that_hangs_on_one_cluster_cannot_be_estimated(data) -> None:
    n = len(data["x"])
    x = (data["cluster"] == 7).astype(float)
    assert weigh(x, np.ones((n, 1)), data["weight"], data["cluster"]) is None
    assert weigh(1 - x, np.ones((n, 1)), data["weight"], data["cluster"]) is None
    part_of_it = x * (np.arange(n) % 2)
    assert weigh(part_of_it, np.ones((n, 1)), data["weight"], data["cluster"]) is None


def test_a_group_of_one_respondent_cannot_be_compared(data) -> None:
    n = len(data["x"])
    x = (np.arange(n) == 12).astype(float)
    assert weigh(x, np.ones((n, 1)), data["weight"], np.arange(n)) is None


def test_two_clusters_on_one_side_leave_hardly_a_degree_of_freedom(data) -> None:
    x = np.isin(data["cluster"], [5, 7]).astype(float)
    weighing = weigh(x, np.ones((len(x), 1)), data["weight"], data["cluster"])
    assert 1 <= weighing.df < 3


def test_a_trait_of_clusters_cannot_be_told_from_their_dummies(data) -> None:
    dummies = (data["cluster"][:, None] == np.arange(10)).astype(float)
    x = (data["cluster"] % 2).astype(float)
    assert weigh(x, dummies, data["weight"], data["cluster"]) is None


@pytest.mark.parametrize("n", [0, 1, 2])
def test_next_to_no_respondents_give_nothing(n: int) -> None:
    assert weigh(np.arange(n) * 1.0, np.ones((n, 1)), np.ones(n), np.arange(n)) is None


def test_one_cluster_gives_nothing(data) -> None:
    n = len(data["x"])
    assert weigh(data["x"], np.ones((n, 1)), data["weight"], np.zeros(n, dtype=np.int64)) is None


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_constant_outcome_has_no_standard_error(data, value: float) -> None:
    n = len(data["x"])
    weighing = weigh(data["x"], np.ones((n, 1)), data["weight"], data["cluster"])
    found = fit(weighing, np.full((n, 1), value))
    assert found.estimate[0] == pytest.approx(0, abs=1e-12)
    assert np.isnan(found.se[0])


def test_an_outcome_that_is_the_group_itself_has_no_standard_error(data) -> None:
    n = len(data["x"])
    weighing = weigh(data["x"], np.ones((n, 1)), data["weight"], data["cluster"])
    found = fit(weighing, data["x"][:, None])
    assert found.estimate[0] == pytest.approx(1.0)
    assert np.isnan(found.se[0])

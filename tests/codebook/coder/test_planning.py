from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmining.codebook.coder import make_strata, plan_coding, residual_spread, seconds_per_answer
from textmining.codebook.coder.allocation import allocate, half_widths
from textmining.codebook.coder.planning import answers_in, expected_spread
from textmining.errors import UsageError


def test_neyman_and_proportional_allocation_by_hand() -> None:
    sizes = pd.Series({"a": 600, "b": 300, "c": 100})
    assert allocate(sizes, 100).to_dict() == {"a": 60, "b": 30, "c": 10}
    # N S: 60, 60, 40 of 160
    assert allocate(sizes, 80, pd.Series({"a": 0.1, "b": 0.2, "c": 0.4})).to_dict() == {"a": 30, "b": 30, "c": 20}


def test_a_stratum_of_which_more_is_wanted_than_it_has_is_taken_whole() -> None:
    sizes = pd.Series({"a": 100, "b": 10, "c": 100})
    found = allocate(sizes, 110, pd.Series({"a": 0.1, "b": 5.0, "c": 0.1}))
    assert found.to_dict() == {"a": 50, "b": 10, "c": 50}
    assert allocate(sizes, 999).to_dict() == sizes.to_dict()
    assert allocate(sizes, 0).sum() == 0


@given(st.lists(st.tuples(st.integers(0, 500), st.floats(0, 0.5)), min_size=1, max_size=12), st.integers(0, 2000))
def test_an_allocation_adds_up_and_takes_no_more_than_there_is(strata: list[tuple[int, float]], n: int) -> None:
    sizes = pd.Series([size for size, _ in strata])
    found = allocate(sizes, n, pd.Series([spread for _, spread in strata]))
    assert found.sum() == min(n, sizes.sum())
    assert ((found >= 0) & (found <= sizes)).all()


def test_half_width_by_hand() -> None:
    # one stratum: 1.96 sqrt((1 - 100/1000) .25 / 100); two: .36 (.9) .04/60 + .16 (.9) .09/40
    one = half_widths(pd.Series({"a": 1000}), pd.Series({"a": 100}), pd.DataFrame({"t": {"a": 0.5}}))
    assert one["t"] == pytest.approx(100 * 1.959964 * math.sqrt(0.9 * 0.25 / 100), rel=1e-6)
    spread = pd.DataFrame({"t": {"a": 0.2, "b": 0.3}})
    two = half_widths(pd.Series({"a": 600, "b": 400}), pd.Series({"a": 60, "b": 40}), spread)
    assert two["t"] == pytest.approx(
        100 * 1.959964 * math.sqrt(0.36 * 0.9 * 0.04 / 60 + 0.16 * 0.9 * 0.09 / 40), rel=1e-6
    )
    whole = half_widths(pd.Series({"a": 50}), pd.Series({"a": 50}), pd.DataFrame({"t": {"a": 0.5}}))
    assert whole["t"] == 0
    beyond = half_widths(
        pd.Series({"a": 50}), pd.Series({"a": 50}), pd.DataFrame({"t": {"a": 0.5}}), pd.Series({"t": 0.2})
    )
    assert beyond["t"] == pytest.approx(100 * 1.959964 * math.sqrt(0.16 / 50), rel=1e-6)
    assert math.isnan(half_widths(pd.Series({"a": 9}), pd.Series({"a": 0}), pd.DataFrame({"t": {"a": 0.5}}))["t"])


def _population(seed: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Calibrated probabilities, codes that they are true of, and strata by which they differ."""
    random = np.random.default_rng(seed)
    ids = pd.Index([f"a{n}" for n in range(3000)])
    strata = pd.Series(random.choice(["2019", "2022", "2025"], 3000, p=[0.5, 0.3, 0.2]), ids)
    base = strata.map({"2019": 0.4, "2022": 3.0, "2025": 1.0}).to_numpy()[:, None]
    probability = pd.DataFrame(random.beta(base * 0.4, base, size=(3000, 2)), ids, ["t1", "t2"])
    codes = (random.random((3000, 2)) < probability).astype(int)
    return probability, codes, strata


@pytest.mark.parametrize("method", ["neyman", "proportional"])
def test_the_planned_width_is_that_of_repeated_samples(method: str) -> None:
    probability, codes, strata = _population(1)
    plan = plan_coding(strata, probability, 3, 30, method=method)  # type: ignore[arg-type]
    assert plan.answers == 360 == plan.allocation["n"].sum()
    random = np.random.default_rng(2)
    residual, values = (codes - probability).to_numpy(), codes.to_numpy()
    weight = plan.allocation["size"] / len(strata)
    assisted, alone = [], []
    for _ in range(1500):
        total, plain = probability.to_numpy().mean(axis=0), np.zeros(2)
        for name, n in plan.allocation["n"].items():
            chosen = random.choice(np.flatnonzero(strata == name), n, replace=False)
            total = total + weight[name] * residual[chosen].mean(axis=0)
            plain = plain + weight[name] * values[chosen].mean(axis=0)
        assisted.append(total)
        alone.append(plain)
    for found, column in ((assisted, "half_width"), (alone, "half_width_alone")):
        spread = 196 * np.std(found, axis=0)
        assert plan.themes[column].to_numpy() == pytest.approx(spread, rel=0.1)
    inside = np.abs(np.array(assisted) - values.mean(axis=0)) * 100 < plan.themes["half_width"].to_numpy()
    assert inside.mean() == pytest.approx(0.95, abs=0.03)


def test_a_model_and_neymans_allocation_narrow_the_interval() -> None:
    probability, _, strata = _population(3)
    neyman, proportional = (plan_coding(strata, probability, 2, 30, method=m) for m in ("neyman", "proportional"))
    assert (neyman.themes["half_width"] < neyman.themes["half_width_alone"]).all()
    assert np.square(neyman.themes["half_width"]).sum() < np.square(proportional.themes["half_width"]).sum()


def test_spread_of_residuals_is_what_calibration_lets_expect_and_what_a_sample_measures() -> None:
    probability, codes, strata = _population(4)
    expected = expected_spread(probability, strata)
    measured = residual_spread(codes, probability, strata)
    pd.testing.assert_frame_equal(measured, expected, rtol=0.06, check_names=False)
    few = codes[strata.loc[codes.index] == "2019"].iloc[:30]
    told = residual_spread(few, probability, strata)
    assert told.notna().all(axis=None)
    assert told.loc["2022"].to_numpy() == pytest.approx(told.loc["2025"].to_numpy())


def test_hours_become_answers_and_breaks_do_not_count() -> None:
    assert seconds_per_answer([]) == 30
    assert seconds_per_answer([20, 22, 18, 20, 4000]) == 20
    assert answers_in(1, 20, double=0.25) == 144
    for wrong in ((-1, 20), (1, 0), (1, math.nan)):
        with pytest.raises(UsageError, match="planning"):
            answers_in(*wrong)
    with pytest.raises(UsageError, match="planning"):
        plan_coding(pd.Series(dtype="str"), pd.DataFrame(), 1, 20)


def test_small_strata_join_those_that_are_alike_in_the_first_columns() -> None:
    frame = pd.DataFrame(
        {
            "wave": ["2019"] * 50 + ["2022"] * 40,
            "profile": ["peloton"] * 30 + ["koploper"] * 20 + ["peloton"] * 40,
            "theme": ["t1"] * 25 + ["t2"] * 5 + [None] * 20 + ["t1"] * 30 + ["t2"] * 5 + ["t3"] * 5,
        }
    )
    sizes = make_strata(frame, 10).value_counts().to_dict()
    assert sizes == {
        "2022 · peloton · t1": 30,
        "2019 · peloton · t1": 25,
        "2019 · koploper · overig": 20,
        "2022 · peloton · overig": 10,
        "2019 · overig · overig": 5,
    }

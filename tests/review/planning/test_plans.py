from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmining.codebook.coder import plan_coding
from textmining.review.planning import OWN, Asked, Frame, Option, options_of


def frame_of(sizes: list[int], seed: int = 1) -> tuple[Frame, pd.Series, pd.DataFrame]:
    """A frame of calibrated probabilities, with the strata and probabilities that it is of."""
    random = np.random.default_rng(seed)
    strata = pd.Series(np.repeat([f"s{n}" for n in range(len(sizes))], sizes))
    probability = pd.DataFrame(random.beta(0.3, 1.5, size=(len(strata), 3)), strata.index, ["t1", "t2", "t3"])
    means = probability.groupby(strata).mean()
    residual = np.sqrt((probability * (1 - probability)).groupby(strata).mean())
    alone = np.sqrt(means * (1 - means))
    counts = strata.value_counts().sort_index()
    return Frame((), counts, probability.mean(), residual, alone, modelled=True, measured=0), strata, probability


def asked(hours: float, *, seconds: float = 20.0, double: float = 0.0, coders: int = 1, target: float = 3.0) -> Asked:
    return Asked(hours, seconds, double, coders, target, {}, {})


def named(options: list[Option], name: str) -> Option:
    return next(option for option in options if option.name == name)


def test_plan_is_that_of_proportional_allocation_but_for_whole_numbers() -> None:
    frame, strata, probability = frame_of([700, 250, 50])
    own = named(options_of(frame, asked(1.0)), OWN)
    plan = plan_coding(strata, probability, 1.0, 20, method="proportional")
    assert own.answers == plan.answers == 180
    np.testing.assert_allclose(own.widths, plan.themes["half_width"], rtol=0.005)
    np.testing.assert_allclose(own.alone, plan.themes["half_width_alone"], rtol=0.005)


def test_target_takes_the_smallest_sample_that_reaches_it() -> None:
    frame, _, _ = frame_of([700, 250, 50])
    goal = named(options_of(frame, asked(1.0, target=2.5)), "uw doel")
    assert goal.widest <= 2.5
    one_less = named(options_of(frame, asked((goal.answers - 0.5) * 20 / 3600)), OWN)
    assert one_less.answers == goal.answers - 1
    assert one_less.widest > 2.5


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=5),
    st.floats(0.1, 1000),
    st.floats(1, 3600),
    st.floats(0, 100),
    st.integers(1, 50),
    st.floats(0.1, 50),
)
def test_every_plan_has_figures(
    sizes: list[int], hours: float, seconds: float, double: float, coders: int, target: float
) -> None:
    frame, _, _ = frame_of(sizes)
    want = Asked(hours, seconds, double, coders, target, {}, {})
    options = options_of(frame, want)
    total = int(frame.sizes.sum())
    assert [option.hours for option in options] == sorted(option.hours for option in options)
    for option in options:
        assert 1 <= option.answers <= total
        assert 0 <= option.double <= option.answers
        assert np.isfinite(option.widths).all()
        assert (option.widths <= option.alone + 1e-9).all()
    assert named(options, "uw doel").within(target) == 3
    assert named(options, OWN).hours <= hours


@pytest.mark.parametrize("coders", [1, 2, 5])
def test_double_coding_costs_every_coder(coders: int) -> None:
    frame, _, _ = frame_of([5000])
    own = named(options_of(frame, asked(2.0, double=25.0, coders=coders)), OWN)
    assert own.answers == int(7200 / (20 * (1 + 0.25 * (coders - 1))))
    assert own.double == (round(0.25 * own.answers) if coders > 1 else 0)

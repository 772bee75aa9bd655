from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmining.codebook.coder import build_queue, draw, permanent_numbers
from textmining.errors import UsageError

IDS = pd.Index([f"a{n:03}" for n in range(300)], dtype="str", name="answer_id")


def _confidence(seed: int = 0) -> pd.Series:
    return pd.Series(np.random.default_rng(seed).random(len(IDS)), IDS)


def test_permanent_numbers_are_uniform_and_differ_by_key() -> None:
    many = permanent_numbers([f"x{n}" for n in range(20_000)], "sleutel")
    assert np.abs(np.sort(many) - np.linspace(0, 1, 20_000)).max() < 0.015
    other = permanent_numbers(many.index, "andere")
    assert abs(np.corrcoef(many, other)[0, 1]) < 0.03
    assert permanent_numbers(["x7"], "sleutel")["x7"] == many["x7"]


def test_answers_are_drawn_with_their_inclusion_probability_whatever_their_confidence() -> None:
    strata = pd.Series(np.where(np.arange(300) < 100, "klein", "groot"), IDS)
    confidence = _confidence()
    drawn = np.zeros(300)
    keys = 600
    for key in range(keys):
        queue = build_queue(confidence, {"klein": 0.6, "groot": 0.15}, str(key), strata=strata, length=300)
        at_random = queue[queue["queue"] == "random"]
        assert set(at_random["inclusion_probability"]) <= {0.6, 0.15}
        drawn[IDS.get_indexer(at_random["answer_id"])] += 1
    share = drawn / keys
    # six standard errors for each of 300 answers
    assert np.abs(share[:100] - 0.6).max() < 6 * np.sqrt(0.24 / keys)
    assert np.abs(share[100:] - 0.15).max() < 6 * np.sqrt(0.1275 / keys)
    unsure = (confidence < confidence.quantile(0.2)).to_numpy()[100:]
    assert share[100:][unsure].mean() == pytest.approx(0.15, abs=0.01)


def test_weighting_by_the_inverse_probability_gives_an_unbiased_mean() -> None:
    strata = pd.Series(np.where(np.arange(300) < 100, "klein", "groot"), IDS)
    value = pd.Series((np.arange(300) % 7 == 0) | (np.arange(300) < 60), IDS).astype(float)
    found = []
    for key in range(600):
        sample = draw(strata, {"klein": 0.6, "groot": 0.15}, str(key))
        found.append((value.loc[sample.index] / sample["inclusion_probability"]).sum() / 300)
    assert np.mean(found) == pytest.approx(value.mean(), abs=4 * np.std(found) / np.sqrt(600))


@given(st.floats(0, 1), st.floats(0, 1), st.text(max_size=20))
def test_enlarging_a_sample_keeps_what_was_drawn(first: float, second: float, key: str) -> None:
    strata = pd.Series("all", IDS)
    small, large = (draw(strata, rate, key) for rate in sorted((first, second)))
    assert list(small.index) == list(large.index[: len(small)])
    assert (large["number"] < max(first, second)).all()


def test_answers_drawn_before_stay_when_strata_change_and_new_answers_come() -> None:
    before = draw(pd.Series("2019", IDS[:200]), 0.4, "k")
    strata = pd.Series(np.where(np.arange(300) % 2 == 0, "even", "oneven"), IDS)
    after = draw(strata, {"even": 0.1, "oneven": 0.5}, "k", pd.Series(0.4, IDS[:200]))
    assert set(before.index) <= set(after.index)
    assert set(after["inclusion_probability"]) == {0.1, 0.4, 0.5}


def test_random_answers_are_blind_and_mixed_with_the_least_sure() -> None:
    confidence = _confidence()
    queue = build_queue(confidence, 0.1, "k", length=40)
    assert queue["position"].tolist() == list(range(1, 41))
    assert (queue["blind"] == (queue["queue"] == "random")).all()
    assert queue["inclusion_probability"].notna().equals(queue["blind"])
    assert (queue["queue"].iloc[:20] == "random").sum() == 10
    unsure = queue.loc[queue["queue"] == "uncertain", "answer_id"]
    assert confidence.loc[unsure].is_monotonic_increasing
    assert not queue["answer_id"].duplicated().any()
    assert queue.equals(build_queue(confidence.sample(frac=1, random_state=1), 0.1, "k", length=40))


def test_coded_answers_leave_the_queue_but_a_drawn_one_only_once_it_is_coded_blind() -> None:
    confidence = _confidence()
    first = build_queue(confidence, 0.2, "k", length=300)
    drawn = first.loc[first["queue"] == "random", "answer_id"].tolist()
    unsure = first.loc[first["queue"] == "uncertain", "answer_id"].tolist()
    queue = build_queue(confidence, 0.2, "k", length=300, coded=[*unsure[:5], *drawn[:3]], coded_blind=drawn[1:3])
    left = set(queue["answer_id"])
    assert left == set(IDS) - set(unsure[:5]) - set(drawn[1:3])
    assert queue.set_index("answer_id").loc[drawn[0], "blind"]


def test_rates_and_strata_that_cannot_be_are_refused_in_dutch() -> None:
    with pytest.raises(UsageError, match="trekkingskans is 2"):
        build_queue(_confidence(), 2, "k")
    with pytest.raises(UsageError, match="niet gegeven"):
        draw(pd.Series("x", IDS), {"y": 0.5}, "k")
    with pytest.raises(UsageError, match="stratum"):
        build_queue(_confidence(), 0.5, "k", strata=pd.Series("x", IDS[1:]))
    with pytest.raises(UsageError, match="wachtrij"):
        build_queue(_confidence(), 0.5, "k", random_share=2)
    assert build_queue(_confidence().iloc[:0], 0.5, "k").empty

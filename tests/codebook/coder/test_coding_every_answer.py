"""The coder model on planted themes and real texts, the sample that it is corrected with, and what hours buy."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from textmining.codebook.coder import CoderModel, Features, answer_features, build_queue, draw, fit_coder
from textmining.codebook.coder.allocation import half_widths
from textmining.embedding import encode_cached, load_encoder
from textmining.errors import UsageError


@pytest.fixture(scope="module")
def planted() -> tuple[Features, pd.DataFrame]:
    """600 answers of one or two segments about three themes in 32 dimensions, and which themes each mentions."""
    random = np.random.default_rng(4)
    middle = np.linalg.qr(random.normal(size=(32, 3)))[0].T
    rows, vectors, codes = [], [], {}
    for number in range(600):
        themes = random.choice(3, size=random.integers(1, 3), replace=False)
        codes[f"a{number:03}"] = [int(theme in themes) for theme in range(3)]
        for place, theme in enumerate(themes):
            rows.append((f"a{number:03}", f"a{number:03}.{place}", f"tekst {number} {theme}"))
            vector = middle[theme] + 0.13 * random.normal(size=32)
            vectors.append(vector / np.linalg.norm(vector))
    segments = pd.DataFrame(rows, columns=["answer_id", "segment_id", "text"])
    truth = pd.DataFrame.from_dict(codes, orient="index", columns=["tijd", "geld", "wifi"])
    return answer_features(segments, np.array(vectors, dtype=np.float32)), truth


@pytest.fixture(scope="module")
def model(planted: tuple[Features, pd.DataFrame]) -> CoderModel:
    features, truth = planted
    return fit_coder(features, truth.iloc[:150])


def test_themes_of_answers_that_nobody_coded_are_found(
    planted: tuple[Features, pd.DataFrame], model: CoderModel
) -> None:
    features, truth = planted
    found = model.predict(features)
    rest = truth.index[150:]
    assert (found.themes.loc[rest, truth.columns].to_numpy() == (truth.loc[rest] > 0).to_numpy()).mean() > 0.95
    assert found.probability.to_numpy().min() >= 0
    assert found.probability.to_numpy().max() <= 1


def test_each_coded_answer_has_a_prediction_by_a_model_that_did_not_see_its_codes(
    planted: tuple[Features, pd.DataFrame], model: CoderModel
) -> None:
    features, truth = planted
    one = truth.index[7]
    flipped = truth.iloc[:150].copy()
    flipped.loc[one] = 1 - flipped.loc[one]
    again = fit_coder(features, flipped).out_of_fold
    assert set(model.out_of_fold.probability.index) == set(truth.index[:150])
    # what was said of the answer itself hardly moves its own prediction: only the scale saw one code more
    moved = (again.probability.loc[one] - model.out_of_fold.probability.loc[one]).abs().max()
    assert moved < 0.15


def test_order_of_codes_does_not_matter_and_a_saved_model_predicts_the_same(
    planted: tuple[Features, pd.DataFrame], model: CoderModel, tmp_path: Path
) -> None:
    features, truth = planted
    found = model.predict(features).probability
    shuffled = fit_coder(features, truth.iloc[:150].sample(frac=1, random_state=1)).predict(features).probability
    pd.testing.assert_frame_equal(shuffled[found.columns], found, atol=1e-6, rtol=0)
    model.save(tmp_path)
    assert not list(tmp_path.rglob("*.pkl"))
    pd.testing.assert_frame_equal(CoderModel.load(tmp_path).predict(features).probability, found)


def test_three_hundred_codes_tell_real_intents_apart_and_doubt_is_where_the_errors_are(
    shared_data: Path, tmp_path: Path
) -> None:
    with (shared_data / "xsid_nl" / "xsid_nl.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [row["text"] for row in rows]
    ids = [f"a{number:03}" for number in range(len(texts))]
    distinct = sorted(set(texts))
    vectors = encode_cached(distinct, load_encoder("use", tmp_path), tmp_path / "cache")
    place = {text: row for row, text in enumerate(distinct)}
    segments = pd.DataFrame({"answer_id": ids, "segment_id": ids, "text": texts})
    features = answer_features(segments, vectors[[place[text] for text in texts]])
    gold = pd.Series([row["intent"] for row in rows], index=ids)
    codes = pd.get_dummies(gold).astype(int)
    coded = np.random.default_rng(1).choice(ids, 300, replace=False)
    found = fit_coder(features, codes.loc[coded], exclusive=True).predict(features)
    rest = gold.index.difference(coded)
    right = found.probability.loc[rest].idxmax(axis=1) == gold[rest]
    sure = found.confidence[rest].rank(pct=True) > 0.2
    assert right.mean() > 0.9
    assert right[sure].mean() > right.mean()


def test_every_answer_is_drawn_as_often_as_its_probability_says_and_a_larger_draw_holds_the_smaller() -> None:
    answers = pd.Index([f"a{number}" for number in range(200)])
    strata = pd.Series(np.where(np.arange(200) < 50, "klein", "groot"), index=answers)
    rates = {"klein": 0.4, "groot": 0.1}
    times = pd.Series(0, index=answers)
    for key in range(400):
        times[draw(strata, rates, str(key)).index] += 1
    assert times[strata == "klein"].mean() / 400 == pytest.approx(0.4, abs=0.02)
    assert times[strata == "groot"].mean() / 400 == pytest.approx(0.1, abs=0.01)
    small, large = draw(strata, rates, "k"), draw(strata, {"klein": 0.5, "groot": 0.3}, "k")
    assert set(small.index) < set(large.index)
    with pytest.raises(UsageError, match="groot"):
        draw(strata, {"klein": 0.4}, "k")


def test_queue_mixes_random_answers_that_are_coded_blind_with_the_least_sure() -> None:
    confidence = pd.Series(np.linspace(0, 1, 100), index=[f"a{number:02}" for number in range(100)])
    queue = build_queue(confidence, 0.2, "k", length=20, coded={"a00"})
    random = queue[queue["queue"] == "random"]
    assert random["blind"].all()
    assert (random["inclusion_probability"] == 0.2).all()
    others = queue[queue["queue"] == "uncertain"]
    assert others["inclusion_probability"].isna().all()
    assert not others["blind"].any()
    assert confidence[others["answer_id"]].is_monotonic_increasing
    assert "a00" not in set(others["answer_id"])
    assert len(random) == 10
    assert queue["position"].tolist() == list(range(1, 21))


def test_width_that_a_sample_buys_is_that_worked_out_by_hand() -> None:
    sizes, drawn = pd.Series({"a": 400, "b": 600}), pd.Series({"a": 40, "b": 60})
    spread = pd.DataFrame({"tijd": {"a": 0.5, "b": 0.2}})
    variance = 0.4**2 * 0.9 * 0.25 / 40 + 0.6**2 * 0.9 * 0.04 / 60
    assert half_widths(sizes, drawn, spread)["tijd"] == pytest.approx(100 * 1.959964 * variance**0.5)

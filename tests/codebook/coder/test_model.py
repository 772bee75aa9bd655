from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from textmining.codebook.coder import CoderModel, calibration_error, fit_coder, silver_labels
from textmining.codebook.coder.stored import Features
from textmining.errors import ModelError, StageError


@pytest.fixture(scope="module")
def hand(answers) -> pd.DataFrame:  # type: ignore[no-untyped-def]
    return answers.truth.sample(120, random_state=5)


@pytest.fixture(scope="module")
def model(features: Features, hand: pd.DataFrame) -> CoderModel:
    return fit_coder(features, hand)


def _f1(truth: np.ndarray, given: np.ndarray) -> float:
    return float((2 * (truth * given).sum(axis=0) / (truth.sum(axis=0) + given.sum(axis=0))).mean())


def test_the_rest_is_coded_from_a_part_with_probabilities_that_come_true(answers, features, hand, model) -> None:  # type: ignore[no-untyped-def]
    found = model.predict(features)
    rest = features.answers.difference(hand.index)
    truth = answers.truth.loc[rest, list(model.themes)].to_numpy()
    assert _f1(truth, found.themes.loc[rest].to_numpy(dtype=int)) > 0.85
    assert calibration_error(found.probability.loc[rest].to_numpy().ravel(), truth.ravel()) < 0.06
    right = (truth == found.themes.loc[rest].to_numpy()).all(axis=1)
    assert calibration_error(found.confidence.loc[rest].to_numpy(), right, 5) < 0.08
    kept = found.confidence.loc[rest].to_numpy() >= found.confidence.loc[rest].quantile(0.2)
    assert right[kept].mean() > right.mean()


def test_out_of_fold_score_is_that_of_a_model_fitted_without_the_answer(features, hand, model) -> None:  # type: ignore[no-untyped-def]
    answer = hand.index[0]
    without = fit_coder(features, hand.drop(answer))
    own = without.predict(features).probability.loc[answer]
    # the calibrations differ a little: they are cross-fitted
    assert model.out_of_fold.probability.loc[answer].to_numpy() == pytest.approx(own.to_numpy(), abs=0.05)
    assert set(model.out_of_fold.confidence.index) == set(hand.index)


def test_out_of_fold_predictions_are_no_better_than_those_of_unseen_answers(answers, features, hand, model) -> None:  # type: ignore[no-untyped-def]
    out = model.out_of_fold.probability.loc[hand.index]
    rest = features.answers.difference(hand.index)
    error = ((out - hand[out.columns]) ** 2).to_numpy().mean()
    unseen = ((model.predict(features).probability.loc[rest] - answers.truth.loc[rest, out.columns]) ** 2).to_numpy()
    seen = ((model.predict(features).probability.loc[hand.index] - hand[out.columns]) ** 2).to_numpy()
    assert error == pytest.approx(unseen.mean(), rel=0.35)
    assert seen.mean() < error


def test_neither_order_of_rows_nor_threads_change_a_probability(features, hand, model) -> None:  # type: ignore[no-untyped-def]
    told = model.predict(features).probability.to_numpy()
    shuffled = hand.sample(frac=1, random_state=9)[hand.columns[::-1]]
    for threads in (1, 2):
        with threadpool_limits(threads):
            again = fit_coder(features, shuffled).predict(features).probability.to_numpy()
        assert np.abs(again - told).max() < 1e-6


def test_a_loaded_model_predicts_the_same(features: Features, model: CoderModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    loaded = CoderModel.load(tmp_path)
    first, second = model.predict(features), loaded.predict(features)
    pd.testing.assert_frame_equal(first.probability, second.probability, check_exact=True)
    pd.testing.assert_frame_equal(first.themes, second.themes)
    pd.testing.assert_series_equal(first.confidence, second.confidence, check_exact=True)
    pd.testing.assert_frame_equal(model.out_of_fold.probability, loaded.out_of_fold.probability, check_exact=True)
    assert loaded.card == model.card


def test_a_damaged_model_and_one_of_other_answers_are_refused(answers, model, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from textmining.codebook.coder import answer_features

    model.save(tmp_path)
    card = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    for broken in ("[]", json.dumps({**card, "themes": ["x"]}), json.dumps({**card, "version": 0})):
        (tmp_path / "card.json").write_text(broken, encoding="utf-8")
        with pytest.raises(ModelError, match="not a whole coder model"):
            CoderModel.load(tmp_path)
    with pytest.raises(ModelError, match="not a whole coder model"):
        CoderModel.load(tmp_path / "nowhere")
    fewer = answers.segments[answers.segments["answer_id"] != "a0000"]
    other = answer_features(fewer, answers.vectors[fewer.index])
    with pytest.raises(ModelError, match="Fit it again"):
        model.predict(other)


def test_where_every_answer_has_one_theme_every_answer_gets_one(answers, features) -> None:  # type: ignore[no-untyped-def]
    single = answers.truth[answers.truth.sum(axis=1) == 1]
    model = fit_coder(features, single.iloc[:100], exclusive=True)
    assert (model.predict(features).themes.sum(axis=1) == 1).all()


def test_silver_labels_code_before_any_coder_does_and_help_few_codes(answers, features, hand) -> None:  # type: ignore[no-untyped-def]
    silver = silver_labels(answers.segments, answers.truth.columns)
    start = fit_coder(features, hand.iloc[:0], silver)
    assert start.out_of_fold.confidence.empty
    truth = answers.truth[list(start.themes)].loc[features.answers].to_numpy()
    assert _f1(truth, start.predict(features).themes.to_numpy(dtype=int)) > 0.7
    few = hand.iloc[:12]
    scores = [
        _f1(truth, fit_coder(features, few, extra).predict(features).themes.to_numpy(dtype=int))
        for extra in (None, silver)
    ]
    assert scores[1] > scores[0]


def test_a_theme_that_nobody_mentions_is_given_to_nobody(features, hand) -> None:  # type: ignore[no-untyped-def]
    found = fit_coder(features, hand.assign(nieuw=0)).predict(features)
    assert not found.themes["nieuw"].any()
    assert found.probability["nieuw"].max() < 0.05


def test_codes_that_cannot_be_are_refused(features: Features, hand: pd.DataFrame) -> None:
    for wrong, said in (
        (pd.concat([hand, hand.iloc[:1]]), "coded twice"),
        (hand.replace(1, 2), "neither 0 nor 1"),
        (hand.iloc[:0], "Code some answers first"),
        (hand[[]], "no themes"),
        (hand.rename(index={hand.index[0]: "weg"}), "such as weg"),
    ):
        with pytest.raises(StageError, match=said):
            fit_coder(features, wrong)

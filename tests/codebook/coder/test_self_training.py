from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.codebook.coder.conftest import made
from textmining.codebook.coder import Features, calibration_error, fit_coder
from textmining.codebook.coder.fitting import MANY
from textmining.codebook.coder.self_training import MOST_ROWS


@pytest.fixture(scope="module")
def hand(answers) -> pd.DataFrame:  # type: ignore[no-untyped-def]
    return answers.truth.sample(MANY + 40, random_state=8)


def test_the_model_learns_from_itself_from_enough_codes_on(features: Features, hand: pd.DataFrame) -> None:
    few, many = fit_coder(features, hand.iloc[: MANY - 1]), fit_coder(features, hand)
    assert few.card["own"] == 0
    assert few.answers == tuple(sorted(hand.index[: MANY - 1]))
    assert many.card["own"] > 100
    assert len(many.answers) == len(hand) + many.card["own"] <= MOST_ROWS
    assert len(many.left_out) == many.card["own"]


def test_it_does_not_learn_from_answers_on_which_it_abstained(features: Features, hand: pd.DataFrame) -> None:
    model = fit_coder(features, hand)
    rest = features.answers.difference(pd.Index(model.answers))
    said = model.predict(features)
    assert said.confidence.loc[rest].mean() < said.confidence.loc[list(model.answers[len(hand) :])].mean()


def test_what_is_said_out_of_fold_does_not_depend_on_the_code_of_the_answer(
    features: Features, hand: pd.DataFrame
) -> None:
    model = fit_coder(features, hand)
    changes, seen = [], []
    for answer in hand.index[:3]:
        other = hand.copy()
        other.loc[answer] = 1 - other.loc[answer]
        again = fit_coder(features, other)
        theirs, ours = (m.out_of_fold.probability.loc[answer] for m in (again, model))
        changes.append(float((theirs - ours).abs().max()))
        theirs, ours = (m.predict(features).probability.loc[answer] for m in (again, model))
        seen.append(float((theirs - ours).abs().max()))
    assert max(changes) < 0.1  # through the calibrations and the mean, which all codes share
    assert min(seen) > 0.3


def test_probabilities_of_answers_that_it_learned_from_come_true_as_those_of_others_do() -> None:
    noisy = made(count=900, seed=11, noise=0.3)
    features = noisy.features
    hand = noisy.truth.sample(200, random_state=1)
    model = fit_coder(features, hand)
    said = model.predict(features)
    own = list(model.answers[len(hand) :])
    truth = noisy.truth.loc[own, list(model.themes)].to_numpy()
    assert calibration_error(said.probability.loc[own].to_numpy().ravel(), truth.ravel()) < 0.05
    right = (truth == said.themes.loc[own].to_numpy()).all(axis=1)
    assert abs(right.mean() - said.confidence.loc[own].mean()) < 0.1


def test_without_other_answers_there_is_nothing_to_learn_from(answers) -> None:  # type: ignore[no-untyped-def]
    chosen = answers.segments["answer_id"].isin(answers.truth.index[:120]).to_numpy()
    from textmining.codebook.coder import answer_features

    features = answer_features(answers.segments[chosen], answers.vectors[chosen])
    model = fit_coder(features, answers.truth.iloc[:120])
    assert model.card["own"] == 0
    assert np.isfinite(model.predict(features).probability.to_numpy()).all()

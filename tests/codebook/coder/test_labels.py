from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmining import tables
from textmining.codebook.coder import Predictions, hand_codes, publication_codings, silver_labels


@pytest.fixture
def predictions() -> Predictions:
    index = pd.Index(["a1", "a2", "a3", "a4"], dtype="str", name="answer_id")
    probability = pd.DataFrame([[0.9, 0.1], [0.4, 0.45], [0.8, 0.7], [0.1, 0.2]], index, ["t1", "t2"])
    return Predictions(probability, probability >= 0.5, pd.Series([0.8, 0.3, 0.4, 0.9], index))


def _hand(*rows: tuple[str, set[str], str | None, float | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["answer_id", "themes", "coder", "inclusion_probability"])


def test_an_answer_on_which_the_model_abstains_carries_all_its_probabilities_or_a_hand_code(
    predictions: Predictions,
) -> None:
    codings, abstained = publication_codings(predictions, _hand(("a3", {"t2"}, "anna", 0.25)), "2")
    rows = codings[["answer_id", "theme_id", "source", "confidence"]].to_numpy().tolist()
    assert rows == [
        ["a1", "t1", "model", 0.9],
        ["a2", "t1", "unsure", 0.4],
        ["a2", "t2", "unsure", 0.45],
        ["a3", "t2", "coder", 1.0],
    ]
    assert abstained == 0.25
    checked = tables.validate("codings", codings)
    assert checked["inclusion_probability"].tolist()[-1] == 0.25
    assert set(checked["codebook_version"]) == {"2"}


def test_a_hand_code_without_themes_leaves_no_rows_and_is_no_abstention(predictions: Predictions) -> None:
    codings, abstained = publication_codings(
        predictions, _hand(("a1", set(), "anna", None), ("a2", set(), None, None)), "0"
    )
    assert set(codings["answer_id"]) == {"a3"}
    assert abstained == 0.25
    nothing, share = publication_codings(predictions.of(predictions.confidence.index[:0]), _hand(), "0")
    assert tables.validate("codings", nothing).empty
    assert share == 0


def test_sum_of_confidence_of_unsure_codings_is_the_expected_number_of_answers(predictions: Predictions) -> None:
    codings, abstained = publication_codings(predictions, _hand(), "0", abstain_below=1.0)
    assert abstained == 1
    total = codings.groupby("theme_id")["confidence"].sum()
    assert total.to_numpy() == pytest.approx(predictions.probability.sum().to_numpy())


def test_silver_labels_are_of_answers_wholly_in_the_core_of_stable_themes() -> None:
    segments = pd.DataFrame(
        {
            "answer_id": ["a1", "a1", "a2", "a3", "a4", "a5", "a5", "a6"],
            "theme_id": ["t1", "t2", "t1", "t1", "t1", "t2", None, "t3"],
            "similarity": [0.9, 0.9, 0.8, 0.3, 0.2, 0.5, 0.1, 0.9],
        }
    )
    silver = silver_labels(segments, {"t1", "t2"})
    # a3 and a4 lie far out, a5 has a segment in no theme, t3 is not stable
    assert silver.to_dict("index") == {"a2": {"t1": 1, "t2": 0}, "a1": {"t1": 1, "t2": 1}}
    assert silver_labels(segments.iloc[:0], {"t1"}).empty
    many = pd.DataFrame({"answer_id": [f"b{n}" for n in range(300)], "theme_id": "t1"})
    assert len(silver_labels(many.assign(similarity=np.linspace(0, 1, 300)), {"t1"})) == 40


def test_hand_codes_pass_over_themes_that_are_gone() -> None:
    assert hand_codes({"b": {"t1", "weg"}, "a": ()}, ["t1"])["t1"].to_dict() == {"a": 0, "b": 1}

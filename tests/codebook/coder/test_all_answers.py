from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.codebook.conftest import log_of
from textmining import tables
from textmining.codebook import Codebook, fold
from textmining.codebook import decisions as d
from textmining.codebook.coder import (
    ENOUGH,
    ModelCoding,
    Predictions,
    code_all,
    lessons_of,
    predictions_table,
    sample_table,
    with_main_themes,
)
from textmining.codebook.state import Base, CodeTheme

SUB = {"tijd": "alles", "geld": "alles"}


def base_of_made(answers: Any) -> Base:
    """The planted themes, of which two are below a third that nobody is placed in."""
    themes = {t: CodeTheme(t, t, parent=SUB.get(t)) for t in answers.truth.columns}
    segments = answers.segments
    return Base(
        "fit-1",
        "weg",
        {**themes, "alles": CodeTheme("alles", "alles")},
        dict(zip(segments["segment_id"], segments["theme_id"], strict=True)),
        dict(zip(segments["segment_id"], segments["answer_id"], strict=True)),
    )


@pytest.fixture(scope="module")
def book(answers) -> Codebook:  # type: ignore[no-untyped-def]
    drawn = answers.truth.sample(150, random_state=2)
    codes = [
        d.CodeAnswer(
            answer=answer,
            themes=tuple(theme for theme, yes in row.items() if yes),
            queue="random",
            blind=True,
            inclusion_probability=0.375,
        )
        for answer, row in drawn.to_dict("index").items()
    ]
    return fold(base_of_made(answers), log_of(*codes))


@pytest.fixture(scope="module")
def coding(answers, features, book) -> ModelCoding:  # type: ignore[no-untyped-def]
    found = code_all(book, features, lessons_of(book, {}))
    assert found is not None
    return found


def test_a_model_is_used_from_enough_codes_by_hand_on(features, book) -> None:  # type: ignore[no-untyped-def]
    lessons = lessons_of(book, {})
    assert code_all(book, features, lessons, enough=151) is None
    assert code_all(book, features, lessons, enough=150) is not None
    assert 50 <= ENOUGH <= 300


def test_answers_coded_by_hand_are_predicted_by_a_model_that_had_not_seen_them(features, book, coding) -> None:  # type: ignore[no-untyped-def]
    table = tables.validate("predictions", predictions_table([coding]))
    assert len(table) == len(features.answers) * 5
    assert set(table.loc[table["out_of_fold"], "answer_id"]) == set(book.hands)
    one = next(iter(book.hands))
    own = table[table["answer_id"] == one].set_index("theme_id")["probability"]
    held = coding.model.out_of_fold.probability.loc[one]
    assert own["wifi"] == pytest.approx(held["wifi"], abs=1e-6)
    seen = coding.model.predict(features).probability.loc[one]
    assert abs(own - seen.reindex(own.index)).max() > 1e-3


def test_a_main_theme_is_at_least_as_likely_as_its_sub_themes_and_given_with_them(coding) -> None:  # type: ignore[no-untyped-def]
    said = coding.predictions
    for sub, main in SUB.items():
        assert (said.probability[main] >= said.probability[sub]).all()
        assert (said.themes[main] | ~said.themes[sub]).all()
    assert said.themes["alles"].mean() > 0.3


def test_likelihoods_rise_through_all_levels() -> None:
    index = pd.Index(["a"], dtype="str")
    themes = {
        "top": CodeTheme("top", ""),
        "mid": CodeTheme("mid", "", parent="top"),
        "low": CodeTheme("low", "", "mid"),
    }
    book = Codebook(Base("f", "q", themes, {}, {}), themes, {})
    told = Predictions(
        pd.DataFrame([[0.7, 0.2, 0.1]], index, ["low", "mid", "top"]),
        pd.DataFrame([[True, False, False]], index, ["low", "mid", "top"]),
        pd.Series([0.9], index),
    )
    found = with_main_themes(told, book)
    assert found.probability.iloc[0].tolist() == [0.7, 0.7, 0.7]
    assert found.themes.iloc[0].all()
    assert told.probability.loc["a", "top"] == 0.1


def test_the_sample_holds_answers_without_themes_and_their_chances(book) -> None:  # type: ignore[no-untyped-def]
    more = fold(book.base, [*log_of(d.CodeAnswer(answer="a0001", themes=()))])
    table = tables.validate("coding_sample", sample_table([book, more]))
    assert len(table) == 151
    assert np.isclose(table["inclusion_probability"].dropna(), 0.375).all()
    assert table.iloc[-1][["answer_id", "codebook", "blind"]].tolist() == ["a0001", "weg", False]
    assert pd.isna(table.iloc[-1]["themes"])
    assert tables.validate("predictions", predictions_table([])).empty

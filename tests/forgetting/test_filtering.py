from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from textmining.forgetting.filtering import lost_categories, names_one, without
from textmining.survey import Forgotten

KEY = b"k" * 32
SEVEN = Forgotten(KEY).with_respondents([Forgotten(KEY).mark("2022", "7")])


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    """Three respondents of whom "7" has an answer that "8" copied, and is the only one who teaches music."""
    return {
        "respondents": pd.DataFrame(
            {
                "respondent_id": ["6", "7", "7", "8"],
                "wave": ["2022", "2022", "2020", "2022"],
                "vak": pd.Categorical(["taal", "muziek", "muziek", None]),
            }
        ),
        "ledger": pd.DataFrame(
            {
                "answer_id": ["a6", "a7", "b7", "a8", "a9"],
                "respondent_id": ["6", "7", "7", "8", "9"],
                "wave": ["2022", "2022", "2020", "2022", "2022"],
                "duplicate_group": [None, "a7", None, "a7", "a7"],
            }
        ),
        "segments": pd.DataFrame({"answer_id": ["a6", "a7", "a7", "b7", "a8"], "text": list("vwxyz")}),
        "prevalence": pd.DataFrame(
            {
                "grouping": ["all", "vak", "vak", "vak"],
                "group": ["all", "taal", "muziek", "muziek"],
                "wave": ["2022", "2022", "2022", "2020"],
                "n": [3, 1, 1, 1],
            }
        ),
        "closed": pd.DataFrame({"wave": ["2022", "2022"], "item": ["straat", "straat"], "category": ["x", "y"]}),
    }


def test_rows_of_the_respondent_and_of_the_answers_go(tables: dict[str, pd.DataFrame]) -> None:
    kept = without(tables, SEVEN)
    assert kept["respondents"]["respondent_id"].tolist() == ["6", "7", "8"]  # of 2020 it is another "7"
    assert kept["ledger"]["answer_id"].tolist() == ["a6", "b7", "a8", "a9"]
    assert kept["segments"]["text"].tolist() == ["v", "y", "z"]


def test_group_of_duplicates_is_named_after_an_answer_that_is_left(tables: dict[str, pd.DataFrame]) -> None:
    groups = without(tables, SEVEN)["ledger"].set_index("answer_id")["duplicate_group"]
    assert groups.dropna().to_dict() == {"a8": "a8", "a9": "a8"}


def test_figures_of_a_group_that_nobody_else_is_in_go(tables: dict[str, pd.DataFrame]) -> None:
    prevalence = without(tables, SEVEN)["prevalence"]
    assert list(zip(prevalence["group"], prevalence["wave"], strict=True)) == [
        ("all", "2022"),
        ("taal", "2022"),
        ("muziek", "2020"),
    ]


def test_category_that_nobody_else_chose_goes(tables: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    responses = pd.DataFrame({"respondent_id": ["6", "7"], "wave": "2022", "straat": ["x", "y"], "cijfer": [1.0, 2.0]})
    responses.to_parquet(tmp_path / "responses.parquet")
    lost = lost_categories([tmp_path, tmp_path / "other stage"], SEVEN)
    assert lost == {("2022", "straat", "y")}
    assert without(tables, SEVEN, lost)["closed"]["category"].tolist() == ["x"]


def test_value_is_not_remembered_as_a_category(tables: dict[str, pd.DataFrame]) -> None:
    both = SEVEN.with_respondents([SEVEN.mark("2020", "7")])
    assert list(without(tables, both)["respondents"]["vak"].cat.categories) == ["taal"]


def test_removal_that_stopped_after_the_ledger_is_completed(tables: dict[str, pd.DataFrame]) -> None:
    whole = without(tables, SEVEN)
    again = without({**tables, "ledger": whole["ledger"]}, SEVEN)
    for name in tables:
        pd.testing.assert_frame_equal(again[name], whole[name])


def test_table_that_names_nobody_stays_as_it_is(tables: dict[str, pd.DataFrame]) -> None:
    nobody = Forgotten(KEY)
    for name, frame in without(tables, nobody).items():
        assert frame.equals(tables[name]), name
    assert [name for name in tables if names_one(tables[name], SEVEN)] == ["respondents", "ledger"]

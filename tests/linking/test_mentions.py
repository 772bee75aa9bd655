"""Counting themes per respondent."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmining.errors import StageError
from textmining.linking.mentions import mentions, theme_columns
from textmining.study_file import parse_study

STUDY = parse_study(
    {
        "study": {"id": "s", "title": "S"},
        "waves": [{"id": "1", "file": "f.csv"}],
        "columns": {"respondent": "id"},
        "questions": [
            {"id": "q1", "column": "q1", "text": "Wat?"},
            {"id": "q2", "column": "q2", "text": "Waarom?", "codebook": "q1"},
        ],
    },
    "study.toml",
)
PEOPLE = pd.DataFrame({"respondent_id": ["a", "b", "c", "d", "e"], "wave": "1"})
LEDGER = pd.DataFrame(
    {
        "answer_id": [f"{q}{r}" for q in ("q1", "q2") for r in "abcde"],
        "respondent_id": [*"abcde", *"abcde"],
        "wave": "1",
        "question": ["q1"] * 5 + ["q2"] * 5,
        "fate": ["kept", "kept", "blank", "non_answer", "not_asked"] + ["kept"] + ["not_asked"] * 3 + ["kept"],
    }
)


def themes(**parents: str | None) -> pd.DataFrame:
    rows = parents or {"t1": None, "t2": None}
    return pd.DataFrame(
        {"theme_id": list(rows), "parent_id": list(rows.values()), "question": "q1", "status": "proposed"}
    )


def codings(*pairs: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["answer_id", "theme_id"]).assign(source="model", confidence=0.7)


def unsure(*rows: tuple[str, str, float | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["answer_id", "theme_id", "confidence"]).assign(source="unsure")


def test_a_theme_counts_once_per_respondent() -> None:
    found = mentions(STUDY, PEOPLE, LEDGER, themes(), codings(("q1a", "t1"), ("q1a", "t1"), ("q1b", "t2")))[0]
    assert found.themes == ("t1", "t2")
    assert found.matrix.astype(int).tolist() == [[1, 0], [0, 1], [0, 0], [0, 0], [0, 0]]


def test_answered_are_the_kept_and_asked_all_but_the_not_asked() -> None:
    found = mentions(STUDY, PEOPLE, LEDGER, themes(), codings())[0]
    assert found.answered.tolist() == [True, True, False, False, False]
    assert found.asked.tolist() == [True, True, True, True, False]


def test_questions_that_share_a_codebook_share_its_themes_and_not_its_mentions() -> None:
    first, second = mentions(STUDY, PEOPLE, LEDGER, themes(), codings(("q1a", "t1"), ("q2e", "t1")))
    assert first.themes == second.themes
    assert np.flatnonzero(first.matrix[:, 0]).tolist() == [0]
    assert np.flatnonzero(second.matrix[:, 0]).tolist() == [4]


def test_theme_columns_are_null_without_a_codable_answer() -> None:
    columns = theme_columns(mentions(STUDY, PEOPLE, LEDGER, themes(), codings(("q1a", "t1"), ("q2e", "t1"))))
    assert columns["t1"].tolist() == [1, 0, pd.NA, pd.NA, 1]
    assert columns["t2"].tolist() == [0, 0, pd.NA, pd.NA, 0]


def test_a_main_theme_is_mentioned_with_its_sub_theme() -> None:
    tree = themes(main=None, sub="main", deep="sub")
    found = mentions(STUDY, PEOPLE, LEDGER, tree, codings(("q1a", "deep"), ("q1b", "main")))[0]
    assert dict(zip(found.themes, found.matrix[:2].astype(int).T.tolist(), strict=True)) == {
        "deep": [1, 0],
        "main": [1, 1],
        "sub": [1, 0],
    }


def test_rejected_themes_are_left_out_with_their_codings() -> None:
    table = themes().assign(status=["rejected", "accepted"])
    found = mentions(STUDY, PEOPLE, LEDGER, table, codings(("q1a", "t1"), ("q1a", "t2")))[0]
    assert found.themes == ("t2",)
    assert found.matrix[:, 0].sum() == 1


def test_a_coding_of_which_the_model_is_unsure_counts_as_its_probability_and_any_other_as_one() -> None:
    given = pd.concat([unsure(("q1a", "t1", 0.4), ("q1a", "t2", 0.2), ("q1b", "t1", 0.9)), codings(("q1b", "t1"))])
    found = mentions(STUDY, PEOPLE, LEDGER, themes(), given)[0]
    assert found.matrix[:2].tolist() == [[0.4, 0.2], [1.0, 0.0]]
    assert found.certain[:2].tolist() == [[False, False], [True, False]]


def test_a_main_theme_is_as_likely_as_the_model_says_and_never_less_than_its_sub_themes() -> None:
    tree = themes(main=None, one="main", other="main")
    given = unsure(("q1a", "one", 0.5), ("q1a", "other", 0.4), ("q1a", "main", 0.6), ("q1b", "one", 0.3))
    found = mentions(STUDY, PEOPLE, LEDGER, tree, given)[0]
    assert found.matrix[:2, found.themes.index("main")].tolist() == [0.6, 0.3]


def test_columns_hold_probabilities_where_the_model_is_unsure_and_two_answers_add_to_them() -> None:
    given = pd.concat([unsure(("q1a", "t1", 0.5), ("q2a", "t1", 0.5)), codings(("q1b", "t2"))])
    columns = theme_columns(mentions(STUDY, PEOPLE, LEDGER, themes(), given))
    assert columns["t1"].tolist() == [0.75, 0, pd.NA, pd.NA, 0]
    assert str(columns["t2"].dtype) == "Int8"


def test_an_answer_that_cannot_be_coded_is_in_no_denominator() -> None:
    ledger = LEDGER.assign(fate=LEDGER["fate"].where(LEDGER["answer_id"] != "q1b", "uncodable"))
    found = mentions(STUDY, PEOPLE, ledger, themes(), codings(("q1a", "t1")))[0]
    assert found.answered.tolist() == [True, False, False, False, False]
    assert found.asked.tolist() == [True, False, True, True, False]
    with pytest.raises(StageError, match="does not keep"):
        mentions(STUDY, PEOPLE, ledger, themes(), codings(("q1b", "t1")))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"codings": codings(("q1c", "t1"))}, "codings of answers that the ledger does not keep"),
        ({"codings": codings(("nobody", "t1"))}, "codings of answers that the ledger does not keep"),
        ({"codings": unsure(("q1a", "t1", None))}, "is unsure has no probability"),
        ({"codings": codings(("q1a", "t9"))}, "question q1 has codings of the theme 't9'"),
        ({"ledger": pd.concat([LEDGER, LEDGER.iloc[:1]])}, "the ledger holds an answer twice"),
        ({"respondents": PEOPLE.iloc[1:]}, "the ledger names 2 rows of people who are not respondents"),
        ({"themes": themes(t1="t2", t2="t1"), "codings": codings(("q1a", "t1"))}, "theme 't1' is below itself"),
    ],
)
def test_tables_that_contradict_each_other_are_an_error(change: dict[str, pd.DataFrame], message: str) -> None:
    given = {"respondents": PEOPLE, "ledger": LEDGER, "themes": themes(), "codings": codings()} | change
    with pytest.raises(StageError, match=message):
        mentions(STUDY, **given)

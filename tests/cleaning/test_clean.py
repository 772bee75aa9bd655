from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.cleaning import Cleaned, Rules, clean
from textmining.errors import StageError
from textmining.study import Question
from textmining.tables import validate

QUESTION = Question(id="q", column="q", text="Wat motiveert u?")
BARRIER = Question(id="b", column="b", text="Wat staat u in de weg?", none="geen belemmering")
Make = Callable[..., pd.DataFrame]


def test_every_row_is_in_the_ledger_once_with_its_fate(raw_answers: Make, rules: Rules) -> None:
    raw = raw_answers(["meer tijd", None, "", "  ", "nvt", "-", "CafÃ©"])
    ledger = clean(raw, rules).ledger
    assert ledger["answer_id"].tolist() == raw["answer_id"].tolist()
    assert ledger["fate"].tolist() == ["kept", "blank", "blank", "blank", "non_answer", "non_answer", "kept"]
    assert ledger["reason"].isna().tolist() == [True, False, False, False, False, False, True]


def test_tables_keep_their_contract(raw_answers: Make, rules: Rules) -> None:
    cleaned = clean(raw_answers(["meer tijd. minder druk van boven", "nvt"]), rules)
    for name in ("ledger", "answers", "segments"):
        table = getattr(cleaned, name)
        assert validate(name, table).columns.tolist() == table.columns.tolist()


def test_a_question_that_was_not_put_is_told_apart_from_one_left_blank(raw_answers: Make, rules: Rules) -> None:
    raw = raw_answers([None, "toch ingevuld"]).assign(asked=False)
    cleaned = clean(raw, rules)
    assert cleaned.ledger["fate"].tolist() == ["not_asked", "not_asked"]
    assert cleaned.ledger["reason"].tolist() == ["niet gesteld", "niet gesteld, toch ingevuld"]
    assert cleaned.answers.empty
    assert cleaned.segments.empty


def test_segments_are_parts_of_the_repaired_answer(raw_answers: Make, rules: Rules) -> None:
    cleaned = clean(raw_answers([" Te weinig  tijd. De wifi is traag. ", "- geld\n- ruimte"]), rules)
    assert cleaned.answers["text"].tolist() == ["Te weinig tijd. De wifi is traag.", "- geld\n- ruimte"]
    assert cleaned.answers["n_segments"].tolist() == [2, 2]
    assert cleaned.segments["segment_id"].tolist() == ["a0000.1", "a0000.2", "a0001.1", "a0001.2"]
    texts = cleaned.answers.set_index("answer_id")["text"]
    for row in cleaned.segments.itertuples():
        assert texts[row.answer_id][row.start : row.end] == row.text


def test_segments_have_lemmas_in_lower_case_without_punctuation(raw_answers: Make, rules: Rules) -> None:
    segments = clean(raw_answers(["De Scholen liepen, helaas, leeg!"]), rules).segments
    assert segments["lemmas"].tolist() == ["de school lopen helaas leeg"]


def test_copied_answers_are_marked_within_a_question_and_wave(raw_answers: Make, rules: Rules) -> None:
    raw = pd.concat(
        [
            raw_answers(["Meer tijd!", "meer  tijd", "minder druk"]),
            raw_answers(["minder druk"], wave="2019").assign(answer_id="other"),
        ],
        ignore_index=True,
    )
    cleaned = clean(raw, rules)
    assert cleaned.ledger["marks"].fillna("").tolist() == ["duplicate", "duplicate", "", ""]
    assert len(cleaned.answers) == 4


def test_none_is_kept_whole_and_marked_where_the_question_declares_it(raw_answers: Make, rules: Rules) -> None:
    raw = raw_answers(["geen", "Nee. Niets eigenlijk.", "geen tijd"], question="b")
    cleaned = clean(raw, rules)
    assert cleaned.ledger["marks"].fillna("").tolist() == ["none", "none", ""]
    assert cleaned.ledger["fate"].tolist() == ["kept"] * 3
    assert cleaned.answers["n_segments"].tolist() == [1, 1, 1]


def test_an_english_answer_is_kept_and_marked(raw_answers: Make, rules: Rules) -> None:
    text = "I would like to have more time for this"
    cleaned = clean(raw_answers([text, text, "meer tijd"]), rules)
    assert cleaned.ledger["marks"].fillna("").tolist() == ["duplicate;foreign", "duplicate;foreign", ""]
    assert cleaned.answers["language"].tolist() == ["en", "en", "nl"]
    assert cleaned.segments["lemmas"].tolist()[0] == text.lower()


def test_an_answer_to_an_unknown_question_is_refused(raw_answers: Make, rules: Rules) -> None:
    with pytest.raises(StageError, match="'vreemd'"):
        clean(raw_answers(["tijd"], question="vreemd"), rules)


def test_no_rows_give_empty_tables(raw_answers: Make, rules: Rules) -> None:
    cleaned = clean(raw_answers([]), rules)
    assert [len(table) for table in (cleaned.ledger, cleaned.answers, cleaned.segments)] == [0, 0, 0]
    for name in ("ledger", "answers", "segments"):
        validate(name, getattr(cleaned, name))


ANSWERS = st.lists(
    st.none() | st.text(max_size=40) | st.sampled_from(["geen", "meer tijd", "Meer tijd.", "nvt", "te druk. te duur"]),
    max_size=8,
)


@given(texts=ANSWERS, random=st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_rows_changes_nothing_but_the_order_of_rows(
    raw_answers: Make, rules: Rules, texts: list[str | None], random: object
) -> None:
    raw = raw_answers(texts)
    order = list(range(len(texts)))
    random.shuffle(order)  # type: ignore[attr-defined]
    straight, shuffled = clean(raw, rules), clean(raw.iloc[order], rules)
    for name, key in (("ledger", "answer_id"), ("answers", "answer_id"), ("segments", "segment_id")):
        left, right = (getattr(c, name).sort_values(key).reset_index(drop=True) for c in (straight, shuffled))
        pd.testing.assert_frame_equal(left, right)


@given(texts=ANSWERS)
@settings(max_examples=60, deadline=None)
def test_any_text_goes_through_and_the_ledger_adds_up(raw_answers: Make, rules: Rules, texts: list[str | None]) -> None:
    raw = raw_answers(texts)
    cleaned: Cleaned = clean(raw, rules)
    kept = cleaned.ledger.loc[cleaned.ledger["fate"] == "kept", "answer_id"].tolist()
    assert cleaned.ledger["answer_id"].tolist() == raw["answer_id"].tolist()
    assert cleaned.answers["answer_id"].tolist() == kept
    assert cleaned.answers["n_segments"].tolist() == [(cleaned.segments["answer_id"] == a).sum() for a in kept]
    assert (cleaned.answers["n_segments"] > 0).all()


@given(texts=ANSWERS)
@settings(max_examples=40, deadline=None)
def test_cleaning_what_was_cleaned_changes_nothing(raw_answers: Make, rules: Rules, texts: list[str | None]) -> None:
    once = clean(raw_answers(texts), rules)
    again = clean(once.answers.assign(asked=True), rules)
    pd.testing.assert_frame_equal(once.answers, again.answers)
    pd.testing.assert_frame_equal(once.segments, again.segments)

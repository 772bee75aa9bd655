from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.cleaning import Cleaned, Rules, clean
from textmining.cleaning.overrides import Override
from textmining.errors import StageError
from textmining.tables import validate

Make = Callable[..., pd.DataFrame]


def test_every_row_is_in_the_ledger_once_with_its_fate(raw_answers: Make, rules: Rules) -> None:
    raw = raw_answers(["meer tijd", None, "", "  ", "nvt", "-", "CafÃ©"])
    ledger = clean(raw, rules).ledger
    assert ledger["answer_id"].tolist() == raw["answer_id"].tolist()
    assert ledger["fate"].tolist() == ["kept", "blank", "blank", "blank", "non_answer", "non_answer", "kept"]
    assert ledger["reason"].isna().tolist() == [True, False, False, False, False, False, True]


def test_tables_keep_their_contract(raw_answers: Make, rules: Rules) -> None:
    cleaned = clean(raw_answers(["meer tijd. minder druk van boven", "nvt"]), rules)
    for name in ("ledger", "repaired", "set_aside", "answers", "segments"):
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


def test_persons_are_redacted_before_segments_and_counted_in_the_ledger(raw_answers: Make, rules: Rules) -> None:
    text = "Zonder Fatima en Henk lukt het niet. Op De Gouden Vijzel is Fatima de enige."
    cleaned = clean(raw_answers([text, "nee hoor", "vraag maar aan Fatima", "-"]), rules)
    assert cleaned.answers["text"][0].startswith("Zonder [persoon 1] en [persoon 2] lukt het niet.")
    assert cleaned.ledger["redacted"].fillna("").tolist()[0] == "persoon:3;school:1"
    assert not [lemma for lemma in cleaned.segments["lemmas"] if "fatima" in lemma or "persoon" in lemma]
    assert cleaned.repaired["text"].tolist()[0] == text
    assert cleaned.set_aside["text"].tolist() == ["nee hoor", "-"]


def test_a_researcher_overrules_a_rule_and_the_ledger_says_both(raw_answers: Make, rules: Rules) -> None:
    raw = raw_answers(["nvt", "meer tijd", "geen", None, "<br>"], question="b")
    decided = {
        "a0000": Override("kept", "Jan Jansen bedoelt de verbouwing"),
        "a0001": Override("non_answer", "grap"),
        "a0002": Override("not_asked", "vergissing"),
        "a0004": Override("kept", "er staat niets"),
    }
    cleaned = clean(raw, replace(rules, overrides=decided))
    assert cleaned.ledger["fate"].tolist() == ["kept", "non_answer", "not_asked", "blank", "blank"]
    assert cleaned.ledger["reason"][0] == "niet van toepassing"
    assert cleaned.ledger["overruled"].fillna("").tolist() == [
        "[persoon] bedoelt de verbouwing",
        "grap",
        "vergissing",
        "",
        "",
    ]
    assert cleaned.answers["answer_id"].tolist() == ["a0000"]


def test_a_copied_answer_counts_once_where_the_study_says_so(raw_answers: Make, rules: Rules) -> None:
    voice = "Als team vinden wij dat er te weinig scholing is en dat de leiding niet luistert."
    raw = raw_answers([voice, voice.upper(), "tijd", "tijd"])
    once = clean(raw, replace(rules, copies="once"))
    assert once.ledger["fate"].tolist() == ["kept", "duplicate", "kept", "kept"]
    assert once.ledger["duplicate_group"].tolist() == ["a0000", "a0000", "a0002", "a0002"]
    assert once.answers["answer_id"].tolist() == ["a0000", "a0002", "a0003"]
    assert "a0001" not in set(once.segments["answer_id"])
    assert once.set_aside["answer_id"].tolist() == ["a0001"]
    assert clean(raw, rules).ledger["fate"].tolist() == ["kept"] * 4


def test_batches_change_nothing(raw_answers: Make, rules: Rules) -> None:
    raw = raw_answers(["meer tijd", "nvt", "Zonder Fatima lukt het niet", None, "meer  tijd", "wifi; en de beamer"])
    whole, parts = clean(raw, rules), clean([raw.iloc[:1], raw.iloc[1:1], raw.iloc[1:5], raw.iloc[5:]], rules)
    for name in ("ledger", "repaired", "set_aside", "answers", "segments"):
        pd.testing.assert_frame_equal(getattr(whole, name), getattr(parts, name))
    assert clean([], rules).ledger.empty


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

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.publishing import EditionContent
from textmining.publishing.words import public_themes, word_use, words_of


def _people(texts: list[str], clusters: list[str | None], panel: list[str | None] | None = None) -> dict[str, Any]:
    ids = [f"a{i}" for i in range(len(texts))]
    who = pd.DataFrame({"respondent_id": [f"r{i}" for i in range(len(texts))], "wave": "1"})
    return {
        "answers": who.assign(answer_id=ids, text=texts),
        "segments": pd.DataFrame({"answer_id": ids, "lemmas": [t.replace("scholingen", "scholing") for t in texts]}),
        "respondents": who.assign(
            cluster=pd.Series(clusters, dtype="str"),
            panel=pd.Series(panel or [None] * len(texts), dtype="str"),
        ),
    }


def test_a_word_needs_enough_respondents() -> None:
    parts = _people(["tijd en rust", "tijd", "Tijd!"], ["x", "y", "y"])
    assert word_use({"tijd", "rust"}, **parts, minimum=3).common == {"tijd"}


def test_a_word_of_one_institution_is_rare_however_many_use_it() -> None:
    parts = _people(["kantine", "kantine", "kantine", "tijd"], ["x", "x", "x", "y"])
    assert not word_use({"kantine"}, **parts, minimum=3).common


def test_without_institutions_only_the_number_of_respondents_counts() -> None:
    parts = _people(["kantine"] * 3, [None] * 3)
    assert word_use({"kantine"}, **parts, minimum=3).common == {"kantine"}


def test_a_word_counts_where_it_is_the_lemma_of_what_was_written() -> None:
    parts = _people(["scholingen", "scholing", "scholingen"], ["x", "y", "x"])
    assert word_use({"scholing", "scholingen"}, **parts, minimum=3).common == {"scholing"}


def test_one_person_in_three_waves_is_one_person() -> None:
    parts = _people(["zeilschip"] * 3, ["x", "y", "y"], ["p", "p", "p"])
    assert not word_use({"zeilschip"}, **parts, minimum=3).common


def test_words_that_stand_in_no_answer_are_told_apart_from_rare_ones() -> None:
    parts = _people(["tijd", "rust"], ["x", "y"])
    assert word_use({"tijd", "infrastructuur"}, **parts, minimum=2).unused == {"infrastructuur"}


@pytest.fixture(scope="module")
def public(content: EditionContent) -> pd.DataFrame:
    return _public(content, content.tables["themes"])


def _public(content: EditionContent, themes: pd.DataFrame) -> pd.DataFrame:
    tables = (content.tables[name] for name in ("answers", "segments", "respondents"))
    return public_themes(themes, *tables, content.study).set_index("theme_id")


def test_rare_words_leave_words_and_the_label_falls_back_to_the_words_that_may_be_seen(public: pd.DataFrame) -> None:
    assert public.loc["t001", "words"] == "student, digitaal"
    assert public.loc["t001", "label"] == "student, digitaal"


def test_a_theme_without_words_that_may_be_seen_is_numbered(public: pd.DataFrame) -> None:
    assert public.loc["t002", "words"] == ""
    assert public.loc["t002", "label"] == "thema 1"


def test_labels_of_the_study_file_stay_whoever_uses_their_words(public: pd.DataFrame) -> None:
    assert public.loc["t004", "label"] == "Tekort aan zeldzaamheid"
    assert public.loc["t007", "label"] == "geen belemmering"


def test_a_label_of_common_words_stays_as_it_is(public: pd.DataFrame, content: EditionContent) -> None:
    assert public.loc["t000", "label"] == content.tables["themes"].loc[0, "label"]


def test_a_description_by_discovery_is_public_where_every_word_it_quotes_may_be_seen(public: pd.DataFrame) -> None:
    assert public.loc["t000", "definition"] == "Deelnemers noemen vooral ‘scholing’ en ‘de les’; ook ‘werkdruk’."
    assert pd.isna(public.loc["t003", "definition"])  # a word of one respondent
    assert pd.isna(public.loc["t006", "definition"])  # a word of one institution


def test_a_definition_of_another_form_is_not_public_even_of_common_words(content: EditionContent, planted: Any) -> None:
    themes = content.tables["themes"].copy()
    others = ["tijd voor scholing", planted.secret, "Deelnemers noemen vooral ‘tijd’. Zo zegt scholing", None]
    themes["definition"] = pd.Series((others * len(themes))[: len(themes)], dtype="str")
    assert _public(content, themes)["definition"].isna().all()


def test_numbers_of_a_theme_of_few_respondents_are_not_told(content: EditionContent) -> None:
    themes = content.tables["themes"].copy()
    themes.loc[0, ["n_answers", "n_respondents"]] = 12, 9
    themes.loc[1, ["n_answers", "n_respondents"]] = 12, 10
    public = _public(content, themes)
    assert public.loc["t000", ["n_answers", "n_respondents"]].isna().all()
    assert public.loc["t001", ["n_answers", "n_respondents"]].tolist() == [12, 10]


def test_rejected_themes_are_left_out(content: EditionContent) -> None:
    themes = content.tables["themes"]
    rejected = themes.assign(status=themes["status"].mask(themes["theme_id"] == "t003", "rejected"))
    assert "t003" not in _public(content, rejected).index


def test_an_accepted_label_may_hold_a_word_of_the_coder_but_not_a_rare_one_of_a_respondent(
    content: EditionContent, planted: Any
) -> None:
    themes = content.tables["themes"].assign(status="accepted")
    themes.loc[0, "label"] = "Infrastructuur"
    themes.loc[3, "label"] = f"Het {planted.rare}"
    public = _public(content, themes)
    assert public.loc["t000", "label"] == "Infrastructuur"
    assert planted.rare not in public.loc["t003", "label"]


def test_labels_that_fall_back_to_the_same_words_are_told_apart(content: EditionContent, planted: Any) -> None:
    themes = content.tables["themes"].assign(question="motivatie", label=planted.rare, words="tijd, les")
    assert _public(content, themes)["label"].tolist()[:2] == ["tijd, les", "tijd, les (2)"]


def test_the_order_of_answers_does_not_matter(content: EditionContent, public: pd.DataFrame) -> None:
    shuffled = {name: content.tables[name].sample(frac=1, random_state=1) for name in ("answers", "segments")}
    other = dataclasses.replace(content, tables={**content.tables, **shuffled})
    pd.testing.assert_frame_equal(_public(other, content.tables["themes"]), public)


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_words_of_any_text_are_lower_case_and_hold_no_blank(text: str) -> None:
    assert all(word and word == word.casefold() and not any(c.isspace() for c in word) for word in words_of(text))

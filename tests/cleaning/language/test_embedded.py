from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.cleaning import LanguagePipeline, load_language
from textmining.cleaning.language.embedded import embedded_id


def test_dutch_words_have_tag_part_of_speech_and_lemma(dutch: LanguagePipeline) -> None:
    doc = dutch.nlp("De docenten liepen gisteren naar Utrecht.")
    assert [(t.tag_, t.pos_, t.lemma_) for t in doc] == [
        ("LID|bep|stan|rest", "DET", "de"),
        ("N|soort|mv|basis", "NOUN", "docent"),
        ("WW|pv|verl|mv", "VERB", "lopen"),
        ("BW", "ADV", "gisteren"),
        ("VZ|init", "ADP", "naar"),
        ("N|eigen|ev|basis|onz|stan", "PROPN", "utrecht"),
        ("LET", "PUNCT", "."),
    ]


def test_an_answer_in_capitals_is_no_row_of_names(dutch: LanguagePipeline) -> None:
    doc = dutch.nlp("TE WEINIG LESSEN")
    assert "PROPN" not in [token.pos_ for token in doc]
    assert [token.lemma_ for token in doc] == ["te", "weinig", "les"]


def test_every_sentence_begins_anew(dutch: LanguagePipeline) -> None:
    alone = [t.tag_ for t in dutch.nlp("Werk is leuk.")]
    second = [t.tag_ for t in dutch.nlp("Dat klopt! Werk is leuk.")][3:]
    assert second == alone


def test_english_has_lemmas(tmp_path: Path) -> None:
    english = load_language("auto", "en", tmp_path)
    assert english.lemmas(["The teachers were learning new things."]) == ["the teacher be learn new thing"]


def test_the_id_changes_with_the_language() -> None:
    assert embedded_id("nl") != embedded_id("en")


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_lemmas_of_letters_and_digits_only(dutch: LanguagePipeline, text: str) -> None:
    writable = text.encode("utf-8", "ignore").decode("utf-8")
    (lemmas,) = dutch.lemmas([writable])
    assert all(any(c.isalnum() for c in lemma) for lemma in lemmas.split())


@pytest.mark.parametrize("text", ["(" * 900, "aa-" * 300, "http://" + "a/" * 400, "1" * 1000])
def test_odd_stretches_take_no_time(dutch: LanguagePipeline, text: str) -> None:
    assert len(dutch.lemmas([text])) == 1

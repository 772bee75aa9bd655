from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmining.cleaning import LanguagePipeline, load_language
from textmining.cleaning.language.compounds import CompoundSplitter
from textmining.cleaning.language.hanta import HantaTagger
from textmining.cleaning.language.terms import NEGATIONS, shared_terms, stop_words, terms

QUESTION = "Wat staat u in de weg bij het gebruik van ict in uw lessen?"


@pytest.fixture(scope="module")
def stop(dutch: LanguagePipeline) -> frozenset[str]:
    return stop_words(QUESTION, dutch)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ik heb geen tijd", ["geen_tijd"]),
        ("tijd", ["tijd"]),
        ("Er is niet genoeg tijd om te oefenen", ["niet_tijd", "oefenen"]),
        ("de wifi werkt niet", ["wifi", "niet_werken"]),
        ("de wifi werkt niet goed genoeg in het lokaal", ["wifi", "niet_werken", "lokaal"]),
        ("ik zet het niet in, want de laptops zijn stuk", ["niet_inzetten", "laptop", "stuk"]),
        ("nooit scholing gehad", ["nooit_scholing"]),
        ("geen", []),
        ("[persoon 1] helpt [persoon 2]", ["helpen"]),
    ],
)
def test_a_negation_joins_what_it_negates(
    dutch: LanguagePipeline, stop: frozenset[str], text: str, expected: list[str]
) -> None:
    assert terms(dutch.lemmas([text])[0], stop) == expected


def test_words_of_the_question_and_of_any_survey_say_nothing(dutch: LanguagePipeline, stop: frozenset[str]) -> None:
    assert {"gebruik", "ict", "les", "weg", "staan", "vinden", "de", "ik"} <= stop
    assert not stop & NEGATIONS
    assert "ict" not in stop_words("Wat mist u?", dutch)


def test_english_has_stop_words_too(tmp_path: Path) -> None:
    stop = stop_words("What hinders you?", load_language("embedded", "en", tmp_path))
    assert terms("there be no time for it", stop) == ["no_time"]


def test_parts_of_a_compound_follow_it_and_are_negated_with_it(tagger: HantaTagger) -> None:
    split = CompoundSplitter(tagger).split
    assert terms("lesmateriaal", frozenset(), split=split) == ["lesmateriaal", "les", "materiaal"]
    assert terms("geen lesmateriaal", frozenset(), split=split) == ["geen_lesmateriaal", "geen_les", "geen_materiaal"]


@given(st.lists(st.sampled_from(["geen", "niet", "tijd", "de", "want", "wifi", "x"]), max_size=12))
def test_every_content_word_is_told_once_in_order(lemmas: list[str]) -> None:
    told = terms(" ".join(lemmas), frozenset({"de", "want"}))
    assert [term.rpartition("_")[2] for term in told] == [lemma for lemma in lemmas if lemma in ("tijd", "wifi")]


def test_term_of_fewer_than_three_respondents_is_not_shared_however_often_one_repeats_it() -> None:
    used = [(["tijd", "naam"], "a"), (["naam"], "a"), (["naam"], "a"), (["tijd"], "b"), (["tijd"], "c")]
    assert shared_terms(used) == ["tijd"]

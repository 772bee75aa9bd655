from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.topics.terms import BREAK, analyzer, common_terms, lemmas_of, stop_words, words_of


def test_pair_never_runs_from_one_segment_into_the_next() -> None:
    terms = analyzer({"de"})(f"{BREAK} trage wifi {BREAK} weinig tijd")
    assert "trage wifi" in terms
    assert "wifi weinig" not in terms


def test_negation_stays_with_its_word_and_is_no_term_itself() -> None:
    terms = analyzer(stop_words("Wat?", "nl", {}))("geen tijd")
    assert terms == ["tijd", "geen tijd"]


def test_words_of_the_question_are_stopped_in_all_their_forms() -> None:
    stops = stop_words("Waarom vindt u dit boek literair?", "nl", {"boek": "boek", "boeken": "boek", "wifi": "wifi"})
    assert {"boek", "boeken", "literair"} <= stops
    assert "wifi" not in stops


def test_lemma_of_a_form_is_the_one_that_most_segments_have() -> None:
    assert lemmas_of(["was", "was", "was"], ["zijn", "wassen", "zijn"]) == {"was": "zijn"}


def test_term_of_fewer_than_three_answers_is_not_common_however_often_one_answer_repeats_it() -> None:
    used = [(["tijd", "naam"], "a"), (["naam"], "a"), (["naam"], "a"), (["tijd"], "b"), (["tijd"], "c")]
    assert common_terms(used) == ["tijd"]


@settings(max_examples=50)
@given(st.text())
def test_any_text_has_words_and_terms(text: str) -> None:
    assert all(word for word in words_of(text))
    analyzer(set())(text)

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from textmining.topics.describing.words import Writing, topic_terms


def test_word_is_written_as_most_write_it_and_a_name_with_its_capital() -> None:
    texts = ["de lessen met AVG", "Lessen over AVG", "mijn lessen", "AVG EN LES"]
    writing = Writing(texts, ["de les met avg", "les over avg", "mijn les", "avg en les"], range(4))
    assert writing.term("les") == "lessen"
    assert writing.term("avg") == "AVG"


def test_negated_term_is_written_in_the_order_that_people_use() -> None:
    texts, lemmas = ["de wifi werkt niet", "geen lessen"] * 3, ["de wifi werken niet", "geen les"] * 3
    writing = Writing(texts, lemmas, range(6))
    assert writing.term("niet_werken") == "werkt niet"
    assert writing.term("geen_les") == "geen lessen"


def test_negated_term_whose_words_stand_apart_is_not_shown() -> None:
    writing = Writing(["niet genoeg tijd"] * 3, ["niet genoeg tijd"] * 3, range(3))
    assert writing.term("niet_tijd") is None


def test_form_of_two_respondents_is_not_shown() -> None:
    writing = Writing(["lesjes"] * 5 + ["les"], ["les"] * 6, [0, 0, 0, 0, 1, 2])
    assert writing.term("les") == "les"


def test_slip_of_the_pen_is_told_from_a_plural() -> None:
    texts = ["management"] * 10 + ["managment"] * 2 + ["computers"] * 10 + ["computer"]
    writing = Writing(texts, ["management"] * 10 + ["managment"] * 2 + ["computer"] * 11, range(23))
    assert writing.misspelt("steun van managment")
    assert not writing.misspelt("management")
    assert not writing.misspelt("computer")


def test_terms_are_counted_by_respondent() -> None:
    terms = [["naam"]] * 5 + [["tijd"]] * 3 + [["wifi"]] * 3
    people = np.array([0] * 5 + [1, 2, 3] + [4, 5, 6])
    labels = np.array([0] * 8 + [1] * 3)
    assert topic_terms(terms, people, labels, 2, fewest=3) == [["tijd"], ["wifi"]]


def test_term_that_is_rarer_in_a_topic_than_elsewhere_is_none_of_its_terms() -> None:
    terms = [["tijd", "les"]] * 3 + [["tijd"]] * 7 + [["les"]] * 9
    labels = np.array([0] * 10 + [1] * 9)
    assert topic_terms(terms, np.arange(19), labels, 2, fewest=3)[0] == ["tijd"]


@given(st.lists(st.tuples(st.text(), st.text())))
def test_any_text_can_be_written(rows: list[tuple[str, str]]) -> None:
    writing = Writing([text for text, _ in rows], [lemmas for _, lemmas in rows], range(len(rows)), fewest=1)
    for _, lemmas in rows:
        for lemma in lemmas.split():
            assert writing.term(lemma) != ""
            writing.misspelt(lemma)

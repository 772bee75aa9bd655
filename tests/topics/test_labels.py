from __future__ import annotations

import numpy as np

from textmining.topics.labels import label_topics
from textmining.topics.terms import stop_words

STOPS = stop_words("Wat staat u in de weg?", "nl", {})


def test_label_is_a_phrase_that_the_topic_uses_and_others_do_not() -> None:
    texts = [f"een tekort aan tijd {n}" for n in "abcd"] + [f"de wifi valt uit {n}" for n in "abcd"]
    labels = label_topics(texts, [str(n) for n in range(8)], np.repeat([0, 1], 4), STOPS)
    assert labels[0] == "Tekort aan tijd"
    assert "wifi" in labels[1].lower()


def test_words_of_fewer_than_three_answers_never_make_a_label() -> None:
    texts = ["zeldzaam woord"] * 2 + ["gewone tijd"] * 3
    labels = label_topics(texts, list("abcde"), np.zeros(5, dtype=int), STOPS)
    assert "zeldzaam" not in labels[0].lower()


def test_one_answer_that_repeats_itself_counts_once() -> None:
    texts = ["eigen naam"] * 5 + ["iets anders"]
    labels = label_topics(texts, [*("a" * 5), "b"], np.array([0, 0, 0, 0, 0, 1]), STOPS)
    assert labels == ["", ""]


def test_negation_may_start_a_phrase() -> None:
    texts = [f"geen tijd {n}" for n in "abc"] + [f"genoeg tijd {n}" for n in "abc"]
    labels = label_topics(texts, list("abcdef"), np.repeat([0, 1], 3), STOPS)
    assert labels[0].startswith("Geen tijd")


def test_two_topics_never_have_the_same_label() -> None:
    texts = ["te weinig tijd"] * 6 + ["mooi weer"] * 6
    labels = label_topics(texts, [str(n) for n in range(12)], np.array([0, 0, 0, 1, 1, 1, *[2] * 6]), STOPS)
    assert len(set(labels)) == 3

from __future__ import annotations

import numpy as np

from textmining.topics.describing.candidates import Candidate
from textmining.topics.describing.labels import Scored, alike_in_meaning, choose_labels, facets_of, score
from textmining.topics.grid import on_grid
from textmining.topics.rule import Centres


def candidate(text: str, weight: float = 1.0, *, users: int = 10, share: float = 0.3) -> Candidate:
    key = tuple(sorted(set(text.split()) - {"aan", "voor", "de"}))
    return Candidate(text, key, nominal=True, users=users, share=share, contrast=2.0, weight=weight)


def scored(*texts: str, start: int = 0, share: float = 0.3) -> list[Scored]:
    return [
        Scored(candidate(text, share=share, users=10 - n), 2.0 - 0.1 * n, start + n, 0.2)
        for n, text in enumerate(texts)
    ]


def none_alike(count: int) -> np.ndarray:
    return np.eye(count, dtype=bool)


def texts(labels: list[list[Scored]]) -> list[list[str]]:
    return [[s.candidate.text for s in label] for label in labels]


def test_phrase_near_its_own_centre_scores_better_than_one_near_another() -> None:
    centres = Centres(np.zeros(2), on_grid(np.eye(2)))
    phrases = on_grid(np.array([[0.9, 0.1], [0.5, 0.5]]))
    own = [candidate("te weinig tijd"), candidate("gewone les")]
    (ranked, _) = score([own, []], {"te weinig tijd": 0, "gewone les": 1}, phrases, centres)
    assert [s.candidate.text for s in ranked] == ["te weinig tijd", "gewone les"]


def test_no_two_topics_have_the_same_phrase() -> None:
    labels = choose_labels(
        [scored("weinig tijd", "volle agenda"), scored("weinig tijd", "hoge druk", start=2)], none_alike(4), []
    )
    assert texts(labels)[0][0] == "weinig tijd"
    assert "weinig tijd" not in texts(labels)[1]


def test_phrase_that_means_what_a_label_says_already_is_not_used_again() -> None:
    alike = none_alike(3)
    alike[0, 1] = alike[1, 0] = True
    labels = choose_labels([scored("weinig tijd"), scored("tekort uren", "hoge druk", start=1)], alike, [])
    assert texts(labels) == [["weinig tijd"], ["hoge druk"]]


def test_sub_topic_is_not_called_after_what_is_above_it() -> None:
    above = scored("weinig tijd")
    assert texts(choose_labels([scored("weinig tijd", "volle agenda")], none_alike(2), above)) == [["volle agenda"]]


def test_phrase_that_most_share_stands_alone_and_a_second_joins_one_that_few_share() -> None:
    assert texts(choose_labels([scored("weinig tijd", "hoge druk", share=0.6)], none_alike(2), [])) == [["weinig tijd"]]
    assert texts(choose_labels([scored("weinig tijd", "hoge druk")], none_alike(2), [])) == [
        ["weinig tijd", "hoge druk"]
    ]


def test_second_phrase_shares_no_word_with_the_first() -> None:
    labels = choose_labels([scored("toets maken", "toetsen nakijken", "volle agenda")], none_alike(3), [])
    assert texts(labels) == [["toets maken", "volle agenda"]]


def test_phrase_around_a_single_word_stands_in_its_place() -> None:
    assert texts(choose_labels([scored("tijd", "tekort aan tijd")], none_alike(2), [])) == [["tekort aan tijd"]]


def test_details_repeat_neither_the_label_nor_each_other() -> None:
    own = scored("weinig tijd", "tijd", "volle agenda", "agenda")
    assert [s.candidate.text for s in facets_of(own, own[:1], none_alike(4), 3)] == ["volle agenda"]


def test_equal_directions_are_alike_and_square_ones_are_not() -> None:
    assert alike_in_meaning(on_grid(np.array([[1.0, 0], [2.0, 0], [0, 1.0]]))).tolist() == [
        [True, True, False],
        [True, True, False],
        [False, False, True],
    ]
    assert alike_in_meaning(np.empty((0, 4), dtype=np.float32)).shape == (0, 0)

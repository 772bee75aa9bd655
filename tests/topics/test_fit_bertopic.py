from __future__ import annotations

import numpy as np

from textmining.topics.model import fit_bertopic
from textmining.topics.rule import Rule, centres_for, company_of

STOPS = frozenset({"de", "ik", "hebben"})


def fitted(
    planted: tuple[np.ndarray, np.ndarray], said: list[str], people: list[object] | None = None
) -> list[list[str]] | None:
    """The terms of six topics, in which all segments of a topic say the same."""
    points, bundle = planted
    centres = centres_for(points, bundle)
    rule = Rule(centres, company_of(centres.around(points), np.ones(len(points), dtype=int))[0])
    found = fit_bertopic(rule, bundle, [said[k] for k in bundle], people or list(range(180)), points, STOPS)
    return found and found[1]


def test_terms_are_lemmas_without_stop_words_and_with_their_negation(planted: tuple[np.ndarray, np.ndarray]) -> None:
    said = ["ik hebben geen tijd", "de wifi werken niet", "de rooster", "de geld", "de hulp", "de visie"]
    terms = fitted(planted, said)
    assert terms is not None
    assert [set(own) for own in terms] == [
        {"geen_tijd"},
        {"wifi", "niet_werken"},
        {"rooster"},
        {"geld"},
        {"hulp"},
        {"visie"},
    ]


def test_negation_at_the_end_of_a_segment_does_not_reach_the_next(planted: tuple[np.ndarray, np.ndarray]) -> None:
    terms = fitted(planted, ["tijd geen", "wifi", "rooster", "geld", "hulp", "visie"])
    assert terms is not None
    assert set(terms[0]) == {"geen_tijd"}


def test_term_is_counted_by_respondent(planted: tuple[np.ndarray, np.ndarray]) -> None:
    said = ["xantippe", "wifi", "rooster", "geld", "hulp", "visie"]
    two_people: list[object] = [n % 2 if k == 0 else n + 2 for n, k in enumerate(planted[1])]
    terms = fitted(planted, said, two_people)
    assert terms is not None
    assert terms[0] == []
    assert terms[1] == ["wifi"]
    assert fitted(planted, said, [0] * 180) is None


def test_what_is_said_outside_all_topics_is_a_term_of_none(planted: tuple[np.ndarray, np.ndarray]) -> None:
    points, bundle = planted
    centres = centres_for(points, bundle)
    rule = Rule(centres, company_of(centres.around(points), np.ones(len(points), dtype=int))[0])
    alone = np.arange(180) % 30 < 5
    said = ["tijd", "wifi", "rooster", "geld", "hulp", "visie"]
    lemmas = ["xantippe" if a else said[k] for a, k in zip(alone, bundle, strict=True)]
    found = fit_bertopic(rule, np.where(alone, -1, bundle), lemmas, list(range(180)), points, STOPS)
    assert found is not None
    assert found[1] == [[word] for word in said]

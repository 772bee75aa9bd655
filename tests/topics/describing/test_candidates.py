from __future__ import annotations

import numpy as np

from textmining.cleaning.language import terms
from textmining.topics.describing.candidates import Candidate, candidates_of
from textmining.topics.describing.phrases import Phrase
from textmining.topics.describing.usage import Usage

STOPS = frozenset({"de", "is", "ik", "boek", "geen", "niet"})


def usage_of(texts: list[str], people: list[int], *phrases: Phrase) -> Usage:
    """Words are their own lemmas here; a phrase stands where its text does."""
    told = [terms(text, STOPS - {"geen", "niet"}) for text in texts]
    found = {n: {p for p in phrases if p.text in text} for n, text in enumerate(texts)}
    return Usage(texts, texts, told, np.array(people), found)


def candidates(
    texts: list[str], labels: list[int], *phrases: Phrase, people: list[int] | None = None
) -> list[Candidate]:
    usage = usage_of(texts, people or list(range(len(texts))), *phrases)
    return candidates_of(0, {p.key for p in phrases}, usage, np.array(labels), STOPS, fewest=3)


TIME = Phrase("volle agenda", ("agenda", "volle"), nominal=True)


def test_phrase_of_three_respondents_is_a_candidate_and_of_two_is_none() -> None:
    others = ["trage wifi"] * 5
    assert [c.users for c in candidates(["volle agenda"] * 3 + others, [0] * 3 + [1] * 5, TIME)] == [3]
    assert candidates(["volle agenda"] * 2 + others, [0] * 2 + [1] * 5, TIME) == []


def test_one_respondent_who_repeats_a_phrase_counts_once() -> None:
    texts = ["volle agenda"] * 5 + ["trage wifi"] * 5
    assert candidates(texts, [0] * 5 + [1] * 5, TIME, people=[0] * 5 + [1, 2, 3, 4, 5]) == []


def test_words_that_three_use_in_wordings_of_their_own_are_nobodys_phrase() -> None:
    ways = ["volle agenda", "agenda volle", "agenda is volle"]
    forms = [Phrase(way, ("agenda", "volle")) for way in ways]
    assert candidates([*ways, "trage wifi"], [0, 0, 0, 1], *forms) == []


def test_phrase_that_others_use_more_is_no_candidate() -> None:
    assert candidates(["volle agenda"] * 3 + ["rust"] * 7 + ["volle agenda"] * 5, [0] * 10 + [1] * 5, TIME) == []


def test_negated_words_do_not_count_for_the_phrase_without_negation() -> None:
    plain, denied = Phrase("tijd", ("tijd",), nominal=True), Phrase("geen tijd", ("geen", "tijd"))
    found = candidates(["geen tijd"] * 6 + ["tijd"] * 2 + ["trage wifi"] * 8, [0] * 8 + [1] * 8, plain, denied)
    assert [(c.text, c.users) for c in found] == [("geen tijd", 6)]


def test_phrase_that_nearly_all_users_make_longer_leaves_its_place_to_the_longer_one() -> None:
    short = Phrase("agenda", ("agenda",), nominal=True)
    texts = ["volle agenda"] * 4 + ["agenda"] + ["trage wifi"] * 5
    assert [c.text for c in candidates(texts, [0] * 5 + [1] * 5, TIME, short)] == ["volle agenda"]


def test_word_of_the_question_adds_nothing_to_a_phrase() -> None:
    with_question = Phrase("spannend boek", ("boek", "spannend"), nominal=True)
    without = Phrase("volle agenda", ("agenda", "volle"), nominal=True)
    texts = ["spannend boek met volle agenda"] * 5 + ["trage wifi"] * 5
    assert candidates(texts, [0] * 5 + [1] * 5, with_question, without)[0].text == "volle agenda"


def test_segments_that_are_not_compared_do_not_count() -> None:
    texts = ["volle agenda"] * 3 + ["rust"] * 3 + ["volle agenda"] * 50
    (own,) = candidates(texts, [0] * 3 + [1] * 3 + [-2] * 50, TIME)
    assert own.users == 3

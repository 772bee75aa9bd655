from __future__ import annotations

import pytest

from textmining.topics.describing.boilerplate import marks_of

PEOPLE = [f"p{number}" for number in range(10)]
COPY = "wij hebben als team besloten geen laptops te gebruiken"


def test_topic_of_one_word_is_marked() -> None:
    assert marks_of(["Tijd!"] * 6 + ["geen tijd voor scholing"] * 4, PEOPLE, {}, {}) == ("one_word",)
    assert marks_of(["tijd"] * 5 + ["geen tijd voor scholing"] * 5, PEOPLE, {}, {}) == ()


def test_one_person_who_repeats_a_word_does_not_make_a_topic_of_one_word() -> None:
    assert marks_of(["tijd"] * 20 + list("abcdefghij"), ["p0"] * 20 + PEOPLE, {}, {}) == ()


def test_copied_answer_is_marked_also_with_a_typing_error() -> None:
    texts = [COPY] * 4 + [COPY.replace("besloten", "beslotn")] + [f"iets anders {n}" for n in range(5)]
    assert marks_of(texts, PEOPLE, {}, {}) == ("one_text",)


def test_short_answer_that_many_give_is_no_copy() -> None:
    assert marks_of(["geen tijd voor scholing"] * 10, PEOPLE, {}, {}) == ()


@pytest.mark.parametrize(("everywhere", "marks"), [(10, ("one_institution",)), (60, ())])
def test_one_institution_is_marked_only_where_it_is_no_surprise_of_size(
    everywhere: int, marks: tuple[str, ...]
) -> None:
    groups = {"one_institution": ["roc x"] * 9 + ["roc y"]}
    everyone = {"one_institution": ["roc x"] * everywhere + ["roc y"] * (100 - everywhere) + [None] * 50}
    assert marks_of(list("abcdefghij"), PEOPLE, groups, everyone) == marks


def test_no_mark_of_a_topic_of_four_respondents() -> None:
    assert marks_of(["tijd"] * 4, PEOPLE[:4], {}, {}) == ()

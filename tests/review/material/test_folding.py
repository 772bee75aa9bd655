from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmining.review.material.folding import LONGEST, fold, marked, terms


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("Één coördinator", "een"),
        ("Één coördinator", "COORDINATOR"),
        ("tijd", "TÍJD"),
        ("Straße", "strasse"),
        ("ĳs", "ijs"),
    ],
)
def test_case_and_accents_do_not_matter(text: str, search: str) -> None:
    assert all(term in fold(text) for term in terms(search))


def test_words_must_all_be_there_and_phrases_as_they_are() -> None:
    assert terms('  tijd "Geen Rooster" tijd ') == ("tijd", "geen rooster")
    assert terms('"') == ()
    assert terms("") == ()


def test_stretch_is_marked_as_it_is_written() -> None:
    text = "Geen tíjd, en nog eens TIJD; straße"
    assert [text[a:b] for a, b in marked(text, ("tijd", "strasse"))] == ["tíjd", "TIJD", "straße"]


def test_stretches_that_overlap_are_one() -> None:
    assert marked("aaaa", ("aa", "a")) == [(0, 4)]


@given(st.text(max_size=80), st.text(max_size=LONGEST + 50))
def test_what_is_marked_lies_apart_and_in_order(text: str, search: str) -> None:
    found = marked(text, terms(search))
    places = [place for stretch in found for place in stretch]
    assert places == sorted(set(places))
    assert all(0 <= start < end <= len(text) for start, end in found)


@given(st.text(max_size=60))
def test_folded_text_is_its_own_folded_text(text: str) -> None:
    assert fold(fold(text)) == fold(text)

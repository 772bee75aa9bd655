from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmining.review.planning import read_asked

FIELDS = ("uren", "seconden", "dubbel", "codeurs", "doel")


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=30) | st.floats().map(str) | st.integers().map(str)))
def test_whatever_is_typed_gives_numbers_that_can_be_and_stays_in_its_field(query: dict[str, str]) -> None:
    asked = read_asked(query, 27.6)
    assert all(math.isfinite(n) for n in (asked.hours, asked.seconds, asked.double, asked.target))
    assert asked.hours > 0
    assert 1 <= asked.seconds <= 3600
    assert 0 <= asked.double <= 100
    assert 1 <= asked.coders <= 50
    assert asked.seconds_of_all >= asked.seconds
    for name in FIELDS:
        typed = query.get(name, "").strip()[:20]
        assert typed in ("", asked.typed[name])
    assert set(asked.wrong) <= set(query)


@pytest.mark.parametrize("text", ["²", "٣", "+5", "1_000", "inf", "0x10", "5,,", ",", "."])
def test_what_looks_like_a_number_and_is_none_is_told(text: str) -> None:
    assert set(read_asked({"uren": text}, 30).wrong) == {"uren"}


def test_seconds_are_as_measured_where_none_are_given() -> None:
    asked = read_asked({}, 21.7)
    assert (asked.seconds, asked.typed["seconden"]) == (22.0, "22")

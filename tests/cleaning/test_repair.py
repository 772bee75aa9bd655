from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.cleaning.repair import repair

DAMAGED = st.text(st.sampled_from("aé€’“”Ãâ‚¬™Â &;<amp#39\n\r\t\x00\x1b\u200b\u200d\xad\ufeff\ud800👍🏽…"), max_size=30)


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("collegaâ€™s", "collega’s"),
        ("CafÃ©", "Café"),
        ("CafÃƒÂ©", "Café"),
        ("tijd &amp; geld", "tijd & geld"),
    ],
)
def test_broken_encoding_is_repaired_also_where_it_broke_twice(damaged: str, whole: str) -> None:
    assert repair(damaged) == whole


def test_curly_quotes_and_emoji_stay() -> None:
    assert repair("“te weinig” tijd 👩‍🏫 ❤️") == "“te weinig” tijd 👩‍🏫 ❤️"


def test_white_space_becomes_single_spaces_and_lines_stay_apart() -> None:
    assert repair("  geen\t tijd\u00a0nu \r\n\r\n geen  geld ") == "geen tijd nu\ngeen geld"


def test_control_and_invisible_characters_go() -> None:
    assert repair("ge\x00en\u200b ti\xadjd\x1b[0m\ufeff") == "geen tijd"


def test_half_a_character_becomes_the_mark_for_what_was_lost() -> None:
    assert repair("wifi \ud83d doet het niet") == "wifi \ufffd doet het niet"


def test_only_white_space_leaves_nothing() -> None:
    assert repair(" \n\t\u200b") == ""


@given(st.text() | DAMAGED)
@settings(max_examples=300, deadline=None)
def test_repairing_twice_changes_nothing(text: str) -> None:
    once = repair(text)
    assert repair(once) == once


@given(st.text() | DAMAGED)
@settings(max_examples=200, deadline=None)
def test_the_result_can_be_written_as_utf_8_and_is_tidy(text: str) -> None:
    tidy = repair(text)
    tidy.encode("utf-8")
    assert tidy == tidy.strip()
    assert "  " not in tidy
    assert "\n\n" not in tidy

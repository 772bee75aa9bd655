from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.cleaning.repair import repair

DAMAGED = st.text(st.sampled_from("aé€’“”Ãâ‚¬™Â &;<amp#39\n\r\t\x00\x1b\u200b\u200d\xad\ufeff\ud800👍🏽…"), max_size=30)
PIECES = [
    "&amp;",
    "&lt;",
    "&gt;",
    "&#60;",
    "<b>",
    "<br>",
    "<p",
    ">",
    "<",
    "b",
    "r",
    "/",
    "<!--",
    "-->",
    "<style>",
    "</style>",
]
PIECES += [
    "{",
    "a:b",
    "}",
    "GEEN",
    "ICT",
    "eeee",
    "!",
    "?",
    ".",
    "•",
    "-",
    "o ",
    "\n",
    " ",
    "_x000D_",
    "é",
    "Ã©",
    "\x00",
    "\u200d",
]
MARKED = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


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


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("tijd &amp;amp;amp; geld", "tijd & geld"),
        ("&lt;p&gt;te weinig&nbsp;tijd&lt;/p&gt;", "te weinig tijd"),
        ("<ul><li>tijd</li><li>geld</li></ul>", "- tijd\n- geld"),
        ("tijd_x000D_\ngeld", "tijd\ngeld"),
        ("a < b, <3 en <naam>", "a < b, <3 en <naam>"),
    ],
)
def test_entities_and_tags_go_and_other_angles_stay(damaged: str, whole: str) -> None:
    assert repair(damaged) == whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("• tijd\n▪ geld\n– wifi\n* rust", "- tijd\n- geld\n- wifi\n- rust"),
        ("tijd • geld • wifi", "tijd\n- geld\n- wifi"),
        ("-tijd\n-geld", "- tijd\n- geld"),
        ("\uf0b7 tijd", "- tijd"),
        ("o tijd\no geld", "- tijd\n- geld"),
        ("o ja", "o ja"),
        ("-5 graden", "-5 graden"),
        ("-", "-"),
        ("tijd - geld", "tijd - geld"),
    ],
)
def test_bullets_are_of_one_kind_at_the_start_of_a_line(text: str, expected: str) -> None:
    assert repair(text) == expected


def test_shouting_is_calmed() -> None:
    assert repair("GEEN TIJD!!!!!\nHEEEEEL DRUK") == "Geen tijd!\nHeel druk"


def test_the_parts_of_an_emoji_stay_together_and_no_joiner_hides_in_a_word() -> None:
    assert repair("👩‍👩‍👧 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f ti\u200djd") == (
        "👩‍👩‍👧 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f tijd"
    )


@pytest.mark.parametrize(
    "piece",
    [
        "<b",
        "&amp;",
        "&a\x00mp;",
        "&l<b>t;",
        "<!--",
        "A ",
        "é",
        "\u200d",
        "Ã",
        "•  ",
        "- ",
        "o \n",
        "x:",
        "👩\u200d",
        "\x1b[",
    ],
)
def test_time_grows_with_length_only_and_the_result_is_final(piece: str) -> None:
    start = time.process_time()
    once = repair(piece * (60_000 // len(piece)))
    assert time.process_time() - start < 3
    assert repair(once) == once


def test_marks_nested_without_end_come_to_rest() -> None:
    text = "<b>"
    for _ in range(20):
        text = f"&l{text}t;b>"
    once = repair(text)
    assert repair(once) == once


@given(st.text() | DAMAGED | MARKED)
@settings(max_examples=500, deadline=None)
def test_repairing_twice_changes_nothing(text: str) -> None:
    once = repair(text)
    assert repair(once) == once


@given(st.text() | DAMAGED | MARKED)
@settings(max_examples=200, deadline=None)
def test_the_result_can_be_written_as_utf_8_and_is_tidy(text: str) -> None:
    tidy = repair(text)
    tidy.encode("utf-8")
    assert tidy == tidy.strip()
    assert "  " not in tidy
    assert "\n\n" not in tidy


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("06\u201012\u201134\u22125678", "06-12-34-5678"),
        ("bel ٠٦١٢٣٤٥٦٧٨ of ०६", "bel 0612345678 of 06"),
        ("𝐉𝐚𝐧 𝟙𝟚", "Jan 12"),
        ("J\u034fa\u115fn\u1160 V\u3164os", "Jan Vos"),
        ("J\ufe0fan ❤\ufe0f 1\ufe0f\u20e3", "Jan ❤\ufe0f 1\ufe0f\u20e3"),
    ],
)
def test_what_looks_like_a_hyphen_digit_or_letter_is_one_and_nothing_unseen_stays(damaged: str, whole: str) -> None:
    assert repair(damaged) == whole
    assert repair(whole) == whole


def test_a_text_with_a_placeholder_keeps_its_encoding_as_it_is() -> None:
    assert repair("CafÃ© met [persoon]") == "CafÃ© met [persoon]"


@given(st.text("JanVos012\u0660\u0966\u2010\u2212\u034f\u3164\ufe0f\u0301𝐉𝟙❤- \n", max_size=20))
@settings(max_examples=200, deadline=None)
def test_repairing_such_characters_twice_changes_nothing(text: str) -> None:
    once = repair(text)
    assert repair(once) == once

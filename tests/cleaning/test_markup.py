from __future__ import annotations

import time

import pytest

from textmining.cleaning.markup import without_markup


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("een<br/>twee<BR>drie", "een\ntwee\ndrie"),
        ("<p class=\"x\" style='y'>tijd</p>", "\ntijd\n"),
        ("<b>veel</b> <span lang=NL>tijd</span>", "veel tijd"),
        ("<ul><li>een</li><li>twee</li></ul>", "\n\n- een\n\n- twee\n\n"),
        ("<p class=MsoNormal>tijd<o:p></o:p></p>", "\ntijd\n"),
        ("tijd<!-- <b> -->", "tijd "),
        ("<style>p {color:red}</style>tijd<script>alert('<b>')</script>", " tijd "),
        ("/* Style Definitions */ p.MsoNormal, li.MsoNormal {margin:0cm; color:black} tijd", "    tijd"),
        ("<b<b>r>tijd", "\ntijd"),
    ],
)
def test_marks_of_html_and_of_word_go(marked: str, plain: str) -> None:
    assert without_markup(marked) == plain


@pytest.mark.parametrize(
    "text",
    ["a < b en c > d", "ik <3 ict", "<naam>", "a <b en c>", "<script>: geen idee", "{zie boven}", "< 2 uur", "<-- dit"],
)
def test_what_only_looks_like_a_mark_stays(text: str) -> None:
    assert without_markup(text) == text.replace("<script>", "")


@pytest.mark.parametrize("piece", ["<b", "<b>", "<!--", "<style>", "p{", "ab{a:", "<p a=b ", "</", "a,", "x:"])
def test_time_grows_with_length_only(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    start = time.process_time()
    without_markup("{" + text + ">}")
    assert time.process_time() - start < 2


@pytest.mark.parametrize("text", ["<b van=[persoon]>", "p {a: [url] }", "[telefoon]a{b:c}", "{ /* [url] */"])
def test_what_holds_a_placeholder_is_no_mark_up(text: str) -> None:
    assert without_markup(text) == text

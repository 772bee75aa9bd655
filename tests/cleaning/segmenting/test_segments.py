from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.cleaning import LanguagePipeline
from textmining.cleaning.repair import repair
from textmining.cleaning.segmenting import segment


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in segment(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ik heb geen tijd. De wifi is traag.", ["Ik heb geen tijd.", "De wifi is traag."]),
        ("ik heb geen tijd. de wifi is traag", ["ik heb geen tijd.", "de wifi is traag"]),
        ("Waarom zou ik? De wifi is traag!", ["Waarom zou ik?", "De wifi is traag!"]),
        ("te weinig uren; de laptops zijn oud", ["te weinig uren", "de laptops zijn oud"]),
        ("geen tijd\ngeen geld", ["geen tijd", "geen geld"]),
        ("- tijd\n- geld\n• wifi", ["tijd", "geld", "wifi"]),
        ("- tijd - geld - wifi", ["tijd", "geld", "wifi"]),
        ("1. tijd 2. geld 3. wifi", ["tijd", "geld", "wifi"]),
        ("1) meer tijd\n2) betere wifi", ["meer tijd", "betere wifi"]),
        ("Ik heb geen tijd.De wifi is traag", ["Ik heb geen tijd.", "De wifi is traag"]),
    ],
)
def test_an_answer_is_divided_into_sentences_lines_and_items(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "tijd",
        "Tijd. Geld.",
        "Te druk, i.v.m. de stage en o.a. de toetsen",
        "Ik gebruik bijv. Kahoot in de les",
        "Dhr. Jansen van team 3 helpt mij goed",
        "Ruim 2.500 studenten en versie 3.1 van het pakket",
        "het werkt - meestal - wel goed genoeg",
        "Beste app ooit, aldus de leerlingen...",
    ],
)
def test_short_answers_and_abbreviations_stay_whole(text: str) -> None:
    assert parts(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ja. De collega's werken goed samen.", ["Ja. De collega's werken goed samen."]),
        ("De collega's werken goed samen. Zeker wel.", ["De collega's werken goed samen. Zeker wel."]),
        ("Het ICT-plein is altijd vol. AI.", ["Het ICT-plein is altijd vol.", "AI."]),
    ],
)
def test_a_sentence_that_says_nothing_by_itself_goes_with_another(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_etc_ends_a_sentence_only_before_a_capital() -> None:
    assert parts("Teams, Padlet etc. in elke les gebruiken") == ["Teams, Padlet etc. in elke les gebruiken"]
    assert parts("Ik gebruik Teams, Padlet etc. Leerlingen leren meer") == [
        "Ik gebruik Teams, Padlet etc.",
        "Leerlingen leren meer",
    ]


def test_a_line_that_a_form_broke_off_goes_on_in_the_next() -> None:
    text = "Ik zou graag vaker willen werken met digitale middelen in de les\nals daar tijd voor was"
    assert parts(text) == [text]


def test_no_clauses_are_parted_without_tags(dutch: LanguagePipeline) -> None:
    text = "Ik heb geen tijd en de wifi is traag"
    assert parts(text) == [text]
    (doc,) = dutch.docs([text])
    assert [text[start:end] for start, end in segment(text, doc)] == ["Ik heb geen tijd", "en de wifi is traag"]


@pytest.mark.parametrize(
    "text",
    [
        "[persoon 1] helpt mij goed en [persoon 2] geeft de trainingen aan ons team",
        "Dhr. [persoon] weet dat. Mail [e-mail] of bel [telefoon]!",
        "woord " * 165 + "[persoon 12] " + "woord " * 300,
        "x" * 994 + "[persoon 12]" + "x" * 990,
        "[persoon 1]" * 300,
    ],
)
def test_no_placeholder_is_cut(dutch: LanguagePipeline, text: str) -> None:
    (doc,) = dutch.docs([text])
    for start, end in segment(text, doc):
        assert text[start:end].count("[") == text[start:end].count("]")


@pytest.mark.parametrize(
    "piece", ["a. ", "a\n", "tijd. ", "; ", "- ", "en de wifi is traag ", "[persoon 1] en ", "(", "x"]
)
def test_time_grows_with_length_only(dutch: LanguagePipeline, piece: str) -> None:
    text = repair(piece * (60_000 // len(piece)))
    (doc,) = dutch.docs([text])
    start = time.process_time()
    segment(text, doc)
    assert time.process_time() - start < 3


def test_an_endless_stretch_is_cut() -> None:
    assert max(end - start for start, end in segment("woord " * 1000)) <= 1000


WORDS = [
    "ik",
    "heb",
    "geen",
    "tijd",
    "en",
    "maar",
    "ook",
    "de",
    "wifi",
    "is",
    "traag",
    ",",
    ";",
    ".",
    "[persoon 1]",
    "\n-",
]


@given(
    st.text()
    | st.text(st.sampled_from("ab .!?;-•1)\n\"'"), max_size=60)
    | st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
)
@settings(max_examples=400, deadline=None)
def test_no_letter_is_lost_and_parts_are_in_order_and_tidy(dutch: LanguagePipeline, text: str) -> None:
    repaired = repair(text)
    spans = segment(repaired, next(iter(dutch.docs([repaired]))))
    assert spans == sorted(spans)
    assert all(a_end <= b_start for (_, a_end), (b_start, _) in pairwise(spans))
    for start, end in spans:
        assert repaired[start:end] == repaired[start:end].strip()
    told = "".join(repaired[start:end] for start, end in spans)
    assert [c for c in told if c.isalpha()] == [c for c in repaired if c.isalpha()] or _marks_only(repaired, told)


def _marks_only(text: str, told: str) -> bool:
    """Whether all that is missing are the letters of item marks, as the a of "a) tijd"."""
    return sum(c.isalpha() for c in text) - sum(c.isalpha() for c in told) <= text.count(")")

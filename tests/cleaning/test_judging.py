from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.cleaning.judging import judge, normal_form
from textmining.study import Question

MOTIVES = Question(id="motief", column="m", text="Wat motiveert u om u te professionaliseren in ict?")
BARRIERS = Question(id="drempel", column="b", text="Wat staat u in de weg?", none="geen belemmering")
YES_OR_NO = Question(id="ja", column="j", text="Heeft u dit jaar scholing gevolgd?")
WORDS = [
    "geen",
    "nee",
    "niets",
    "hoor",
    "eigenlijk",
    "ik",
    "nvt",
    "weet",
    "het",
    "niet",
    "zie",
    "boven",
    "x",
    "?",
    "tijd",
]
REMARKS = Question(id="rest", column="r", text="Heeft u nog opmerkingen?")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("geen", "geen of niets"),
        ("Nee.", "geen of niets"),
        ("neen", "geen of niets"),
        ("niks hoor", "geen of niets"),
        ("nvt", "niet van toepassing"),
        ("N.v.t.", "niet van toepassing"),
        ("niet van toepassing", "niet van toepassing"),
        ("weet niet", "weet niet"),
        ("Ik weet het echt niet", "weet niet"),
        ("geen idee", "weet niet"),
        ("Geen flauw idee!", "weet niet"),
        ("zie boven", "verwijzing"),
        ("Zie hierboven", "verwijzing"),
        ("zie vorige vraag", "verwijzing"),
        ("idem", "verwijzing"),
        ("geen opmerkingen", "geen opmerking"),
        ("geen verdere toelichting", "geen opmerking"),
        ("alles prima hoor", "geen opmerking"),
        ("-", "alleen leestekens"),
        ("???", "alleen leestekens"),
        ("👍", "alleen leestekens"),
        ("x", "losse letters"),
        ("XX", "losse letters"),
        ("asdf", "losse letters"),
        ("ja", "alleen ja"),
        ("#NAME?", "foutmelding"),
    ],
)
def test_a_non_answer_is_told_by_the_rule_that_fits(text: str, reason: str) -> None:
    verdict = judge(text, MOTIVES)
    assert (verdict.fate, verdict.reason) == ("non_answer", reason)


@pytest.mark.parametrize(
    "text",
    [
        "tijd",
        "wifi",
        "meer geld",
        "geen tijd",
        "niet leuk",
        "geen zin",
        "BPV",
        "niets werkt hier",
        "ik weet niet hoe het digibord werkt",
        "idem ditto voor mijn collega's die geen laptop hebben",
        "nee, want de leerlingen kunnen het niet",
        "goed",
    ],
)
def test_a_short_real_answer_is_kept(text: str) -> None:
    verdict = judge(text, MOTIVES)
    assert (verdict.fate, verdict.reason, verdict.none) == ("kept", None, False)


@pytest.mark.parametrize(
    "text",
    [
        "geen",
        "Nee",
        "niets",
        "Eigenlijk niks",
        "geen belemmeringen",
        "Er zijn geen belemmeringen.",
        "Ik ervaar geen enkele belemmering",
        "er staat mij niets in de weg",
    ],
)
def test_none_is_an_answer_where_the_question_says_what_it_means(text: str) -> None:
    verdict = judge(text, BARRIERS)
    assert (verdict.fate, verdict.none) == ("kept", True)


@pytest.mark.parametrize("text", ["geen tijd", "geen weg", "geen laptop", "niets werkt"])
def test_a_lack_of_something_is_not_none(text: str) -> None:
    verdict = judge(text, BARRIERS)
    assert (verdict.fate, verdict.none) == ("kept", False)


@pytest.mark.parametrize("text", ["nvt", "weet niet", "-", "zie boven"])
def test_a_non_answer_does_not_become_none(text: str) -> None:
    assert judge(text, BARRIERS).fate == "non_answer"


@pytest.mark.parametrize("text", ["ja", "nee", "Nee hoor"])
def test_yes_and_no_are_answers_to_a_question_that_asks_for_them(text: str) -> None:
    assert judge(text, YES_OR_NO).fate == "kept"


def test_no_is_no_answer_to_a_request_for_remarks() -> None:
    assert judge("nee", REMARKS).fate == "non_answer"


def test_an_empty_answer_is_blank() -> None:
    assert (judge("", MOTIVES).fate, judge("", MOTIVES).reason) == ("blank", "leeg")


def test_the_normal_form_ignores_case_accents_punctuation_and_space() -> None:
    assert normal_form("  Collega’s: TIJD, ideeën! ") == normal_form("collega's tijd ideeen")


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_any_text_is_judged(text: str) -> None:
    for question in (MOTIVES, BARRIERS, YES_OR_NO):
        assert judge(text, question).fate in ("kept", "blank", "non_answer")


@given(st.lists(st.sampled_from(WORDS), max_size=9))
@settings(max_examples=300, deadline=None)
def test_case_and_punctuation_do_not_change_a_verdict(words: list[str]) -> None:
    text = " ".join(words)
    assert judge(f"{text.upper()}!", MOTIVES).fate == judge(f"{text}.", MOTIVES).fate

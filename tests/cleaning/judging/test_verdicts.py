from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.cleaning.judging import Verdict, judge, normal_form
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
OPINION = Question(id="w", column="w", text="Waarom vindt u dit boek wel of niet literair?")
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
        ("n.v.t,", "niet van toepassing"),
        ("weet ik niet meer, te lang geleden", "weet niet meer"),
        ("Kan ik niet uitleggen", "kan het niet zeggen"),
        ("moeilijk onder woorden te brengen", "kan het niet zeggen"),
        ("Sorry, geen tijd om dit in te vullen", "wil niet antwoorden"),
        ("geen zin om al die vragen te beantwoorden", "wil niet antwoorden"),
        ("als boven", "verwijzing"),
        ("idem dito", "verwijzing"),
        ("zie antwoord vraag 3", "verwijzing"),
        ("geen motivatie", "geen opmerking"),
        ("no idea", "weet niet"),
        ("Keine Ahnung", "weet niet"),
        ("je ne sais pas", "weet niet"),
        ("none", "geen of niets"),
        ("blabla", "loze kreet"),
        ("hjkhjkhjk", "losse letters"),
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
        "geen idee hoe het werkt",
        "weet niet waar ik moet beginnen",
        "niets mis mee",
        "nee, te duur",
        "ja omdat het mooi is",
        "gewoon",
        "gevoel",
        "geen reactie van de helpdesk",
        "ik krijg geen antwoord op vragen",
        "ik kan niet zonder",
        "wachtwoord vergeten",
        "het was ok",
        "ik weet niet wat er kan",
        "omdat het zo is",
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
        "er is niks dat mij tegenhoudt",
        "geen obstakels",
        "ik word niet gehinderd",
        "valt wel mee",
        "alles gaat prima",
        "geen, alles is goed geregeld",
        "geen belemmerngen",
    ],
)
def test_none_is_an_answer_where_the_question_says_what_it_means(text: str) -> None:
    verdict = judge(text, BARRIERS)
    assert (verdict.fate, verdict.none) == ("kept", True)


@pytest.mark.parametrize(
    "text",
    ["geen tijd", "geen weg", "geen laptop", "niets werkt", "geen, behalve tijd", "geen uitleg", "kan het niet"],
)
def test_a_lack_of_something_is_not_none(text: str) -> None:
    verdict = judge(text, BARRIERS)
    assert (verdict.fate, verdict.none) == ("kept", False)


@pytest.mark.parametrize("text", ["nvt", "weet niet", "-", "zie boven", "geen mening"])
def test_a_non_answer_does_not_become_none(text: str) -> None:
    assert judge(text, BARRIERS).fate == "non_answer"


@pytest.mark.parametrize("text", ["ja", "nee", "Nee hoor"])
def test_yes_and_no_are_answers_to_a_question_that_asks_for_them(text: str) -> None:
    assert judge(text, YES_OR_NO).fate == "kept"


def test_no_is_no_answer_to_a_request_for_remarks() -> None:
    assert judge("nee", REMARKS).fate == "non_answer"


@pytest.mark.parametrize(
    "text",
    [
        "Ik weet het echt niet meer. Het is ook al zo lang geleden dat ik het gelezen heb, sorry!",
        "Daar kan ik helaas geen antwoord op geven, want ik kan me er niets meer van herinneren.",
        "Tja... moeilijk te zeggen. Ik zou het eerlijk gezegd niet weten",
        "Ik weet niet meer waar het boek over ging",
        "De reden is eenvoudig: ik kan het me niet herinneren.",
        "Weet ik niet meer, ik zou het boek nog eens moeten lezen. Sorry",
    ],
)
def test_an_excuse_of_several_clauses_is_a_non_answer(text: str) -> None:
    assert judge(text, OPINION).fate == "non_answer"


@pytest.mark.parametrize(
    "text",
    [
        "Ik weet het niet meer zo goed, maar de stijl was mooi.",
        "Geen idee, het is meer een gevoel",
        "weet niet wat literair is",
        "Kan ik niet zeggen, niet gelezen",
        "kan dit niet literair noemen",
        "lang geleden gelezen maar wel literair",
        "moeilijke woorden",
        "geen literatuur",
    ],
)
def test_an_excuse_with_content_in_it_is_an_answer(text: str) -> None:
    assert judge(text, OPINION).fate == "kept"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("geen opmerkngen", "lijkt op: geen opmerking"),
        ("weetniet", "lijkt op: weet niet"),
        ("niet van toepasing", "lijkt op: niet van toepassing"),
        ("Ik kan het me niet meer herrinneren", "lijkt op: weet niet meer"),
    ],
)
def test_a_slip_of_the_keyboard_is_told_by_what_it_looks_like(text: str, reason: str) -> None:
    assert judge(text, OPINION).reason == reason


@pytest.mark.parametrize("text", ["geen moeite", "geen media", "geen ideaal", "niet getoetst", "beet niet", "geen tyd"])
def test_another_word_is_no_slip_of_the_keyboard(text: str) -> None:
    assert judge(text, MOTIVES).fate == "kept"


def test_no_time_is_a_refusal_only_where_an_opinion_is_asked() -> None:
    assert judge("daar heb ik nu geen tijd voor", OPINION).reason == "wil niet antwoorden"
    assert judge("daar heb ik nu geen tijd voor", BARRIERS) == Verdict("kept")
    assert judge("daar heb ik nu geen tijd voor", MOTIVES) == Verdict("kept")


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


@pytest.mark.parametrize("piece", ["x", "weetniet", "geen ", "a\ud800", "\x00", "niet weet, ", "ééń", "("])
def test_a_very_long_text_is_judged_at_once(piece: str) -> None:
    started = time.perf_counter()
    for question in (OPINION, BARRIERS):
        judge(piece * (100_000 // len(piece)), question)
        judge((piece * 600)[:600], question)
    assert time.perf_counter() - started < 2


def test_a_reason_never_quotes_the_answer() -> None:
    reasons = {judge(text, OPINION).reason for text in ("geen opmerkngen", "weetniet", "Weet Ik Nietxyz", "qwertyuiop")}
    assert reasons <= {"lijkt op: geen opmerking", "lijkt op: weet niet", "losse letters", None}

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.cleaning import LanguagePipeline
from textmining.cleaning.redaction import (
    KINDS,
    PLACEHOLDER,
    Mention,
    Redactor,
    StudyName,
    StudyNames,
    load_redactor,
)
from textmining.cleaning.repair import repair

NAMES = StudyNames(
    (
        StudyName("ROC Zilverkust", "school"),
        StudyName("Team Kompas", "team"),
        StudyName("locatie De Kade", "locatie"),
        StudyName("Jan Linders", "vrij"),
        StudyName("kennisplein.nl", "vrij"),
        *(
            StudyName(name, "persoon")
            for name in ("Fatima el Amrani", "Fatima", "J. de Vries", "Jan de Vries", "Linders")
        ),
        *(StudyName(name, "persoon") for name in ("Jan", "Amrani", "de Vries", "Noor")),
    )
)
"""The study names the persons here, so that these tests are about redaction and not about recognising names."""

REDACTOR = Redactor(NAMES, persons=None, nlp=None, id="test")

PARTS = st.sampled_from(
    [
        *(
            "Fatima",
            "el Amrani",
            "Jan de Vries",
            "Jan Linders",
            "J. de Vries",
            "Noor",
            "roc zilverkust",
            "Zilverkust",
            "Kade",
        ),
        *(
            "06-12345678",
            "+31 6",
            "111222333",
            "1234 AB",
            "12",
            "Dorpsstraat 12,",
            "jan@zilverkust.nl",
            "www.jan.nl/x",
            "at",
        ),
        *(
            "[persoon]",
            "[persoon 2]",
            "[school]",
            "[",
            "]",
            "[persoon 0]",
            "bsn",
            "geboren op",
            "3 mei 1999",
            "tel",
            "nr",
        ),
        *(
            "NL91ABNA0417164300",
            "studentnummer",
            "12-ABC-3",
            "punt nl",
            "en",
            ",",
            ".",
            "-",
            "'s",
            "\n",
            "é",
            "\ud800",
            "\0",
        ),
    ]
)
TEXTS = st.one_of(
    st.lists(PARTS, max_size=12).map(" ".join), st.lists(PARTS, max_size=8).map("".join), st.text(max_size=80)
)


def redacted(text: str) -> str:
    return REDACTOR.redact([text])[0].text


def test_what_is_personal_gives_way_to_what_it_was() -> None:
    text = "Noor (06-12345678, n@x.nl) van roc Zilverkust, team kompas, 1234 AB 12, BSN 111222333, www.noor.nl"
    assert redacted(text) == ("[persoon] ([telefoon], [e-mail]) van [school], [team], [postcode], BSN [bsn], [url]")


def test_what_was_found_is_counted_by_kind_and_never_told() -> None:
    result = REDACTOR.redact(["Mail Noor of Fatima: n@x.nl"])[0]
    assert result.found == (("e-mail", 1), ("persoon", 2))
    assert result.summary == "e-mail:1;persoon:2"
    assert "Noor" not in repr(result)
    assert REDACTOR.redact(["niets"])[0].summary is None


def test_mentions_are_places_in_the_input() -> None:
    text = "Noor en Fatima el Amrani"
    assert REDACTOR.redact([text])[0].mentions == (Mention(0, 4, "persoon"), Mention(8, 24, "persoon"))


# --- pseudonyms -----------------------------------------------------------------------------------------------------


def test_one_person_has_no_number_however_often_named() -> None:
    assert redacted("Fatima el Amrani, fatima, FATIMA en Amrani") == "[persoon], [persoon], [persoon] en [persoon]"


def test_several_persons_are_numbered_in_order_and_keep_their_number() -> None:
    text = "Jan de Vries en Noor. Jan helpt Noor, J. de Vries ook. De Vries!"
    assert redacted(text) == "[persoon 1] en [persoon 2]. [persoon 1] helpt [persoon 2], [persoon 1] ook. [persoon 1]!"


def test_a_first_name_before_the_full_name_is_the_same_person() -> None:
    assert redacted("Fatima en Noor, ik bedoel Fatima el Amrani") == "[persoon 1] en [persoon 2], ik bedoel [persoon 1]"


def test_placeholders_of_the_input_stay_are_counted_and_keep_their_numbers() -> None:
    result = REDACTOR.redact(["[persoon 2] en [school] kennen Noor, Fatima en Noor"])[0]
    assert result.text == "[persoon 2] en [school] kennen [persoon 1], [persoon 3] en [persoon 1]"
    assert result.found == (("persoon", 4), ("school", 1))
    assert redacted("[persoon] en Noor") == "[persoon] en [persoon 2]"


# --- overlap --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fatima@zilverkust.nl", "[e-mail]"),
        ("https://zilverkust.nl/noor", "[url]"),
        ("NL91 ABNA 0417 1643 00", "[iban]"),
        ("studentnummer 111222333", "studentnummer [nummer]"),
        ("Noor Zilverkust", "[persoon] [school]"),
        ("Dorpsstraat 12, 1234 AB Kade", "[postcode] [locatie]"),
    ],
)
def test_of_what_overlaps_the_longest_counts(text: str, expected: str) -> None:
    assert redacted(text) == expected


def test_what_was_found_goes_elsewhere_in_the_answer_too() -> None:
    assert redacted("studentnummer 1234567. En 1234567 weer") == "studentnummer [nummer]. En [nummer] weer"


# --- free names -----------------------------------------------------------------------------------------------------


def test_a_free_name_is_never_redacted_and_the_same_words_elsewhere_are() -> None:
    assert redacted("Jan Linders, of jan linders, is geen Jan") == "Jan Linders, of jan linders, is geen [persoon]"
    assert redacted("zie kennisplein.nl") == "zie kennisplein.nl"


def test_a_longer_address_that_holds_a_free_name_is_redacted() -> None:
    assert redacted("zie www.kennisplein.nl/jan") == "zie [url]"


# --- properties -----------------------------------------------------------------------------------------------------


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_text_outside_mentions_is_unchanged_and_mentions_do_not_overlap(text: str) -> None:
    result = REDACTOR.redact([text])[0]
    at, pattern = 0, ""
    for start, end, kind in result.mentions:
        assert at <= start < end <= len(text)
        assert kind in KINDS
        pattern += re.escape(text[at:start]) + rf"\[{kind}(?: [0-9]+)?\]"
        at = end
    assert re.fullmatch(pattern + re.escape(text[at:]), result.text)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_redacting_twice_changes_nothing_and_counts_the_same(text: str) -> None:
    once = REDACTOR.redact([text])[0]
    twice = REDACTOR.redact([once.text])[0]
    assert (twice.text, twice.found, twice.mentions) == (once.text, once.found, ())


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_nothing_that_was_found_is_left_as_a_word(text: str) -> None:
    result = REDACTOR.redact([text])[0]
    rest = PLACEHOLDER.sub(" \0 ", result.text)
    free = [(m.start(), m.end()) for m in re.finditer("jan linders", rest, re.I)]
    for start, end, _ in result.mentions:
        said = text[start:end].strip("\0")
        if sum(map(str.isalnum, said)) > 3:
            places = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(said)}(?!\w)", rest)]
            assert all(any(a <= s and e <= b for a, b in free) for s, e in places)


@given(st.lists(TEXTS, max_size=6))
@settings(deadline=None)
def test_a_result_depends_on_its_own_text_only(texts: list[str]) -> None:
    alone = [REDACTOR.redact([text])[0] for text in texts]
    assert REDACTOR.redact(texts) == alone
    assert REDACTOR.redact(texts[::-1] * 2) == alone[::-1] * 2


@pytest.mark.parametrize("unit", ["a.", "@", "06 ", "aa11 ", "Jan "])
def test_a_very_long_text_takes_seconds_at_most(unit: str) -> None:
    start = time.perf_counter()
    REDACTOR.redact([unit * (100_000 // len(unit))])
    assert time.perf_counter() - start < 15


# --- with the recogniser of persons ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(dutch: LanguagePipeline, models: Path) -> Redactor:
    return load_redactor(NAMES, dutch, models)


def test_persons_that_nobody_named_are_found_and_free_names_are_not(whole: Redactor) -> None:
    text = "Bij Jan Linders helpt Bouchra Yilmaz mij met Excel, Bouchra is top"
    assert whole.redact([text])[0].text == "Bij Jan Linders helpt [persoon] mij met Excel, [persoon] is top"


def test_the_id_changes_with_the_names(whole: Redactor, dutch: LanguagePipeline, models: Path) -> None:
    assert whole.id == load_redactor(NAMES, dutch, models).id
    assert whole.id != load_redactor(StudyNames(), dutch, models).id


@given(st.one_of(TEXTS, st.lists(PARTS, max_size=12).map(" collega ".join)))
@settings(max_examples=150, deadline=None)
def test_redacting_twice_changes_nothing_with_persons_either(whole: Redactor, text: str) -> None:
    once = whole.redact([text])[0]
    assert whole.redact([once.text])[0].text == once.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to Bouchra Yilmaz, b.yilmaz@school.example", "write to [persoon], [e-mail]"),
        (
            "call +49 151 23456789, born on March 4, 1999 near zilverkust",
            "call [telefoon], born on [geboortedatum] near [school]",
        ),
        ("appelez le +33 6 12 34 56 78 chez www.zilverkust.fr", "appelez le [telefoon] chez [url]"),
    ],
)
def test_texts_in_other_languages_are_redacted_too(whole: Redactor, text: str, expected: str) -> None:
    assert whole.redact([text])[0].text == expected


def test_a_name_of_the_study_wins_from_the_person_it_stands_beside(dutch: LanguagePipeline, models: Path) -> None:
    names = StudyNames((StudyName("Scheepvaartschool Noordersluis", "school"),))
    text = "Mw. Kuipers van Scheepvaartschool Noordersluis"
    assert load_redactor(names, dutch, models).redact([text])[0].text == "Mw. [persoon] van [school]"


def test_names_in_square_brackets_give_way_and_placeholders_stay(whole: Redactor) -> None:
    assert whole.redact(["[Bouchra Yilmaz] en [school 2]"])[0].text == "[[persoon]] en [school 2]"


# --- with repair ----------------------------------------------------------------------------------------------------

DAMAGE = st.sampled_from(
    [
        *("leuuuk", "HEEEEL", "GEEN", "p", "p {a:b", "}", "{", "/*", "*/", "<b", "<b x=", ">", "</b>", "<!--", "-->"),
        *("Ã©", "â€™", "Ł", "Ã", "\u200d", "\u034f", "\ufe0f", "👩", "\u0301", "&amp;", "&", ";", "•"),
        *("o ", "\n", "!!!"),
        *("...", "…", "٠٦١٢٣٤٥٦٧٨", "0612345678", "06−12345678", "Bouchra", "Yilmaz", "http://x{y}*z", "𝐉𝐚𝐧", "ali"),
    ]
)
DAMAGED = st.one_of(
    TEXTS,
    *(st.lists(st.one_of(DAMAGE, PARTS), max_size=12).map(gap.join) for gap in ("", " ", ".")),
)


@given(DAMAGED)
@settings(max_examples=400, deadline=None)
def test_repairing_a_redacted_text_changes_nothing(whole: Redactor, text: str) -> None:
    once = whole.redact([repair(text)])[0].text
    assert repair(once) == once


@pytest.mark.parametrize(
    "text",
    [
        "leuuuk.Bouchra helpt",
        "p {a:b http://x{y} }",
        "<b van=Bouchra Yilmaz>",
        "0612345678a{b:c}",
        "CafÃ© met Łukasz",
        "{ /* http://x*y */",
    ],
)
def test_a_placeholder_makes_no_mark_up_emphasis_or_encoding_of_what_was_none(whole: Redactor, text: str) -> None:
    once = whole.redact([repair(text)])[0].text
    assert once != text
    assert repair(once) == once

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.cleaning.identification import Spoken, languages_of


def language_of(text: str, expected: str = "nl") -> str:
    return languages_of([text], expected)[0].language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I would like more time to learn it", "en"),
        ("There is not enough support from the ICT department", "en"),
        ("Ich habe keine Zeit für Schulungen und die Technik ist nicht gut", "de"),
        ("Je n'ai pas le temps et le matériel est trop vieux pour ce travail", "fr"),
    ],
)
def test_a_foreign_answer_is_told(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "tijd",
        "up to date blijven",
        "up to date blijven als docent",
        "one size fits all, iedereen krijgt hetzelfde",
        "Flipping the classroom met Kahoot en Padlet",
        "de die das",
        "learning by doing",
        "kahoot en flipped classroom bij infra en logistiek",
        "nog steeds flipping the classroom",
    ],
)
def test_dutch_with_borrowed_words_and_short_answers_stay_dutch(text: str) -> None:
    assert language_of(text) == "nl"


def test_what_is_expected_is_up_to_the_study() -> None:
    assert language_of("fear of losing jobs", "en") == "en"
    assert language_of("Ik heb er geen tijd voor en het werkt niet", "en") == "nl"


def test_what_only_looks_foreign_is_dutch_and_not_clear() -> None:
    assert languages_of(["social security, job shortage, health coverage, poverty level"]) == [Spoken("nl", False)]
    assert languages_of(["Er is te weinig tijd om het goed te leren"]) == [Spoken("nl", True)]


def test_hardly_a_real_dutch_text_is_taken_for_foreign(shared_data: Path) -> None:
    texts = []
    for name, column, delimiter in (
        ("sib200_nl/sib200_nl.csv", "text", ","),
        ("lezersonderzoek/lezersonderzoek_2013.csv", "waarom", ";"),
        ("xsid_nl/xsid_nl.csv", "text", ","),
    ):
        with (shared_data / name).open(encoding="utf-8") as file:
            texts += [row[column] for row in csv.DictReader(file, delimiter=delimiter)]
    foreign = [text for text, spoken in zip(texts, languages_of(texts), strict=True) if spoken.language != "nl"]
    assert len(foreign) <= 2  # one is English indeed; one asks for a song with a long English title


def test_most_english_answers_are_told(shared_data: Path) -> None:
    with (shared_data / "gadarian" / "gadarian.csv").open(encoding="utf-8") as file:
        answers = [row["open.ended.response"] for row in csv.DictReader(file)]
    long = [answer for answer in answers if len(answer.split()) >= 6]
    assert sum(spoken.language == "en" for spoken in languages_of(long)) >= 0.9 * len(long)


@given(st.lists(st.text(), max_size=5))
@settings(max_examples=100, deadline=None)
def test_any_texts_have_a_language_each_by_itself(texts: list[str]) -> None:
    found = languages_of(texts)
    assert found == [languages_of([text])[0] for text in texts]
    assert {spoken.language for spoken in found} <= {"nl", "en", "de", "fr"}

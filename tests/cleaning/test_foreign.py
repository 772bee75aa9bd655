from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.cleaning.foreign import language_of


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
    ],
)
def test_dutch_with_borrowed_words_and_short_answers_stay_dutch(text: str) -> None:
    assert language_of(text) == "nl"


def test_what_is_expected_is_up_to_the_study() -> None:
    assert language_of("fear of losing jobs", "en") == "en"
    assert language_of("Ik heb er geen tijd voor en het werkt niet", "en") == "nl"


def test_no_real_dutch_sentence_is_taken_for_foreign(shared_data: Path) -> None:
    with (shared_data / "sib200_nl" / "sib200_nl.csv").open(encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    assert [text for text in texts if language_of(text) != "nl"] == []


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_any_text_has_a_language(text: str) -> None:
    assert language_of(text) in ("nl", "en", "de", "fr")

from __future__ import annotations

import pytest

from textmining.cleaning.emphasis import calm, shouts


@pytest.mark.parametrize(
    ("loud", "quiet"),
    [
        ("GEEN TIJD", "Geen tijd"),
        ("HET ICT-BELEID VAN HET MBO IS SLECHT! GEEN TIJD.", "Het ICT-beleid van het MBO is slecht! Geen tijd."),
        ("PC'S ZIJN OUD\nWIFI TRAAG", "PC's zijn oud\nWifi traag"),
        ("- TIJD\n- GELD", "- Tijd\n- Geld"),
        ("ÉÉN UUR", "Één uur"),
    ],
)
def test_an_answer_in_capitals_becomes_sentences(loud: str, quiet: str) -> None:
    assert calm(loud) == quiet
    assert shouts(loud)


@pytest.mark.parametrize(
    "text", ["ICT", "BPV", "MBO 4", "BPV ICT", "PC'S", "Ik wil NIET", "geen tijd", "", "12 345", "É"]
)
def test_an_abbreviation_and_a_word_in_capitals_stay(text: str) -> None:
    assert calm(text) == text


@pytest.mark.parametrize(
    ("loud", "quiet"),
    [
        ("tijd!!!!!", "tijd!"),
        ("wat??!!", "wat?!"),
        ("wat???", "wat?"),
        ("tja.....", "tja..."),
        ("tja…..", "tja…"),
        ("tijd,,,, geld", "tijd, geld"),
        ("tijd ------ geld", "tijd - geld"),
        ("tja...", "tja..."),
        ("2022-2023 -- ja", "2022-2023 -- ja"),
    ],
)
def test_repeated_marks_become_single_ones(loud: str, quiet: str) -> None:
    assert calm(loud) == quiet


@pytest.mark.parametrize(
    ("loud", "quiet"),
    [
        ("heeeeel leuuuuk", "heel leuk"),
        ("goeeeed zooooo", "goed zo"),
        ("niiiiet mooooi", "niet mooi"),
        ("neeeee jaaaa", "nee ja"),
        ("geeeen tijddd.", "geen tijd."),
        ("pffff", "pff"),
        ("ideeen creeeren gecreeerd reeele", "ideeën creëren gecreëerd reële"),
    ],
)
def test_stretched_words_get_their_usual_length(loud: str, quiet: str) -> None:
    assert calm(loud) == quiet


@pytest.mark.parametrize(
    "text", ["xxx", "www.school.nl", "niveau III", "jaaap@school.nl", "VWWWO", "zeeën", "1000 000", "👍👍👍👍"]
)
def test_what_is_no_stretched_word_stays(text: str) -> None:
    assert calm(text) == text


def test_long_runs_take_no_time() -> None:
    assert calm("a" * 100_000) == "a" * 100_000
    assert calm("ab" * 50_000) == "ab" * 50_000
    assert calm("!" * 100_000) == "!"
    assert len(calm("aaab" * 25_000)) == 100_000


@pytest.mark.parametrize("text", ["leuuuk.[persoon]", "leuuuk[persoon]", "[persoon]leuuuk", "jaaap@[school]"])
def test_what_is_glued_to_a_bracket_is_part_of_something_longer(text: str) -> None:
    assert calm(text) == text

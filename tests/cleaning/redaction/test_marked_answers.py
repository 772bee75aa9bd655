"""Recall and over-redaction on answers of which somebody who had not seen the recognisers marked the personal data."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.redaction import Finder, Score, faker_answers, read_marked, redactor_of, score

FOLDER = Path(__file__).with_name("marked")
ORIGINS = ("nl", "tr", "ar", "su", "oe", "az", "af", "eu")


@pytest.fixture(scope="module")
def find() -> Finder:
    return redactor_of(FOLDER)


@pytest.fixture(scope="module")
def found(find: Finder) -> Score:
    return score(read_marked(FOLDER / "answers.tsv"), find)


def test_the_set_is_large_enough_and_a_third_of_its_persons_have_a_name_from_elsewhere(found: Score) -> None:
    assert len(read_marked(FOLDER / "answers.tsv")) >= 300
    assert found.mentions["persoon"] >= 200
    assert found.mentions["persoon-nl"] <= 2 / 3 * found.mentions["persoon"]


def test_persons_are_found(found: Score) -> None:
    assert found.recall("persoon") >= 0.97


@pytest.mark.parametrize("origin", ORIGINS)
def test_persons_are_found_wherever_their_name_comes_from(found: Score, origin: str) -> None:
    assert found.recall(f"persoon-{origin}") >= 0.93


@pytest.mark.parametrize("kind", ["e-mail", "telefoon", "iban", "bsn", "postcode"])
def test_no_address_or_number_of_these_kinds_is_missed(found: Score, kind: str) -> None:
    assert found.recall(kind) == 1


@pytest.mark.parametrize("kind", ["url", "kenteken", "nummer", "geboortedatum", "instelling", "team", "locatie"])
def test_nearly_all_of_the_other_kinds_are_found(found: Score, kind: str) -> None:
    assert found.recall(kind) >= 0.9


def test_hardly_a_word_that_is_not_personal_goes(found: Score) -> None:
    assert found.redacted <= 0.01 * found.outside


def test_names_of_faker_in_real_answers_are_found(find: Finder, shared_data: Path) -> None:
    frames = (FOLDER / "frames.txt").read_text(encoding="utf-8").splitlines()
    answers = faker_answers(shared_data.parent, frames, 1000)
    assert score(answers, find).recall("persoon-faker") >= 0.95

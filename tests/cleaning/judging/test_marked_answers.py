"""Verdicts against marks given twice, independently, to 600 answers of a reader survey.

``marks.csv`` holds row numbers and marks (1 a non-answer, 0 an answer); the answers are not part of the repository.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from textmining.cleaning.judging import judge
from textmining.cleaning.repair import repair
from textmining.study import Question

QUESTION = Question(id="waarom", column="waarom", text="Waarom vindt u dit boek wel of niet literair?")
LEAST = 0.97


@pytest.fixture(scope="module")
def outcomes(shared_data: Path) -> list[tuple[bool, bool]]:
    """Of each marked answer whether it is marked as a non-answer, and whether it is judged to be one."""
    path = shared_data / "lezersonderzoek" / "lezersonderzoek_2013.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        answers = {row["respnr"]: row["waarom"] for row in csv.DictReader(file, delimiter=";")}
    with Path(__file__).with_name("marks.csv").open(encoding="utf-8", newline="") as file:
        marks = {row["row"]: row["mark"] == "1" for row in csv.DictReader(file)}
    return [(mark, judge(repair(answers[row]), QUESTION).fate != "kept") for row, mark in marks.items()]


def test_there_are_600_marked_answers_and_at_least_150_are_non_answers(outcomes: list[tuple[bool, bool]]) -> None:
    assert len(outcomes) == 600
    assert sum(marked for marked, _ in outcomes) >= 150


def test_what_is_judged_a_non_answer_is_one(outcomes: list[tuple[bool, bool]]) -> None:
    judged = [marked for marked, judged in outcomes if judged]
    assert sum(judged) / len(judged) >= LEAST


def test_non_answers_are_found(outcomes: list[tuple[bool, bool]]) -> None:
    marked = [judged for marked, judged in outcomes if marked]
    assert sum(marked) / len(marked) >= LEAST

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import pytest

from textmining.publishing import EditionContent
from textmining.publishing.quality import ThemeQuality, theme_quality
from textmining.study import ExpectedTheme


def _but(content: EditionContent, **tables: pd.DataFrame) -> EditionContent:
    return dataclasses.replace(content, tables={**content.tables, **tables})


def _of(content: EditionContent, question: str = "belemmering") -> ThemeQuality:
    return next(found for found in theme_quality(content) if found.question == question)


def test_verdicts_are_counted_over_main_themes(content: EditionContent) -> None:
    assert _of(content, "motivatie").verdicts == {"highly stable": 1, "stable": 2, "doubtful": 1, "unstable": 0}


def test_measures_that_could_not_be_had_are_left_out(content: EditionContent) -> None:
    assert _of(content).measures["npmi"] == -0.545
    assert "npmi" not in _of(content, "praktijk").measures


def test_expected_themes_are_found_or_not_by_the_label_of_the_study(content: EditionContent) -> None:
    questions = tuple(
        q.model_copy(update={"themes": (*q.themes, ExpectedTheme(label="Angst", examples=("bang",)))})
        if q.id == "belemmering"
        else q
        for q in content.study.questions
    )
    found = _of(dataclasses.replace(content, study=content.study.model_copy(update={"questions": questions})))
    assert found.expected == ("Tekort aan zeldzaamheid",)
    assert found.missing == ("Angst",)


@pytest.mark.parametrize(("segments", "expected"), [(5, 1), (4, 0)])
def test_an_expected_theme_of_fewer_segments_than_a_topic_has_is_not_found(
    content: EditionContent, segments: int, expected: int
) -> None:
    found = _of(_but(content, topics=content.tables["topics"].assign(n_segments=segments)))
    assert (len(found.expected), len(found.missing)) == (expected, 1 - expected)


def test_a_found_theme_with_the_label_of_an_expected_one_does_not_count_as_found(content: EditionContent) -> None:
    assert _of(_but(content, topics=content.tables["topics"].assign(origin="found"))).expected == ()


def test_what_is_new_is_told_by_wave_unless_few_answered_in_it(content: EditionContent) -> None:
    assert _of(content).new == (("2017", 0.05), ("2019", 0.07), ("2022", 0.09))
    answers = content.tables["answers"]
    many = answers[(answers["question"] == "belemmering") & (answers["wave"] == "2019")].index[9:]
    assert _of(_but(content, answers=answers.drop(many))).new == (("2017", 0.05), ("2019", None), ("2022", 0.09))


def test_shares_of_a_question_that_few_answered_are_not_told(content: EditionContent) -> None:
    answers = content.tables["answers"]
    many = answers[answers["question"] == "belemmering"].index[9:]
    found = _of(_but(content, answers=answers.drop(many)))
    assert not {"overig", "largest"} & set(found.measures)
    assert found.measures["themes"] == 4


@pytest.mark.parametrize("lacking", ["topics", "measures"])
def test_results_of_before_there_were_measures_have_no_quality(content: EditionContent, lacking: str) -> None:
    tables = {name: frame for name, frame in content.tables.items() if name != lacking}
    facts: dict[str, Any] = {name: fact for name, fact in content.facts.items() if name != lacking}
    assert theme_quality(dataclasses.replace(content, tables=tables, facts=facts)) == []

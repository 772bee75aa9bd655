"""How good the themes of each question are, as anyone may read it.

Shares are of all segments of a question, and labels those that the study file gives: nothing here is an answer, and a
share of few respondents is not told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from textmining.publishing.content import EditionContent
from textmining.study import Question
from textmining.topics.expected import FEWEST_SEGMENTS
from textmining.topics.measures import VERDICTS

__all__ = ["ThemeQuality", "theme_quality"]

_OF_SEGMENTS = ("overig", "largest")


@dataclass(frozen=True)
class ThemeQuality:
    """The themes of a question as discovery left them, before any coder judged them.

    Attributes
    ----------
    question : str
    measures : mapping of str to float
        Those of ``topics.measures.measure`` that are known and may be told.
    verdicts : mapping of str to int
        Main themes by verdict, every verdict in its order; empty where none has one.
    new : sequence of (str, float or None)
        Share of the segments of each wave that are like nothing the topics were fitted on; None where too few answered.
    expected, missing : sequence of str
        Labels of themes that the study expects, by whether they were found.
    """

    question: str
    measures: Mapping[str, float]
    verdicts: Mapping[str, int]
    new: tuple[tuple[str, float | None], ...] = ()
    expected: tuple[str, ...] = ()
    missing: tuple[str, ...] = field(default=())


def theme_quality(content: EditionContent) -> list[ThemeQuality]:
    """The quality of the themes of each question that has themes of its own.

    Parameters
    ----------
    content : EditionContent
        ``facts["measures"]`` by question, and the tables ``topics`` and ``drift``; nothing is returned for results of
        before there were such.
    """
    measures, topics = content.facts.get("measures"), content.tables.get("topics")
    if not isinstance(measures, Mapping) or topics is None:
        return []
    drift = content.tables.get("drift")
    answers, minimum = content.tables["answers"], content.study.privacy.minimum_group
    people = answers[["question", "wave", "respondent_id"]].drop_duplicates()
    codebook = {question.id: question.codebook or question.id for question in content.study.questions}
    answered = people["question"].map(codebook)
    found = []
    for question in content.study.questions:
        if question.id not in measures:
            continue
        own = topics[topics["question"] == question.id]
        few = people.loc[answered == question.id, ["wave", "respondent_id"]].drop_duplicates().shape[0] < minimum
        found.append(
            ThemeQuality(
                question.id,
                _told(measures[question.id], few=few),
                _verdicts(own),
                _new(question, drift, people, content, minimum),
                *_expected(question, own),
            )
        )
    return found


def _told(measures: Mapping[str, Any], *, few: bool) -> dict[str, float]:
    known = {name: float(value) for name, value in measures.items() if value is not None}
    return {name: value for name, value in known.items() if not (few and name in _OF_SEGMENTS)}


def _verdicts(topics: pd.DataFrame) -> dict[str, int]:
    counts = topics.loc[topics["parent_id"].isna(), "verdict"].value_counts()
    return {verdict: int(counts.get(verdict, 0)) for verdict in VERDICTS} if len(counts) else {}


def _new(
    question: Question, drift: pd.DataFrame | None, people: pd.DataFrame, content: EditionContent, minimum: int
) -> tuple[tuple[str, float | None], ...]:
    if drift is None:
        return ()
    shares = drift[drift["question"] == question.id].set_index("wave")["share"]
    counts = people.loc[people["question"] == question.id, "wave"].value_counts()
    waves = [wave.id for wave in content.study.waves if wave.id in shares.index]
    return tuple((wave, float(shares[wave]) if counts.get(wave, 0) >= minimum else None) for wave in waves)


def _expected(question: Question, topics: pd.DataFrame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Labels of expected themes that were found, and of those that were not."""
    held = topics[(topics["origin"] == "expected") & (topics["n_segments"] >= FEWEST_SEGMENTS)]
    labels = [theme.label for theme in question.themes]
    there = set(held["label"])
    return tuple(label for label in labels if label in there), tuple(label for label in labels if label not in there)

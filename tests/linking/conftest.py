"""The synthetic survey of reference/ as the tables that linking is handed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from textmining.linking import Links, link
from textmining.study import Study
from textmining.study_file import parse_study

REFERENCE = Path(__file__).parent / "reference"

STUDY: dict[str, Any] = {
    "study": {"id": "synthetic", "title": "Synthetic"},
    "waves": [{"id": "2022", "file": "survey.csv"}],
    "columns": {"respondent": "id", "cluster": "cluster", "weight": "weight"},
    "groups": [
        {"id": "group", "label": "Group", "column": "group"},
        {"id": "type", "label": "Type", "column": "type"},
        {"id": "school", "label": "School", "column": "cluster"},
    ],
    "scales": [{"id": "score", "label": "Score", "items": ["score"], "range": [-5, 10]}],
    "questions": [{"id": "q1", "column": "q1", "text": "Waarom?"}],
    "contrasts": [
        {"id": "a", "family": "groups", "group": "group", "a": "a", "b": "rest", "within": "cluster",
         "adjust": ["type", "score"]},
        {"id": "ab", "family": "groups", "group": "group", "a": "a", "b": "b"},
        {"id": "vak", "family": "types", "group": "type", "a": "vak", "b": "roc", "adjust": ["group"],
         "within": "cluster"},
        {"id": "scale", "family": "scales", "scale": "score", "within": "cluster"},
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Tables:
    """What ``link`` takes."""

    study: Study
    respondents: pd.DataFrame
    responses: pd.DataFrame
    labels: pd.DataFrame
    ledger: pd.DataFrame
    themes: pd.DataFrame
    codings: pd.DataFrame

    def link(self) -> Links:
        return link(
            self.study,
            self.respondents,
            self.responses,
            self.labels,
            self.ledger,
            self.themes,
            self.codings,
        )

    def having(self, **changes: Any) -> Tables:
        """The same with some columns of respondents, or some whole tables, changed."""
        whole = {name: value for name, value in changes.items() if name in self.__dataclass_fields__}
        columns = {name: value for name, value in changes.items() if name not in whole}
        found = replace(self, **whole)
        return replace(found, respondents=found.respondents.assign(**columns)) if columns else found


def theme_rows(themes: dict[str, str], question: str = "q1") -> pd.DataFrame:
    """The table themes: id and label of each, all proposed and without parents."""
    frame = pd.DataFrame({"theme_id": list(themes), "label": list(themes.values())}, dtype="str")
    return frame.assign(
        parent_id=pd.Series(pd.NA, index=frame.index, dtype="str"),
        question=question,
        definition=pd.Series(pd.NA, index=frame.index, dtype="str"),
        words="",
        status="proposed",
        stability=1.0,
        n_answers=0,
        n_respondents=0,
    )


def make_tables(frame: pd.DataFrame, themes: tuple[str, ...], settings: dict[str, Any] | None = None) -> Tables:
    """Tables of one question from a frame with a row per respondent and a 0/1 column per theme."""
    null = pd.Series(pd.NA, index=frame.index, dtype="str")
    people = pd.DataFrame(
        {
            "respondent_id": frame["id"],
            "wave": frame.get("wave", "2022"),
            "weight": frame["weight"],
            "cluster": frame["cluster"],
            "stratum": null,
            "team": null,
            "panel": null,
            "group": frame["group"],
            "type": frame["type"],
            "school": frame["cluster"],
            "score": frame["score"],
        }
    ).astype({"respondent_id": "str", "wave": "str"})
    ledger = people[["respondent_id", "wave"]].assign(
        answer_id="a-" + people["wave"] + people["respondent_id"],
        question="q1",
        fate=frame["answered"].map({1: "kept", 0: "blank"}).to_numpy(),
        reason=null,
        marks=null,
    )
    kept = (frame["answered"] == 1).to_numpy()
    codings = pd.concat(
        [
            pd.DataFrame({"answer_id": ledger["answer_id"][kept & (frame[theme] == 1).to_numpy()], "theme_id": theme})
            for theme in themes
        ],
        ignore_index=True,
    ).assign(segment_id=pd.NA, source="model", coder=pd.NA, confidence=1.0, codebook_version="1")
    labels = [
        {"kind": "group", "id": name, "code": value, "label": value, "position": position}
        for name, column in (("group", "group"), ("type", "type"), ("school", "cluster"))
        for position, value in enumerate(sorted(frame[column].dropna().unique()))
    ]
    return Tables(
        parse_study(settings or STUDY, "study.toml"),
        people,
        people[["respondent_id", "wave"]],
        pd.DataFrame(labels),
        ledger,
        theme_rows({theme: theme for theme in themes}),
        codings,
    )


@pytest.fixture(scope="session")
def survey() -> pd.DataFrame:
    """The respondents of reference/survey.csv."""
    return pd.read_csv(REFERENCE / "survey.csv", dtype={"id": "str", "cluster": "str", "group": "str", "type": "str"})


@pytest.fixture(scope="session")
def given(survey: pd.DataFrame) -> Tables:
    """The survey with weights and clusters, and the themes "common" and "rare"."""
    return make_tables(survey, ("common", "rare"))


@pytest.fixture(scope="session")
def links(given: Tables) -> Links:
    return given.link()


@pytest.fixture(scope="session")
def build() -> Callable[..., Tables]:
    """``make_tables``, for tests that make a survey of their own."""
    return make_tables


@pytest.fixture(scope="session")
def reference() -> Callable[[str], pd.DataFrame]:
    """Values from R by the name of their file."""
    return lambda name: pd.read_csv(REFERENCE / name)

"""Mutated files end in a survey or in one readable error, and in nothing else. A sample; the long run is a proof."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textmining.errors import InputError
from textmining.study import Study
from textmining.survey import read_survey

FRAME = pd.DataFrame(
    {
        "nr": [1.0, 2.0, 3.0, 4.0],
        "g": [1.0, 2.0, 9.0, 1.0],
        "i": [1.0, 5.0, 3.0, None],
        "w": [1.0, 0.5, 1.5, 1.0],
        "waarom": ["omdat", "", "één woord", "regel\nen nog een"],
    }
)


def sav_bytes(folder: Path) -> bytes:
    options = {"variable_value_labels": {"g": {1: "een", 2: "twee"}}, "missing_ranges": {"g": [9]}}
    pyreadstat.write_sav(FRAME, str(folder / "made.sav"), **options)
    return (folder / "made.sav").read_bytes()


def csv_bytes(folder: Path) -> bytes:
    FRAME.to_csv(folder / "made.csv", sep=";", decimal=",", index=False, quoting=csv.QUOTE_NONNUMERIC)
    return (folder / "made.csv").read_bytes()


def xlsx_bytes(folder: Path) -> bytes:
    FRAME.to_excel(folder / "made.xlsx", index=False, engine="xlsxwriter")
    return (folder / "made.xlsx").read_bytes()


ORIGINALS = {"csv": csv_bytes, "xlsx": xlsx_bytes, "sav": sav_bytes}


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("originals")
    return {suffix: make(folder) for suffix, make in ORIGINALS.items()}


def full_study(study: Callable[..., Study], suffix: str) -> Study:
    return study(
        waves=[{"id": "2022", "file": f"data.{suffix}"}],
        columns={"respondent": "nr", "weight": "w", "cluster": "g"},
        groups=[
            {"id": "g1", "label": "G", "column": "g", "values": {"1": "een"}},
            {"id": "g2", "label": "G", "column": "i", "cuts": [2, 4]},
        ],
        missing={"g": [9]},
        scales=[{"id": "s", "label": "S", "items": ["i"], "range": [1, 5]}],
        closed=[{"id": "c1", "label": "C", "column": "i"}, {"id": "c2", "label": "C", "column": "waarom"}],
        questions=[{"id": "q", "column": "waarom", "text": "?", "asked": {"column": "g", "values": [1, 2]}}],
    )


mutations = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.one_of(
            st.binary(min_size=1, max_size=4),
            st.sampled_from(
                [b"", b"\xff\xff\xff\x7f", b"\x00" * 8, b'"', b";", b"\n", b"-1", b"1e999", b"\xed\xa0\x80"]
            ),
        ),
        st.integers(0, 12),
    ),
    min_size=1,
    max_size=6,
)


def mutated(content: bytes, changes: list[tuple[float, bytes, int]]) -> bytes:
    for place, put, cut in changes:
        start = int(place * len(content))
        content = content[:start] + put + content[start + cut :]
    return content


def read_or_refuse(made: Study, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / made.waves[0].file).write_bytes(content)
        survey = refused = None
        try:
            survey = read_survey(made, Path(folder))
        except InputError as error:
            refused = error.problems
    if survey is not None:
        assert len(survey.raw_answers) == len(survey.respondents) == len(survey.responses) > 0
    else:
        assert refused
        assert all(problem.where and problem.what for problem in refused)


HOSTILE = {"deadline": None, "derandomize": True, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@settings(max_examples=150, **HOSTILE)
@given(changes=mutations)
def test_a_mutated_csv_is_read_or_refused(
    study: Callable[..., Study], originals: dict[str, bytes], changes: list[tuple[float, bytes, int]]
) -> None:
    read_or_refuse(full_study(study, "csv"), mutated(originals["csv"], changes))


@settings(max_examples=30, **HOSTILE)
@given(changes=mutations)
def test_a_mutated_xlsx_is_read_or_refused(
    study: Callable[..., Study], originals: dict[str, bytes], changes: list[tuple[float, bytes, int]]
) -> None:
    read_or_refuse(full_study(study, "xlsx"), mutated(originals["xlsx"], changes))


@settings(max_examples=30, **HOSTILE)
@given(changes=mutations)
def test_a_mutated_sav_is_read_or_refused(
    study: Callable[..., Study], originals: dict[str, bytes], changes: list[tuple[float, bytes, int]]
) -> None:
    read_or_refuse(full_study(study, "sav"), mutated(originals["sav"], changes))


@settings(max_examples=60, **HOSTILE)
@given(suffix=st.sampled_from(sorted(ORIGINALS)), content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(study: Callable[..., Study], suffix: str, content: bytes) -> None:
    read_or_refuse(full_study(study, suffix), content)

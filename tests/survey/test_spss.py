from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from textmining.survey.content import SurveyFile
from textmining.survey.spss import resolved

Read = Callable[[str, bytes], SurveyFile]
Refusal = Callable[[str, bytes], str]


@pytest.fixture
def sav(tmp_path: Path) -> Callable[..., bytes]:
    """Write a frame as .sav (or .zsav) and return the bytes."""

    def of(frame: pd.DataFrame, **options: Any) -> bytes:
        path = tmp_path / "made.sav"
        pyreadstat.write_sav(frame, str(path), **options)
        return path.read_bytes()

    return of


FRAME = pd.DataFrame({"nr": [1.0, 2.0, 3.0, 4.0], "g": [1.0, 2.0, 98.0, 99.0], "t": ["  mooi é ", "", "x", "nvt"]})


def test_numbers_stay_numbers_and_text_is_stripped(read: Read, sav: Callable[..., bytes]) -> None:
    file = read("d.sav", sav(FRAME))
    assert file.frame["nr"].tolist() == [1.0, 2.0, 3.0, 4.0]
    assert file.frame["t"].fillna("LEEG").tolist() == ["mooi é", "LEEG", "x", "nvt"]
    assert file.rows.tolist() == [1, 2, 3, 4]


def test_labels_come_with_their_codes_in_order(read: Read, sav: Callable[..., bytes]) -> None:
    labels = {"g": {2: "twee", 1: "een"}, "t": {"x": "kruis"}}
    file = read("d.sav", sav(FRAME, column_labels=["Nummer", "Groep", None], variable_value_labels=labels))
    assert file.variable_labels == {"nr": "Nummer", "g": "Groep"}
    assert list(file.value_labels["g"].items()) == [("1", "een"), ("2", "twee")]
    assert file.value_labels["t"] == {"x": "kruis"}


def test_user_missing_values_and_ranges_are_null_and_lose_their_labels(read: Read, sav: Callable[..., bytes]) -> None:
    file = read(
        "d.sav",
        sav(
            FRAME,
            variable_value_labels={"g": {1: "een", 99: "weigert"}},
            missing_ranges={"g": [{"lo": 98, "hi": 99}], "nr": [4], "t": ["nvt"]},
        ),
    )
    assert file.frame["g"].isna().tolist() == [False, False, True, True]
    assert file.frame["nr"].isna().tolist() == [False, False, False, True]
    assert file.frame["t"].fillna("LEEG").tolist() == ["mooi é", "LEEG", "x", "LEEG"]
    assert file.value_labels == {"g": {"1": "een"}}


def test_a_range_without_a_lower_end_is_missing_too(read: Read, sav: Callable[..., bytes]) -> None:
    frame = pd.DataFrame({"nr": [1.0, 2.0, 3.0], "x": [-5.0, 3.0, 99.0]})
    file = read("d.sav", sav(frame, missing_ranges={"x": [{"lo": -math.inf, "hi": -1}, 99]}))
    assert file.frame["x"].isna().tolist() == [True, False, True]


def test_dates_become_iso_text(read: Read, sav: Callable[..., bytes]) -> None:
    frame = pd.DataFrame(
        {
            "nr": [1.0, 2.0],
            "dag": [datetime.date(2022, 3, 4), None],
            "moment": [datetime.datetime(1999, 12, 31, 23, 59, 5), datetime.datetime(2022, 1, 1)],
        }
    )
    file = read("d.sav", sav(frame))
    assert file.frame["dag"].fillna("LEEG").tolist() == ["2022-03-04", "LEEG"]
    assert file.frame["moment"].tolist() == ["1999-12-31T23:59:05", "2022-01-01T00:00:00"]


def test_a_date_that_no_calendar_has_is_null() -> None:
    column = pd.Series([-1.0, 1e300, 12_219_379_200.0])  # the last one is where Unix starts to count
    assert resolved(column, [], "DATE11").fillna("LEEG").tolist() == ["LEEG", "LEEG", "1970-01-01"]


def test_the_compressed_kind_is_read_too(read: Read, sav: Callable[..., bytes]) -> None:
    assert len(read("d.zsav", sav(FRAME, compress=True)).frame) == 4


def test_what_the_file_calls_nominal_is_known(read: Read, sav: Callable[..., bytes]) -> None:
    assert read("d.sav", sav(FRAME, variable_measure={"g": "nominal", "nr": "scale"})).nominal == {"g"}


def test_a_column_name_that_occurs_twice_is_refused(refusal: Refusal, sav: Callable[..., bytes]) -> None:
    content = sav(FRAME).replace(b"T=t", b"T=g")
    assert "the column name 'g' occurs 2 times" in refusal("d.sav", content)


def test_a_file_without_rows_is_refused(refusal: Refusal, sav: Callable[..., bytes]) -> None:
    assert "has a header but no rows" in refusal("d.sav", sav(FRAME.iloc[:0]))


@pytest.mark.parametrize("content", [b"PK\x03\x04zip", b"nr;waarom\n1;a\n"])
def test_something_else_called_sav_is_refused(refusal: Refusal, content: bytes) -> None:
    assert "is not an SPSS file" in refusal("d.sav", content)


def test_a_protected_file_is_told_to_be_so(refusal: Refusal) -> None:
    assert "protected with a password" in refusal("d.sav", b"ENCRYPTEDSAV" + bytes(100))


def test_a_file_that_was_cut_off_is_refused(refusal: Refusal, sav: Callable[..., bytes]) -> None:
    assert "d.sav: is damaged" in refusal("d.sav", sav(FRAME)[:-1])


def test_a_file_that_kills_the_library_is_one_message_and_not_the_end_of_the_process(
    refusal: Refusal, sav: Callable[..., bytes]
) -> None:
    content = sav(FRAME, variable_value_labels={"g": {1: "een"}})
    index = b"\x04\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00"  # the value labels belong to variable 2
    assert content.count(index) == 1
    message = refusal("d.sav", content.replace(index, index[:8] + b"\x02\x64\x00\x64"))
    assert message.startswith("d.sav: is damaged")


def test_a_column_of_numbers_without_any_stays_a_column_of_numbers() -> None:
    assert resolved(pd.Series([np.nan, np.nan]), [], "F8.2").dtype == np.float64


def test_a_column_with_a_name_of_blanks_is_not_read(read: Read, sav: Callable[..., bytes]) -> None:
    file = read("d.sav", sav(FRAME).replace(b"G=g\t", b"G= \t"))
    assert "nr" in file.frame
    assert "g" not in file.frame

"""Small studies and files that the tests of this room make."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from textmining.errors import SurveyError
from textmining.study import Study
from textmining.study_file import parse_study
from textmining.survey.content import SurveyFile
from textmining.survey.files import read_file
from textmining.survey.source import read_source

SMALL: dict[str, Any] = {
    "study": {"id": "klein", "title": "Klein"},
    "waves": [{"id": "2022", "file": "data.csv"}],
    "columns": {"respondent": "nr"},
    "questions": [{"id": "waarom", "column": "waarom", "text": "Waarom?"}],
}


@pytest.fixture
def study() -> Callable[..., Study]:
    """Make a study of one wave in data.csv with an id and an open question; keywords replace whole parts."""

    def make(**parts: object) -> Study:
        return parse_study({**copy.deepcopy(SMALL), **parts}, "study.toml")

    return make


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str, bytes | str], SurveyFile]:
    """Write a file with these bytes or this text and read it."""

    def of(name: str, content: bytes | str) -> SurveyFile:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return read_file(read_source(name, tmp_path))

    return of


@pytest.fixture
def refusal(read: Callable[[str, bytes | str], SurveyFile]) -> Callable[[str, bytes | str], str]:
    """Write a file, find that it is refused, and return the message."""

    def of(name: str, content: bytes | str) -> str:
        with pytest.raises(SurveyError) as caught:
            read(name, content)
        return str(caught.value)

    return of


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., bytes]:
    """Make a workbook from the rows of each sheet, with dates as dates."""

    def of(sheets: Mapping[str, Sequence[Sequence[object]]], *, hidden: Sequence[str] = ()) -> bytes:
        path, shown = tmp_path / "made.xlsx", False
        with xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy"}) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                if name in hidden:
                    sheet.hide()
                elif not shown:
                    sheet.activate()  # the writer hides no active sheet, and the first is active at the start
                    shown = True
                for number, row in enumerate(rows):
                    for place, cell in enumerate(row):
                        if isinstance(cell, str):
                            sheet.write_string(number, place, cell)
                        elif cell is not None:
                            sheet.write(number, place, cell)
        return path.read_bytes()

    return of

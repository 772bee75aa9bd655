from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from textmining.publishing import workbook
from textmining.publishing.cells import clean_text
from textmining.publishing.workbook import Column, Sheet, write_workbook

COLUMNS = (
    Column("thema", "label", about="Het thema"),
    Column("aandeel", "share", "share"),
    Column("aantal", "n", "count"),
    Column("verschil", "points", "points"),
)
FRAME = pd.DataFrame(
    {
        "label": pd.Series(["=cmd|' /C calc'!A0", "http://voorbeeld.nl", "123", None], dtype="str"),
        "share": [0.25, np.nan, 1.0, 0.0],
        "n": pd.array([10, pd.NA, 300, 4], dtype="Int64"),
        "points": [0.13, -0.02, np.nan, 0.0],
    }
)


def _write(path: Path, frame: pd.DataFrame = FRAME, columns: tuple[Column, ...] = COLUMNS) -> openpyxl.Workbook:
    write_workbook(
        path, "CONCEPT – Proef & co", [("CONCEPT", "Niet verspreiden.")], [Sheet("blad", "Proef", columns, frame)]
    )
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    return _write(tmp_path_factory.mktemp("book") / "w.xlsx")


def _cells(page: Any, column: int) -> list[Any]:
    return [page.cell(row, column).value for row in range(2, page.max_row + 1)]


def test_text_never_becomes_a_formula_a_link_or_a_number(book: openpyxl.Workbook) -> None:
    page = book["blad"]
    assert _cells(page, 1) == ["=cmd|' /C calc'!A0", "http://voorbeeld.nl", "123", None]
    assert {page.cell(row, 1).data_type for row in (2, 3, 4)} == {"s"}
    assert page.cell(3, 1).hyperlink is None


def test_numbers_read_back_and_missing_ones_leave_their_cell_empty(book: openpyxl.Workbook) -> None:
    page = book["blad"]
    assert _cells(page, 2) == [0.25, None, 1, 0]
    assert _cells(page, 3) == [10, None, 300, 4]


def test_differences_are_in_percentage_points(book: openpyxl.Workbook) -> None:
    assert _cells(book["blad"], 4) == [pytest.approx(13), pytest.approx(-2), None, 0]


def test_shares_show_as_percentages(book: openpyxl.Workbook) -> None:
    assert book["blad"].cell(2, 2).number_format == "0.0%"


def test_the_header_is_frozen_and_has_a_filter_over_every_row(book: openpyxl.Workbook) -> None:
    page = book["blad"]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:D5"
    assert page.dimensions == "A1:D5"


def test_read_me_comes_first_and_says_what_columns_are_called_in_the_tables(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["leesmij", "blad"]
    text = [[cell.value for cell in row] for row in book["leesmij"].iter_rows()]
    assert text[0][0] == "CONCEPT – Proef & co"
    assert text[2][:2] == ["CONCEPT", "Niet verspreiden."]
    assert [None, "thema", "label", "Het thema"] in text


def test_concept_is_printed_at_the_top_of_every_page(book: openpyxl.Workbook) -> None:
    assert "CONCEPT" in book["blad"].oddHeader.left.text


def test_a_table_longer_than_a_sheet_goes_on_on_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    book = _write(tmp_path / "w.xlsx")
    assert book.sheetnames == ["leesmij", "blad", "blad (2)"]
    assert _cells(book["blad"], 3) + _cells(book["blad (2)"], 3) == [10, None, 300, 4]


def test_an_empty_table_is_a_sheet_with_a_header(tmp_path: Path) -> None:
    book = _write(tmp_path / "w.xlsx", FRAME.iloc[:0])
    assert [cell.value for cell in book["blad"][1]] == [column.header for column in COLUMNS]


def test_text_that_looks_like_the_markup_of_a_rich_string_does_not_damage_the_file(tmp_path: Path) -> None:
    hostile = "<r><t>a</t></r></si></sst><r></r>"
    book = _write(tmp_path / "w.xlsx", pd.DataFrame({"label": [hostile]}), COLUMNS[:1])
    assert book["blad"].cell(2, 1).value == f" {hostile}"


def test_a_text_longer_than_a_cell_is_cut_with_a_mark(tmp_path: Path) -> None:
    book = _write(tmp_path / "w.xlsx", pd.DataFrame({"label": ["a" * 40_000]}), COLUMNS[:1])
    value = book["blad"].cell(2, 1).value
    assert len(value) == 32_767
    assert value.endswith("…")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(), max_size=30), min_size=1, max_size=4))
def test_any_text_is_written_in_a_workbook_that_opens(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("any") / "w.xlsx"
    book = _write(path, pd.DataFrame({"label": pd.Series(texts, dtype="object")}), COLUMNS[:1])
    found = ["" if value is None else str(value) for value in _cells(book["blad"], 1)]
    assert [unescape(value) for value in found] == [clean_text(text) for text in texts]

"""Excel workbooks. Text stays text: nothing that a respondent or a file wrote becomes a formula or a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from textmining.errors import WorkspaceError

if TYPE_CHECKING:
    from textmining.publishing.cells import TableSheet

__all__ = ["MAX_ROWS", "Column", "Sheet", "write_workbook"]

MAX_ROWS = 1_048_576
"""Rows that a sheet can hold, its header among them; what goes beyond stands on a next sheet."""

Kind = Literal["text", "long", "count", "share", "number", "points", "p"]
_FORMATS: dict[str, dict[str, Any]] = {
    "text": {},
    "long": {"text_wrap": True},
    "count": {"num_format": "#,##0"},
    "share": {"num_format": "0.0%"},
    "number": {"num_format": "0.00"},
    "points": {"num_format": "0.0"},
    "p": {"num_format": "0.0000"},
}


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Attributes
    ----------
    header : str
        As readers see it.
    source : str
        The column of the table that it shows; the name in the contract, unless it is a label.
    kind : str
        How values are written; "points" are proportions, written as percentage points.
    width : float
        In characters.
    about : str
        What it is, for the sheet "leesmij".
    """

    header: str
    source: str
    kind: Kind = "text"
    width: float = 12
    about: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name (at most 25 characters), what it holds, its columns and the table."""

    name: str
    about: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame = field(repr=False)


def write_workbook(path: Path, title: str, notes: Sequence[tuple[str, str]], sheets: Sequence[Sheet]) -> None:
    """Write a workbook with a sheet "leesmij" before the others.

    Parameters
    ----------
    path : Path
    title : str
        First line of "leesmij", and printed at the top of every page.
    notes : sequence of (str, str)
        What readers must know: a word and a sentence each.
    sheets : sequence of Sheet
        Every cell of the first row is a header, frozen, with a filter.

    Raises
    ------
    WorkspaceError
        If the file cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    from textmining.publishing.cells import TableSheet

    book = xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    )
    book.set_properties({"title": title, "comments": "; ".join(f"{word}: {text}" for word, text in notes[:3])})
    formats = {kind: book.add_format({"valign": "top", **form}) for kind, form in _FORMATS.items()}
    styles = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "head": book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "bg_color": "#EEF2F3"}
        ),
        "bold": book.add_format({"bold": True, "valign": "top"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    _read_me(book, title, notes, sheets, styles)
    for sheet in sheets:
        for number, start in enumerate(range(0, max(len(sheet.frame), 1), MAX_ROWS - 1), start=1):
            name = sheet.name if number == 1 else f"{sheet.name} ({number})"
            part = sheet.frame.iloc[start : start + MAX_ROWS - 1]
            page = book.add_worksheet(name, worksheet_class=TableSheet)
            _fill(page, sheet.columns, part, formats, styles["head"])
            _print_setup(page, title)
    try:
        book.close()
    except FileCreateError as error:
        raise WorkspaceError(f"{path}: cannot be written. Free space or check rights.") from error


def _read_me(
    book: Any, title: str, notes: Sequence[tuple[str, str]], sheets: Sequence[Sheet], styles: Mapping[str, Any]
) -> None:
    from textmining.publishing.cells import clean_text

    page = book.add_worksheet("leesmij")
    page.hide_gridlines(2)
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 30)
    page.set_column(2, 2, 22)
    page.set_column(3, 3, 80)
    page.write_string(0, 0, clean_text(title), styles["title"])
    row = 2
    for word, text in notes:
        page.write_string(row, 0, clean_text(word), styles["bold"])
        page.merge_range(row, 1, row, 3, "", styles["wrap"])
        page.write_string(row, 1, clean_text(text), styles["wrap"])
        page.set_row(row, 15 * (1 + len(text) // 120))
        row += 1
    row += 1
    for place, head in enumerate(("blad", "kolom", "naam in de tabellen", "betekenis")):
        page.write_string(row, place, head, styles["head"])
    for sheet in sheets:
        row += 1
        page.write_string(row, 0, sheet.name, styles["bold"])
        page.write_string(row, 1, sheet.about)
        for column in sheet.columns:
            row += 1
            page.write_string(row, 1, column.header)
            page.write_string(row, 2, column.source)
            page.write_string(row, 3, column.about, styles["wrap"])
    _print_setup(page, title)


def _fill(
    page: TableSheet,
    columns: Sequence[Column],
    frame: pd.DataFrame,
    formats: Mapping[str, Any],
    head: Any,
) -> None:
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width, formats[column.kind])
    values = [
        (frame[column.source] * 100.0 if column.kind == "points" else frame[column.source], formats[column.kind])
        for column in columns
    ]
    page.fill([column.header for column in columns], head, values)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(len(frame), 1), len(columns) - 1)
    page.repeat_rows(0)


def _print_setup(page: Any, title: str) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_header(f"&L{title.replace('&', '&&')[:200]}&R&P / &N")

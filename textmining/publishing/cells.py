"""Cells of a long table, written a column at a time.

XlsxWriter writes cell by cell: half a million cells, as an edition has, take it longer than everything else in an
edition. A sheet that holds nothing but a table needs none of its generality. This is its documented way to extend it
(``add_worksheet(worksheet_class=...)``); what is used beside that are the style number of a format and the table of
shared strings, and tests read the workbooks back with two other libraries.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

__all__ = ["TableSheet", "clean_text"]

MAX_TEXT = 32_767
"""Characters that a cell can hold."""
_NOT_XML = re.compile("[\ufffe\uffff]")


def clean_text(value: str) -> str:
    """Text that a cell can hold.

    Half characters and those that XML does not know become a question mark or U+FFFD; a text is cut at what a cell
    holds; one that begins as the markup of a rich string, which XlsxWriter would write unescaped, gets a space before
    it.
    """
    text = _NOT_XML.sub("\ufffd", value.encode("utf-8", "replace").decode("utf-8"))
    text = f" {text}" if text.startswith("<r>") else text
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"


class TableSheet(Worksheet):  # type: ignore[misc]
    """A worksheet that is filled by one call of ``fill``, and by nothing else."""

    _body: list[str]

    def fill(self, heads: list[str], head_style: Any, columns: list[tuple[pd.Series, Any]]) -> None:
        """Write the header and the body.

        Parameters
        ----------
        heads : list of str
            The first row.
        head_style : Format
        columns : list of (Series, Format)
            Columns of one length: of numbers, or of text. A missing value leaves its cell empty.
        """
        first = [self._texts([head], place, head_style, start=1)[0] for place, head in enumerate(heads)]
        cells = [self._column(values, place, form) for place, (values, form) in enumerate(columns)]
        self._body = [f'<row r="1">{"".join(first)}</row>']
        self._body += [f'<row r="{row}">{"".join(line)}</row>' for row, line in enumerate(zip(*cells, strict=True), 2)]
        self.dim_rowmin, self.dim_rowmax = 0, len(self._body) - 1
        self.dim_colmin, self.dim_colmax = 0, len(heads) - 1

    def _column(self, values: pd.Series, place: int, form: Any) -> list[str]:
        if not pd.api.types.is_numeric_dtype(values):
            return self._texts(values.to_numpy(dtype="object").tolist(), place, form, start=2)
        open_cell, style = f'<c r="{xl_col_to_name(place)}', form._get_xf_index()
        numbers = values.to_numpy(dtype="float64", na_value=math.nan).tolist()
        return [
            f'{open_cell}{row}" s="{style}"><v>{number!r}</v></c>' if math.isfinite(number) else ""
            for row, number in enumerate(numbers, 2)
        ]

    def _texts(self, texts: Iterable[object], place: int, form: Any, *, start: int) -> list[str]:
        """Cells that refer to shared strings: a text in many cells is stored once. What is not text is missing."""
        open_cell, style = f'<c r="{xl_col_to_name(place)}', form._get_xf_index()
        numbers: dict[str, int] = {}
        cells = []
        for row, text in enumerate(texts, start):
            if not isinstance(text, str):
                cells.append("")
                continue
            if text not in numbers:
                numbers[text] = self.str_table._get_shared_string_index(clean_text(text))
            cells.append(f'{open_cell}{row}" s="{style}" t="s"><v>{numbers[text]}</v></c>')
        return cells

    def _write_sheet_data(self) -> None:
        """Put the body where XlsxWriter would write its own cells."""
        self._xml_start_tag("sheetData")
        self.fh.writelines(self._body)
        self._xml_end_tag("sheetData")

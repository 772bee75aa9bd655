"""Reading all sheets of a workbook that anyone may have edited, in a process of its own."""

from __future__ import annotations

import json
from pathlib import Path

from textmining.codebook.exchange.archive import open_archive
from textmining.errors import Problem, UsageError
from textmining.survey.isolated import run_reader

__all__ = ["Cells", "read_sheets"]

Cells = list[list[str | None]]
"""The rows of a sheet, row 1 first; cells as text, None where empty."""

_MEMORY = 2_000_000_000
_MOST = 500_000_000
"""Bytes that the reader may hand back."""
_SECONDS = 60
_CELLS = (2_000_000, 1)
"""Cells, empty ones too, at least and per byte of the file; one of 10,000 answers and 77 themes has .3 per byte."""


def read_sheets(data: bytes, name: str) -> dict[str, Cells]:
    """Read every worksheet of an .xlsx, hidden ones too.

    Parameters
    ----------
    data : bytes
    name : str
        Of the file, for messages.

    Returns
    -------
    dict
        Sheet name to rows; numbers as text without .0, formulas as the value that was saved with them.

    Raises
    ------
    UsageError
        In Dutch, if it is no workbook, is protected or damaged, or holds far more than a codebook does.
    """
    open_archive(data, name, "Excel-werkmap (.xlsx)")
    script = Path(__file__).with_name("sheets_native.py")
    cells = _CELLS[0] + _CELLS[1] * len(data)
    code, written = run_reader(script, [str(_MEMORY), str(_SECONDS), str(cells)], data, _MOST)
    if code != 0 or len(written) > _MOST:
        raise UsageError(
            Problem(
                name,
                "is beschadigd, beveiligd, of bevat veel meer dan een codeboek (misschien één losse cel ver buiten de "
                "tabel).",
                "Open het in Excel, haal weg wat buiten de tabel staat, en sla het op als .xlsx zonder wachtwoord.",
            )
        )
    sheets: dict[str, Cells] = {}
    for line in written.splitlines():
        sheet, rows = json.loads(line)
        sheets.setdefault(sheet, []).extend(rows)
    return sheets

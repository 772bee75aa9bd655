"""Runs as a process of its own: reads all sheets of an .xlsx from standard input and writes them to standard output.

A damaged file can end the process of the library that reads it (see ``textmining.survey.native``, whose bounds and
cells are used here); ``sheets`` is the other end. Written: lines of JSON, each a sheet's name and some of its rows.
"""

from __future__ import annotations

import importlib.util
import io
import itertools
import json
import sys
from pathlib import Path
from typing import Any

MAX_ROWS = 200_000
MAX_COLUMNS = 1_000


def _native() -> Any:
    """``textmining.survey.native`` by its place: importing the package would take longer than the reading."""
    place = Path(__file__).parents[2] / "survey" / "native.py"
    spec = importlib.util.spec_from_file_location("native", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> int:
    """``sheets_native.py MEMORY SECONDS CELLS``, bytes on standard input."""
    import python_calamine

    native = _native()
    data = sys.stdin.buffer.read()
    memory, seconds, left = map(int, sys.argv[1:])
    native.bound(memory, seconds)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for found in book.sheets_metadata:
            if found.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(found.name)
            left -= sheet.total_width * sheet.total_height
            if sheet.total_width > MAX_COLUMNS or sheet.total_height > MAX_ROWS or left < 0:
                return int(native.REFUSED)
            rows = sheet.iter_rows() if sheet.start is not None else iter(())
            while batch := [[native.cell_text(c) for c in row] for row in itertools.islice(rows, native.ROWS_PER_LINE)]:
                sys.stdout.buffer.write(json.dumps([found.name, batch]).encode("ascii") + b"\n")
    except (python_calamine.CalamineError, python_calamine.PasswordError):
        return int(native.REFUSED)
    return 0


if __name__ == "__main__":
    sys.exit(main())

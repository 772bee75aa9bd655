"""Runs as a process of its own: reads a .sav or .xlsx from standard input and writes what it holds to standard output.

The compiled libraries that read these formats end the whole process on some damaged files (measured on mutated files:
ReadStat segfaults on 1 in 2,000; calamine aborts where one stray cell stretches the sheet over more than the memory).
Here that ends this process only, and memory and time are bounded. ``isolated`` is the other end.

Written: one line of JSON with the facts; then for "workbook" one line of JSON per batch of rows (cells as text, null
where empty), for "spss" one line per text column, followed by the number columns as raw float64, column by column.
Imports nothing of this package, so that it starts fast.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import itertools
import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

REFUSED = 3
"""Exit code: the library refused the file; the facts say why."""

ROWS_PER_LINE = 2_000


class Refused(Exception):
    """The file cannot be read; the message says why."""


def bound(memory: int, seconds: int) -> None:
    """Bound address space (bytes) and processor time where the system can; never leave a core file with answers."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def workbook(data: bytes, columns: int) -> Iterator[bytes]:
    """The first visible worksheet; every row has the width of the sheet, and row 1 comes first."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet]
        shown = [sheet.name for sheet in sheets if sheet.visible == python_calamine.SheetVisibleEnum.Visible]
        names = shown or [sheet.name for sheet in sheets]
        if not names:
            raise Refused("holds no worksheet.")
        sheet = book.get_sheet_by_name(names[0])
        width = sheet.total_width
        if width > columns:
            raise Refused(f"has {width} columns; at most {columns} are read.")
        rows = sheet.iter_rows() if sheet.start is not None else iter(())
        yield _line({"sheet": names[0], "others": names[1:]})
        while batch := list(itertools.islice(rows, ROWS_PER_LINE)):
            yield _line([[cell_text(cell) for cell in row] for row in batch])
    except python_calamine.PasswordError:
        raise Refused("is protected with a password.") from None
    except python_calamine.CalamineError as error:
        raise Refused(f"is damaged or not a workbook ({error}).") from None


def cell_text(cell: object) -> str | None:
    """A cell as text: whole numbers without .0, dates as ISO, true and false as 1 and 0; null where empty."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(Decimal(repr(cell)), "f")
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time()
        return cell.date().isoformat() if midnight else cell.isoformat(timespec="seconds")
    if isinstance(cell, datetime.timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return None if cell is None else str(cell)


def spss(data: bytes, columns: int) -> Iterator[bytes]:
    """All columns of an SPSS file, user-missing values included."""
    import warnings

    import numpy as np
    import pyreadstat

    options: dict[str, Any] = {"user_missing": True, "disable_datetime_conversion": True, "output_format": "dict"}
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            _, meta = pyreadstat.read_sav(io.BytesIO(data), metadataonly=True, **options)
            if len(meta.column_names) > columns:
                raise Refused(f"has {len(meta.column_names)} columns; at most {columns} are read.")
            content, meta = pyreadstat.read_sav(io.BytesIO(data), **options)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # whatever the library raises, the file is what is wrong
        raise Refused(f"is damaged or not an SPSS file ({error}).") from None
    twice = [str(w.message).split("'")[1] for w in caught if "is duplicated" in str(w.message)]
    names = list(meta.column_names)
    texts = [name for name in names if meta.readstat_variable_types[name] == "string"]
    numbers = [np.asarray(content[name], dtype="<f8") for name in names if name not in set(texts)]
    yield _line(
        {
            "names": names,
            "twice": sorted(set(twice)),
            "rows": len(content[names[0]]) if names else 0,
            "formats": meta.original_variable_types,
            "measures": meta.variable_measure,
            "labels": {name: label for name, label in meta.column_names_to_labels.items() if label},
            "value_labels": {name: list(labels.items()) for name, labels in meta.variable_value_labels.items()},
            "missing": {
                name: [[part["lo"], part["hi"]] for part in parts] for name, parts in meta.missing_ranges.items()
            },
            "texts": texts,
        }
    )
    for name in texts:
        yield _line([cell_text(cell) for cell in content[name]])
    for values in numbers:
        yield values.tobytes()


def _line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"


def main() -> int:
    """``native.py KIND MEMORY SECONDS COLUMNS``, bytes on standard input."""
    kind, memory, seconds, columns = sys.argv[1], *map(int, sys.argv[2:])
    data = sys.stdin.buffer.read()
    bound(memory, seconds)
    reader = {"workbook": workbook, "spss": spss}[kind]
    try:
        for part in reader(data, columns):
            sys.stdout.buffer.write(part)
    except Refused as error:
        sys.stdout.buffer.write(_line({"refused": str(error)}))
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())

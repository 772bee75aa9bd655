"""Reading .xlsx: the first sheet that shows, all cells as text."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator

from textmining.errors import Problem, SurveyError
from textmining.survey.content import SurveyFile, table_of_rows
from textmining.survey.isolated import read_natively
from textmining.survey.source import Source

__all__ = ["read_workbook"]

MAX_UNPACKED = 1_000_000_000
MAX_ENTRIES = 10_000


def read_workbook(source: Source) -> SurveyFile:
    """Read the first visible sheet of a workbook; the first row with content is the header.

    Text stays as it is (001 keeps its zeros), numbers lose a .0, dates become ISO text, formulas count by the value
    that was saved with them. Other sheets are not read, and a notice says so.

    Raises
    ------
    SurveyError
        If it is no workbook, is protected or damaged, unpacks to more than ``MAX_UNPACKED`` bytes, or has no rows.
    """
    _check_archive(source)
    facts, lines = read_natively("workbook", source.data, source.name)
    rows = ((number, row) for number, row in enumerate(_rows(lines), start=1))
    header = next((row for _, row in rows if any(cell and cell.strip() for cell in row)), None)
    if header is None:
        raise SurveyError(Problem(source.name, f"sheet {facts['sheet']!r} is empty.", "The first sheet is read."))
    notices = []
    if facts["others"]:
        told = f"sheet {facts['sheet']!r} is read, not {', '.join(map(repr, facts['others']))}."
        notices.append(Problem(source.name, told, "Move the sheet with the answers to the front if it is another."))
    return table_of_rows(source.name, source.sha256, header, _batches(rows), notices)


def _rows(lines: bytes) -> Iterator[list[str | None]]:
    for line in lines.splitlines():
        yield from json.loads(line)


def _batches(
    rows: Iterator[tuple[int, list[str | None]]], size: int = 20_000
) -> Iterator[tuple[list[int], list[list[str | None]]]]:
    numbers, batch = [], []
    for number, row in rows:
        numbers.append(number)
        batch.append(row)
        if len(batch) == size:
            yield numbers, batch
            numbers, batch = [], []
    yield numbers, batch


def _check_archive(source: Source) -> None:
    """Look at the archive's directory before anything is unpacked."""
    name = source.name
    if source.data.startswith(b"\xd0\xcf\x11\xe0"):
        protected = "EncryptedPackage".encode("utf-16-le") in source.data
        what = "is protected with a password." if protected else "is an old Excel file (.xls), not .xlsx."
        raise SurveyError(Problem(name, what, "Save it as .xlsx without a password."))
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            entries = archive.infolist()
    except Exception:  # zipfile raises many kinds on a damaged directory
        raise SurveyError(Problem(name, "is not an .xlsx workbook.", "Save it from Excel as .xlsx.")) from None
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED:
        raise SurveyError(
            Problem(
                name,
                f"unpacks to {unpacked // 1_000_000} MB in {len(entries)} parts, far more than a survey needs.",
                "Save only the sheet with the answers.",
            )
        )

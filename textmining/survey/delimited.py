"""Reading .csv: separator, quotes and encoding as Dutch survey tools and Excel write them. All cells are text."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator

from textmining.errors import Problem, SurveyError
from textmining.survey.content import SurveyFile, listed, table_of_rows
from textmining.survey.source import Source

__all__ = ["read_delimited"]

SEPARATORS = (";", ",", "\t", "|")

_SAMPLE = 2_000_000
"""Characters that the separator is guessed from."""

_BATCH = 20_000
_KINDS = {
    b"PK\x03\x04": "an Excel workbook or another zip archive",
    b"$FL": "an SPSS file",
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls) or a protected one",
    b"%PDF": "a PDF",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}


def read_delimited(source: Source) -> SurveyFile:
    """Read delimited text.

    The separator is the one of ``; , tab |`` by which the header and the rows come out equally wide, or the one that
    Excel's line ``sep=;`` names. Text is UTF-8 with or without a byte-order mark, else Windows-1252 with a notice.

    Raises
    ------
    SurveyError
        If it is no text, a row is wider or narrower than the header, or a quotation mark is out of place; with the
        rows.
    """
    text, notices = _decoded(source)
    hint = text[:6].rstrip("\r\n")
    if len(hint) == 5 and hint.startswith("sep=") and hint[4] in SEPARATORS:
        separator, text = hint[4], text[5:].lstrip("\r\n")
    else:
        separator = guess_separator(text)
    records = _records(text, separator, source.name)
    _, header = next(((n, record) for n, record in records if any(record)), (0, []))
    if not header:
        raise SurveyError(Problem(source.name, "is empty.", "Check that the export is complete."))
    return table_of_rows(source.name, source.sha256, header, _even(records, header, source.name), notices)


def guess_separator(text: str) -> str:
    """The separator by which most rows are as wide as the header; of equals the one that makes it widest."""
    sample = text[:_SAMPLE]

    def fit(separator: str) -> tuple[float, int]:
        widths: list[int] = []
        try:
            for record in csv.reader(io.StringIO(sample, newline=""), delimiter=separator, strict=True):
                if record:
                    widths.append(len(record))
                if len(widths) > 300:
                    break
            if len(sample) < len(text) and len(widths) <= 300:
                widths.pop()  # cut off in the middle
        except csv.Error:
            pass  # perhaps only far down: what came out so far still tells
        if not widths or widths[0] < 2:
            return 0.0, 0
        rows = widths[1:]
        return (sum(w == widths[0] for w in rows) / len(rows) if rows else 0.0), widths[0]

    return max(SEPARATORS, key=fit)


def _decoded(source: Source) -> tuple[str, list[Problem]]:
    data, name = source.data, source.name
    for mark, kind in _KINDS.items():
        if data.startswith(mark):
            raise SurveyError(
                Problem(name, f"is {kind}, not .csv.", "Save it as CSV UTF-8, or give it its own suffix.")
            )
    if b"\x00" in data:
        row = data[: data.index(b"\x00")].count(b"\n") + 1
        raise SurveyError(Problem(name, f"line {row} holds a NUL byte, which text never does.", "Export it again."))
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line, marked = data[: error.start].count(b"\n") + 1, data.startswith(b"\xef\xbb\xbf")
    try:
        if marked:
            raise ValueError
        text = data.decode("cp1252")
    except ValueError:
        raise SurveyError(
            Problem(name, f"is neither UTF-8 nor Windows-1252 text (line {line}).", "Save it as CSV UTF-8.")
        ) from None
    told = f"is not UTF-8 (first at line {line}) and was read as Windows-1252."
    return text, [Problem(name, told, "If é or ë look wrong, save it as CSV UTF-8.")]


def _records(text: str, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Numbered records; the number counts as a spreadsheet does, so a line break within a cell starts no row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SurveyError(
                Problem(
                    name,
                    f"row {number} cannot be read ({error}).",
                    "Quotation marks enclose a whole cell; one inside a cell is doubled. "
                    f"A cell holds at most {csv.field_size_limit():,} characters.",
                )
            ) from None
        yield number, record


def _even(
    records: Iterator[tuple[int, list[str]]], header: list[str], name: str
) -> Iterator[tuple[list[int], list[list[str]]]]:
    """Batches of rows as wide as the header; blank rows are skipped, empty cells beyond the header dropped."""
    width = len(header)
    uneven: list[tuple[int, int]] = []
    while batch := list(itertools.islice(records, _BATCH)):
        numbers, rows = [], []
        for number, record in batch:
            if len(record) > width and not any(record[width:]):
                record = record[:width]  # noqa: PLW2901
            if len(record) == width:
                numbers.append(number)
                rows.append(record)
            elif any(record):
                uneven.append((number, len(record)))
        yield numbers, rows
    if uneven:
        told = [f"row {number} has {count} cells" for number, count in uneven]
        raise SurveyError(
            Problem(
                name,
                f"{listed(told)}, but the header has {width}.",
                "A cell that holds a separator or a line break must stand between quotation marks.",
            )
        )

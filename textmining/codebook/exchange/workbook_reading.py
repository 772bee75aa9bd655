"""Reading back a workbook that a coder edited: a list of decisions, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from textmining.codebook.exchange.book_edits import read_book
from textmining.codebook.exchange.changes import Edits, Report
from textmining.codebook.exchange.code_edits import read_codes
from textmining.codebook.exchange.layout import BOOK, CODES, ORIGIN
from textmining.codebook.exchange.origin import Content, Origin
from textmining.codebook.exchange.sheets import Cells, read_sheets
from textmining.errors import Problem, UsageError

__all__ = ["EditedWorkbook", "open_workbook", "read_changes"]


@dataclass(frozen=True)
class EditedWorkbook:
    """A workbook that came back: what it was made of, and its cells.

    ``fingerprint`` is that of the content it was made of.
    """

    name: str
    origin: Origin
    fingerprint: str
    sheets: Mapping[str, Cells] = field(repr=False)


def open_workbook(data: bytes, name: str) -> EditedWorkbook:
    """Open a workbook that ``write_workbook`` made and a coder edited.

    Raises
    ------
    UsageError
        In Dutch, if it cannot be read or was not made so.
    """
    sheets = read_sheets(data, name)
    told = {line[0]: line[1] for line in sheets.get(ORIGIN, []) if len(line) > 1 and line[0] and line[1]}
    parts = [told.get(word) for word in ("onderzoek", "codeboek", "stand", "kenmerk")]
    if told.get("opmaak") != "1" or not all(parts):
        raise UsageError(
            Problem(
                name,
                f"is geen werkmap die uit het codeboek is gemaakt: het verborgen blad '{ORIGIN}' ontbreekt of is "
                "gewijzigd.",
                "Exporteer het codeboek opnieuw en neem de wijzigingen daarin over.",
            )
        )
    study, codebook, version, fingerprint = (part or "" for part in parts)
    return EditedWorkbook(name, Origin(study, codebook, version), fingerprint, sheets)


def read_changes(workbook: EditedWorkbook, origin: Origin, content: Content) -> Edits:
    """What a coder changed.

    Parameters
    ----------
    workbook : EditedWorkbook
    origin : Origin
        The study and codebook that it should be of, and the moment (``workbook.origin.version``) that ``content`` is
        of.
    content : Content
        The same tables that the workbook was made from: what others decided since is not in them, so that an old cell
        is not taken for a change.

    Returns
    -------
    Edits
        An unedited workbook has no changes and nothing unread.

    Raises
    ------
    UsageError
        In Dutch, if it is of another study or codebook, or of another moment than ``content``.
    """
    ours, theirs = (origin.study, origin.codebook), (workbook.origin.study, workbook.origin.codebook)
    if ours != theirs:
        what = f"is van onderzoek {theirs[0]!r}, codeboek {theirs[1]!r}, niet van {ours[0]!r}, {ours[1]!r}."
        raise UsageError(Problem(workbook.name, what, "Lever het in bij dat codeboek."))
    if workbook.origin.version != origin.version or workbook.fingerprint != content.fingerprint(origin):
        raise UsageError(
            Problem(
                workbook.name,
                f"is gemaakt van stand {workbook.origin.version} van het codeboek, die hier niet (meer) zo is.",
                "Exporteer het codeboek opnieuw en neem de wijzigingen daarin over.",
            )
        )
    book, new = read_book(workbook.sheets.get(BOOK, []), origin.codebook, content)
    codes = read_codes(workbook.sheets.get(CODES, []), content, new)
    return Report.edits([book, codes])

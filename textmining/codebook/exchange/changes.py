"""What a coder changed in an exported workbook, and what could not be read of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from textmining.codebook.exchange.layout import column_name

__all__ = ["Change", "Edits", "Report", "Unread"]

MOST_UNREAD = 1000


@dataclass(frozen=True)
class Change:
    """A cell that a coder changed, and the decision that it is.

    Attributes
    ----------
    action : Action
        Of ``textmining.codebook.decisions``: Rename, Define, Accept, Reject, NewTheme, AddTheme or RemoveTheme.
    sheet, row, column : str, int, str
        Where it stands: as Excel numbers rows and columns.
    before, after : str
        What the cell said and says.
    """

    action: Any
    sheet: str
    row: int
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Unread:
    """What is not taken over from a workbook, in Dutch: where (``row`` and ``column`` are None for a whole sheet or
    row), what, and what to do."""

    sheet: str
    row: int | None
    column: str | None
    what: str
    remedy: str

    def __str__(self) -> str:
        row = f", rij {self.row}" if self.row is not None else ""
        column = f", kolom {self.column}" if self.column is not None else ""
        return f"{self.sheet}{row}{column}: {self.what} {self.remedy}".rstrip()


@dataclass(frozen=True)
class Edits:
    """All changes, those on themes before those on answers, and all that was not read."""

    changes: tuple[Change, ...]
    unread: tuple[Unread, ...]


@dataclass
class Report:
    """Collects the edits of one sheet."""

    sheet: str
    changes: list[Change] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    more: int = 0

    def change(self, action: Any, row: int, place: int, before: str, after: str) -> None:
        """Note a change; ``row`` and ``place`` count from 0."""
        self.changes.append(Change(action, self.sheet, row + 1, column_name(place), before, after))

    def skip(self, row: int | None, place: int | None, what: str, remedy: str = "") -> None:
        """Note what is not read; ``row`` and ``place`` count from 0, None where it is about more than one."""
        if len(self.unread) >= MOST_UNREAD:
            self.more += 1
            return
        column = None if place is None else column_name(place)
        self.unread.append(Unread(self.sheet, None if row is None else row + 1, column, what, remedy))

    @staticmethod
    def edits(reports: Iterable[Report]) -> Edits:
        """The edits of all sheets."""
        changes: list[Change] = []
        unread: list[Unread] = []
        for report in reports:
            changes += report.changes
            unread += report.unread
            if report.more:
                unread.append(Unread(report.sheet, None, None, f"en nog {report.more} andere punten.", ""))
        return Edits(tuple(changes), tuple(unread))

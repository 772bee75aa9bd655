"""What a survey file holds, whatever its format: the table as people see it, with its labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from textmining.errors import Problem, SurveyError

__all__ = ["MAX_COLUMNS", "MAX_ROWS", "SurveyFile", "listed", "name_columns", "quoted", "table_of_rows"]

MAX_COLUMNS = 10_000
MAX_ROWS = 5_000_000

_NULLS = ("", "#NULL!")
"""Empty, and what SPSS writes for a system-missing value when it exports to Excel or text."""


@dataclass(frozen=True)
class SurveyFile:
    """One survey file as read.

    Attributes
    ----------
    name : str
        As the study names it.
    sha256 : str
        Of the bytes that were read.
    frame : DataFrame, one row per case
        Text columns are ``str``, stripped, null where empty; number columns (.sav only) are float64, null where system-
        or user-missing.
    rows : ndarray of int
        The number that a person sees beside each case: in .csv and .xlsx counted from the header, which is row 1; in
        .sav the case number.
    variable_labels : mapping from column to label
    value_labels : mapping from column to (code to label)
        Codes as ``normal_code`` gives them, in the order of their values, without those that are user-missing.
    nominal : frozenset of columns
        Those that the file itself calls nominal.
    notices : tuple of Problem
        What was noticed while reading, and is no error.
    """

    name: str
    sha256: str
    frame: pd.DataFrame
    rows: np.ndarray[tuple[int], np.dtype[np.int64]]
    variable_labels: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    nominal: frozenset[str] = frozenset()
    notices: tuple[Problem, ...] = ()


def listed(values: Iterable[object], *, most: int = 5) -> str:
    """``3, 8 and 12``, or ``3, 8, 12, 15, 20 and 31 more``."""
    texts = [str(value) for value in values]
    if len(texts) > most:
        return f"{', '.join(texts[:most])} and {len(texts) - most} more"
    return " and ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)


def quoted(value: str, *, most: int = 40) -> str:
    """A value from a file as it may stand in a message: in quotes, short, and without control characters."""
    return repr(value if len(value) <= most else f"{value[: most - 1]}…")


def name_columns(header: Sequence[str | None], file: str) -> list[str]:
    """Stripped names of the columns, "" where there is none.

    Raises
    ------
    SurveyError
        If a name occurs twice, or there are more columns than are read.
    """
    names = [(name or "").strip() for name in header]
    if len(names) > MAX_COLUMNS:
        raise SurveyError(
            Problem(file, f"has {len(names)} columns; at most {MAX_COLUMNS} are read.", "Remove the superfluous ones.")
        )
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names, start=1):
        places.setdefault(name, []).append(place)
    twice = {name: found for name, found in places.items() if name and len(found) > 1}
    if twice:
        raise SurveyError(
            Problem(
                file,
                f"the column name {quoted(name)} occurs {len(found)} times (columns {listed(found)}).",
                "Give each column its own name.",
            )
            for name, found in twice.items()
        )
    return names


def table_of_rows(
    name: str,
    sha256: str,
    header: Sequence[str | None],
    batches: Iterable[tuple[Sequence[int], Sequence[Sequence[str | None]]]],
    notices: Iterable[Problem] = (),
) -> SurveyFile:
    """Make a table of text from the header and batches of (row numbers, rows as wide as the header).

    Rows without any content are left out; so are columns without a name, with a notice where they hold something.

    Raises
    ------
    SurveyError
        If a column name occurs twice, there are no rows, or more than are read.
    """
    names = name_columns(header, name)
    frames, rows, count = [], [], 0
    for numbers, batch in batches:
        if not batch:
            continue
        count += len(batch)
        if count > MAX_ROWS:
            raise SurveyError(Problem(name, f"has more than {MAX_ROWS} rows.", "Split it into waves."))
        columns = [_text(column) for column in zip(*batch, strict=True)]
        frame = pd.concat(columns, axis=1)  # pandas numbers the columns, so names may still be empty here
        full = frame.notna().any(axis=1).to_numpy()
        frames.append(frame[full])
        rows.append(np.asarray(numbers, dtype=np.int64)[full])
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    if frame.empty:
        raise SurveyError(Problem(name, "has a header but no rows.", "Check that the export is complete."))
    nameless = [place for place, column in enumerate(names) if not column]
    found = [place + 1 for place in nameless if frame[place].notna().any()]
    told = list(notices)
    if found:
        told.append(Problem(name, f"column {listed(found)} has no name in the header and is not read."))
    named = [place for place, column in enumerate(names) if column]
    frame = frame[named].set_axis([names[place] for place in named], axis=1)
    return SurveyFile(name, sha256, frame, np.concatenate(rows), notices=tuple(told))


def _text(values: Sequence[str | None]) -> pd.Series:
    column = pd.Series(values, dtype="str").str.strip()
    return column.mask(column.isin(_NULLS))

"""Reading .sav: numbers stay numbers; labels, user-missing values and dates are resolved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from textmining.errors import Problem, SurveyError
from textmining.study import normal_code
from textmining.survey.content import MAX_ROWS, SurveyFile, name_columns
from textmining.survey.isolated import read_natively
from textmining.survey.source import Source

__all__ = ["read_spss"]

_DATES = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR")
_DATETIMES = ("DATETIME", "YMDHMS")
_EPOCH = np.datetime64("1582-10-14", "s")
"""SPSS counts seconds from the day before the Gregorian calendar began."""

_LAST = 265_621_000_000.0
"""About the end of the year 9999 in those seconds; what lies beyond is no date."""


def read_spss(source: Source) -> SurveyFile:
    """Read an SPSS file.

    User-missing values and ranges become null and lose their labels, dates become ISO text, text loses the blanks that
    SPSS pads it with.

    Raises
    ------
    SurveyError
        If it is no SPSS file, is protected or damaged, has no rows, or a column name occurs twice.
    """
    name = source.name
    if source.data.startswith(b"ENCRYPTEDSAV"):
        raise SurveyError(Problem(name, "is protected with a password.", "Save it without one."))
    if not source.data.startswith((b"$FL2", b"$FL3")):
        raise SurveyError(Problem(name, "is not an SPSS file.", "Save it from SPSS as .sav."))
    facts, content = read_natively("spss", source.data, name)
    if facts["twice"]:
        name_columns([*facts["twice"], *facts["twice"]], name)
    count = facts["rows"]
    # a damaged file may hold a name of blanks only; what has no name cannot be asked for
    named = {
        given: shown for given, shown in zip(facts["names"], name_columns(facts["names"], name), strict=True) if shown
    }
    if not count or not named:
        raise SurveyError(Problem(name, "has a header but no rows.", "Check that the export is complete."))
    if count > MAX_ROWS:
        raise SurveyError(Problem(name, f"has more than {MAX_ROWS} rows.", "Split it into waves."))
    columns, missing = _columns(facts, content), {given: facts["missing"].get(given, []) for given in named}
    value_labels = {
        shown: _known_labels(facts["value_labels"].get(given, []), missing[given]) for given, shown in named.items()
    }
    return SurveyFile(
        name,
        source.sha256,
        pd.DataFrame(
            {
                shown: resolved(columns[given], missing[given], facts["formats"].get(given) or "")
                for given, shown in named.items()
            }
        ),
        np.arange(1, count + 1),
        variable_labels={shown: facts["labels"][given] for given, shown in named.items() if given in facts["labels"]},
        value_labels={shown: labels for shown, labels in value_labels.items() if labels},
        nominal=frozenset(shown for given, shown in named.items() if facts["measures"].get(given) == "nominal"),
    )


def resolved(column: pd.Series, missing: Sequence[Sequence[Any]], form: str) -> pd.Series:
    """A column with its user-missing values null, its text stripped and its dates as ISO text.

    ``missing`` holds pairs of lowest and highest missing value, ``form`` is SPSS's format such as F8.2 or DATE11.
    """
    if column.dtype != np.float64:
        text = column.str.strip()
        codes = [str(low).strip() for low, _ in missing]
        return text.mask(text.isin([*codes, ""]))
    gone = ~np.isfinite(column)
    for low, high in missing:
        gone |= (column >= low) & (column <= high)
    column = column.mask(gone)
    kind = form.rstrip("0123456789.")
    if kind not in _DATES + _DATETIMES:
        return column
    seconds = column.mask((column < 0) | (column > _LAST))
    known = seconds.notna()
    moments = _EPOCH + seconds[known].round().astype("int64").to_numpy().astype("timedelta64[s]")
    texts = np.datetime_as_string(moments, unit="s" if kind in _DATETIMES else "D")
    return pd.Series(texts, index=column.index[known], dtype="str").reindex(column.index)


def _columns(facts: dict[str, Any], content: bytes) -> dict[str, pd.Series]:
    """The columns as ``native`` wrote them: a line of JSON for each of text, raw float64 for each of numbers."""
    count, found, start = facts["rows"], {}, 0
    for column in facts["texts"]:
        end = content.index(b"\n", start)
        found[column] = pd.Series(json.loads(content[start:end]), dtype="str")
        start = end + 1
    for column in facts["names"]:
        if column not in found:
            found[column] = pd.Series(np.frombuffer(content, dtype="<f8", count=count, offset=start).astype(np.float64))
            start += 8 * count
    return found


def _known_labels(pairs: Sequence[Sequence[Any]], missing: Sequence[Sequence[Any]]) -> dict[str, str]:
    """Code to label by value (numbers first, then text), without the user-missing ones."""
    ordered = sorted(((value, label) for value, label in pairs), key=lambda pair: (isinstance(pair[0], str), pair[0]))
    return {normal_code(value): str(label).strip() for value, label in ordered if not _is_missing(value, missing)}


def _is_missing(value: object, missing: Sequence[Sequence[Any]]) -> bool:
    if isinstance(value, str):
        return value.strip() in [str(low).strip() for low, _ in missing]
    return any(low <= value <= high for low, high in missing if not isinstance(low, str))

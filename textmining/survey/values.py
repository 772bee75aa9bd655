"""Cells as codes, numbers and ids: 1, 1.0 and "1,0" mean the same in every kind of file."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from textmining.study import normal_code

__all__ = ["codes", "in_order", "natural", "numbers", "respondent_id", "respondent_ids"]

_NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]{1,3})?")
_WHOLE = re.compile(r"(-?[0-9]+)[.,]0+")


def codes(column: pd.Series) -> pd.Series:
    """The code in each cell as text (``normal_code``); null stays null."""
    return _by_value(column, normal_code)


def respondent_ids(column: pd.Series) -> pd.Series:
    """The file's own ids as text: 1.0 becomes "1", 001 and 2022.10 stay what they are; null stays null."""
    return _by_value(column, respondent_id)


def respondent_id(value: object) -> str:
    """The file's own id as text, of one cell or as somebody typed it."""
    text = normal_code(value) if isinstance(value, float) else str(value)
    whole = _WHOLE.fullmatch(text)
    return whole.group(1) if whole else text


def numbers(column: pd.Series) -> pd.Series:
    """The number in each cell, with decimal point or comma; NaN where the cell is empty or holds no finite number."""
    if column.dtype == np.float64:
        return column
    found = {value: _number(value) for value in column.dropna().unique()}
    return column.map(found).astype("float64")


def natural(text: str) -> tuple[int, float, str, str]:
    """Sort key: numbers by size, then texts without regard to case."""
    value = _number(text)
    return (1, 0.0, text.casefold(), text) if math.isnan(value) else (0, value, "", text)


def in_order(column: pd.Series) -> list[str]:
    """The distinct texts of a column in natural order, whatever the order of its rows."""
    return sorted(column.dropna().unique().tolist(), key=natural)


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        return math.nan
    value = float(text.replace(",", "."))
    return value if math.isfinite(value) else math.nan


def _by_value(column: pd.Series, function: Callable[[object], str]) -> pd.Series:
    found = {value: function(value) for value in column.dropna().unique()}
    return column.map(found).astype("str")

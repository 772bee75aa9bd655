"""Themes and codings as CSV, as Dutch Excel reads it: semicolons, decimal commas, UTF-8 with a mark."""

from __future__ import annotations

import pandas as pd

from textmining.codebook.exchange.cells import no_formula
from textmining.tables import validate

__all__ = ["codings_csv", "themes_csv"]


def themes_csv(themes: pd.DataFrame) -> bytes:
    """The codebook, one line per theme: the columns of ``themes`` of the contract.

    A text that a spreadsheet would take for a formula gets an apostrophe before it; NUL becomes U+FFFD, and line ends
    are of one kind.
    """
    return _csv(validate("themes", themes))


def codings_csv(codings: pd.DataFrame, themes: pd.DataFrame) -> bytes:
    """The codings, one line each: the columns of ``codings`` of the contract, with the theme's label."""
    table = validate("codings", codings)
    labels = table["theme_id"].map(themes.set_index("theme_id")["label"])
    table.insert(table.columns.get_loc("theme_id") + 1, "label", labels.astype("str"))
    return _csv(table)


def _csv(table: pd.DataFrame) -> bytes:
    text = {name: column.map(_safe, na_action="ignore") for name, column in table.select_dtypes("str").items()}
    lines: str = table.assign(**text).to_csv(sep=";", decimal=",", index=False)
    return lines.encode("utf-8-sig")


def _safe(value: str) -> str:
    # the csv module quotes a line feed but not a lone carriage return, at which readers begin a new line
    text = value.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return no_formula(text.replace("\x00", "\ufffd"))

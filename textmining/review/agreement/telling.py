"""Agreement as pages and spreadsheets tell it: in the names that themes have now, and in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from textmining.codebook.agreement import LEAST, Alpha
from textmining.review.agreement.measuring import Agreement, ModelAgreement
from textmining.review.book import Book

__all__ = ["TABLES", "Told", "agreement_csv", "judged", "told"]

GOOD = 0.8
"""Krippendorff's bound for conclusions that need no reserve."""

TABLES: Mapping[str, str] = {
    "themas": "per thema",
    "verwisseld": "verwisselde thema’s",
    "codeurs": "per tweetal codeurs",
    "model": "codeurs en model",
}
"""The tables that can be had as CSV, by the last part of their address."""

_CONFUSED = 30
"""Rows of the table of confused themes on the page; the CSV has all."""


@dataclass(frozen=True)
class Told:
    """What the page shows.

    Attributes
    ----------
    agreement : Agreement
    by_model : ModelAgreement or None
    verdict : str
        Of the whole, in a word.
    themes, confused, missed, pairs, model : list of dict
        Rows with ``label`` (and ``other_label``) beside the figures; NaN is None. Of themes: those that somebody chose,
        the least agreed on first. ``missed`` are those that one coder chose, and the other nothing in their place.
    unused : int
        Themes that nobody chose.
    doubtful : int
        Themes under the bound.
    """

    agreement: Agreement
    by_model: ModelAgreement | None
    verdict: str
    themes: list[dict[str, Any]]
    confused: list[dict[str, Any]]
    missed: list[dict[str, Any]]
    pairs: list[dict[str, Any]]
    model: list[dict[str, Any]]
    unused: int
    doubtful: int


def judged(alpha: float | None) -> str:
    """An alpha in a word.

    Notes
    -----
    Krippendorff (2004, Reliability in content analysis): .800 and more; from .667 for tentative conclusions.

    >>> judged(0.85), judged(0.7), judged(0.5), judged(None)
    ('goed', 'voldoende', 'indicatief', 'onbekend')
    """
    if alpha is None:
        return "onbekend"
    return "goed" if alpha >= GOOD else "voldoende" if alpha >= LEAST else "indicatief"


def told(book: Book, found: Agreement, by_model: ModelAgreement | None) -> Told:
    """Agreement in the names of today; themes that are gone since are left out.

    Parameters
    ----------
    book : Book
    found : Agreement
    by_model : ModelAgreement, optional
    """
    themes = [row | {"verdict": judged(row["alpha"])} for row in _rows(book, found.themes)]
    chosen = [row for row in themes if row["mentions"]]
    chosen.sort(key=lambda row: (math.inf if row["alpha"] is None else row["alpha"], row["label"].casefold()))
    pairs = [row | {"verdict": judged(row["alpha"])} for row in _plain(found.pairs)]
    confused = _rows(book, found.confused)
    model = [] if by_model is None else _rows(book, by_model.themes)
    return Told(
        found,
        by_model,
        judged(found.overall.value),
        chosen,
        [row for row in confused if row["other_theme_id"] is not None][:_CONFUSED],
        [row for row in confused if row["other_theme_id"] is None][:_CONFUSED],
        pairs,
        [row for row in model if row["by_coder"] or row["by_model"]],
        len(themes) - len(chosen),
        sum(row["verdict"] == "indicatief" for row in chosen),
    )


def agreement_csv(book: Book, found: Agreement, by_model: ModelAgreement | None, table: str) -> bytes:
    """One of ``TABLES`` as CSV; exact figures, with theme ids and labels.

    Parameters
    ----------
    book : Book
    found : Agreement
    by_model : ModelAgreement, optional
    table : str

    Returns
    -------
    bytes
        Semicolons, decimal commas, UTF-8 with a mark; a text that a spreadsheet would take for a formula gets an
        apostrophe before it.
    """
    from textmining.codebook.exchange.cells import no_formula

    of_table = {
        "themas": pd.concat([_whole(found.overall, found.same), _as_listed(book, found.themes)]),
        "verwisseld": found.confused,
        "codeurs": found.pairs,
        "model": pd.DataFrame(columns=["theme_id"]) if by_model is None else _as_listed(book, by_model.themes),
    }[table].reset_index(drop=True)
    for name in [name for name in of_table.columns if name.endswith("theme_id")]:
        labels = [book.codebook.themes[t].label if t in book.codebook.themes else None for t in of_table[name]]
        of_table.insert(list(of_table.columns).index(name) + 1, name.replace("theme_id", "label"), labels)
    text = of_table.map(lambda value: no_formula(value) if isinstance(value, str) else value)
    lines: str = text.to_csv(sep=";", decimal=",", index=False)
    return lines.encode("utf-8-sig")


def _as_listed(book: Book, table: pd.DataFrame) -> pd.DataFrame:
    """Rows of themes in the order of the codebook; those that are gone since come last."""
    place = {theme: number for number, theme in enumerate(book.order)}
    return table.iloc[sorted(range(len(table)), key=lambda row: place.get(table["theme_id"].iloc[row], len(place)))]


def _whole(overall: Alpha, same: float | None) -> pd.DataFrame:
    """The row of all themes together."""
    row = {
        "theme_id": "(alle thema’s, MASI)",
        "n": overall.n,
        "alpha": overall.value,
        "low": overall.low,
        "high": overall.high,
        "agreement": same,
        "mark": overall.mark,
        "reason": overall.reason,
    }
    return pd.DataFrame([{name: value for name, value in row.items() if value is not None}])


def _rows(book: Book, table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with the labels of their themes; without those of which a theme is gone."""
    themes, kept = book.codebook.in_use, []
    for row in _plain(table):
        named = {name: row[name] for name in ("theme_id", "other_theme_id") if row.get(name) is not None}
        if all(theme in themes for theme in named.values()):
            labels = {name.replace("theme_id", "label"): themes[theme].label for name, theme in named.items()}
            kept.append(row | labels)
    return kept


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in row.items()}
        for row in table.astype("object").to_dict("records")
    ]

"""Themes as rows of a figure or a table."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from textmining.publishing.content import ALL
from textmining.publishing.dutch import decimal
from textmining.publishing.site.data import Record, SiteData
from textmining.publishing.site.figures import Entry, note_of
from textmining.publishing.theme_words import marks_in_dutch, not_stable, origin_in_dutch, verdict_in_dutch

__all__ = ["ThemeRow", "theme_entry", "theme_row"]

TAG = "niet stabiel"
"""Beside the name of a theme that nobody should rely on yet."""


@dataclass(frozen=True)
class ThemeRow:
    """What is known of a theme, in words; "" for what is not.

    Attributes
    ----------
    marks : tuple of (str, str)
        What makes it suspect: what that is called, and what it means.
    """

    label: str
    href: str
    depth: int
    description: str
    origin: str
    verdict: str
    stability: str
    marks: tuple[tuple[str, str], ...]
    not_stable: bool


def theme_row(data: SiteData, question: str, theme: str) -> ThemeRow:
    """What is known of a theme; its page is taken to lie in the same folder."""
    record = data.theme_records[theme]
    description = record["definition"]
    return ThemeRow(
        label=record["label"],
        href=f"{data.theme_files[theme]}.html",
        depth=data.listed_themes[question].get(theme, 0),
        description=description if isinstance(description, str) else "",
        origin=origin_in_dutch(record.get("origin")),
        verdict=verdict_in_dutch(record.get("verdict")),
        stability="" if pd.isna(record["stability"]) else decimal(record["stability"], 2),
        marks=tuple(marks_in_dutch(record.get("marks"))),
        not_stable=not_stable(record),
    )


def theme_entry(
    data: SiteData, question: str, theme: str, folder: str = "", *, record: Record | None = None, depth: int = 0
) -> Entry:
    """A row of a figure about a theme.

    Parameters
    ----------
    data : SiteData
    question, theme : str
    folder : str
        What leads from the page to the pages of themes.
    record : Record, optional
        The row of a group, drawn with the share of everybody to compare with; else that of everybody.
    depth : int
        How far it is moved in.
    """
    known = data.theme_records[theme]
    everyone = data.mentions(question, theme, ALL, data.wave_of(question))[ALL]
    reference = None if record is None or note_of(everyone) else float(everyone["estimate"])
    return Entry(
        known["label"],
        everyone if record is None else record,
        f"{folder}{data.theme_files[theme]}.html",
        reference,
        depth,
        TAG if not_stable(known) else "",
    )

"""Figures: rows with a name, a mark and a number, from rows of the public tables."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from textmining.publishing.content import NOTES
from textmining.publishing.dutch import decimal, interval, percent, whole
from textmining.publishing.site.charts import (
    Axis,
    Moment,
    axis_labels,
    bar,
    dot,
    empty,
    line,
    mean_axis,
    share_axis,
)
from textmining.publishing.site.data import Record

__all__ = ["Development", "Entry", "Figure", "Row", "development", "means_figure", "note_of", "shares_figure"]


@dataclass(frozen=True)
class Entry:
    """What a row of a figure is about: a name, a row of a table, and optionally a page and a value to compare with.

    A row of some depth is part of the one above it, and ``tag`` is what must be said beside its name.
    """

    name: str
    record: Record
    href: str | None = None
    reference: float | None = None
    depth: int = 0
    tag: str = ""


@dataclass(frozen=True)
class Row:
    """A row as it is drawn and as it stands in the table under the figure."""

    name: str
    href: str | None
    mark: Markup
    value: str
    interval: str
    n: str
    note: str
    depth: int = 0
    tag: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure and the table with its numbers."""

    title: str
    rows: tuple[Row, ...]
    axis: Markup
    data: str
    about: str
    reference: str = ""

    @property
    def nothing(self) -> str:
        """Why nothing is printed, where that is so of every row; an empty figure is not drawn."""
        return self.rows[0].note if self.rows and all(row.note for row in self.rows) else ""


@dataclass(frozen=True)
class Development:
    """A figure over the waves and the table with its numbers."""

    title: str
    mark: Markup
    rows: tuple[Row, ...]
    data: str


def note_of(record: Record) -> str:
    """Why a row's number is not printed, "" where it is."""
    if record["suppressed"]:
        return NOTES["suppressed"]
    if isinstance(record["flag"], str) and record["flag"]:
        return NOTES.get(record["flag"], record["flag"])
    return NOTES["unknown"] if pd.isna(record["estimate"]) else ""


def count_of(record: Record) -> str:
    """The number of respondents as it is printed."""
    return "–" if pd.isna(record["n"]) else whole(int(record["n"]))


def _row(entry: Entry, axis: Axis, *, mean: bool, bars: bool) -> Row:
    record, note = entry.record, note_of(entry.record)
    reference = None if entry.reference is None or math.isnan(entry.reference) else entry.reference
    if note:
        mark = empty(axis, note, reference=reference)
        return Row(entry.name, entry.href, mark, "–", "–", count_of(record), note, entry.depth, entry.tag)
    estimate, low, high = record["estimate"], record["low"], record["high"]
    known = not math.isnan(low)
    if mean:
        value, span = decimal(estimate, 1), f"{decimal(low, 2)} tot {decimal(high, 2)}" if known else "onbekend"
    else:
        value, span = percent(estimate), interval(low, high)
    draw = bar if bars else dot
    mark = draw(estimate, low, high, axis, f"{entry.name}: {value}, 95%-interval {span}", reference=reference)
    return Row(entry.name, entry.href, mark, value, span, count_of(record), "", entry.depth, entry.tag)


def shares_figure(
    title: str,
    entries: Sequence[Entry],
    *,
    data: str,
    about: str,
    bars: bool = False,
    reference: str = "",
    axis: Axis | None = None,
) -> Figure:
    """A figure of shares: bars for a ranking of themes, dots for a comparison of groups.

    Parameters
    ----------
    title : str
    entries : sequence of Entry
    data : str
        Address of the table behind the figure.
    about : str
        What the rows are, as the head of the first column.
    bars : bool
    reference : str
        What the dashed line is.
    axis : Axis, optional
        One axis for several figures; else one that fits these rows.
    """
    axis = axis or shares_axis(entries)
    rows = tuple(_row(entry, axis, mean=False, bars=bars) for entry in entries)
    # with many lines every other one has its number: they must not touch on a phone
    step = 2 if len(axis.ticks) > 4 else 1
    texts = [percent(tick) if place % step == 0 else "" for place, tick in enumerate(axis.ticks)]
    return Figure(title, rows, axis_labels(axis, texts), data, about, reference)


def shares_axis(entries: Iterable[Entry]) -> Axis:
    """The axis that holds the estimates, intervals and lines that are printed."""
    entries = list(entries)
    printed = [entry.record for entry in entries if not note_of(entry.record)]
    lines = [entry.reference for entry in entries if entry.reference is not None]
    return share_axis([*lines, *(v for record in printed for v in (record["estimate"], record["high"]))])


def means_figure(
    title: str, entries: Sequence[Entry], span: tuple[float, float], *, data: str, about: str, reference: str = ""
) -> Figure:
    """A figure of means over the range of their scale."""
    axis = mean_axis(*span)
    rows = tuple(_row(entry, axis, mean=True, bars=False) for entry in entries)
    texts = [decimal(tick, 0 if float(tick).is_integer() else 1) for tick in axis.ticks]
    return Figure(title, rows, axis_labels(axis, texts), data, about, reference)


def development(title: str, records: Sequence[tuple[str, Record | None]], *, data: str) -> Development:
    """A figure of one share over the waves; a wave without the question has None."""
    entries = [Entry(wave, record) for wave, record in records if record is not None]
    axis = shares_axis(entries)
    rows = tuple(_row(entry, axis, mean=False, bars=False) for entry in entries)
    by_wave = {row.name: row for row in rows}
    moments = []
    for wave, record in records:
        row = by_wave.get(wave)
        if record is None or row is None or row.note:
            text = row.note if row else "niet gevraagd"
            moments.append(Moment(wave, math.nan, math.nan, math.nan, text))
        else:
            moments.append(Moment(wave, record["estimate"], record["low"], record["high"], row.value))
    mark = line(moments, axis, [percent(tick) for tick in axis.ticks], title)
    return Development(title, mark, rows, data)

"""Closed questions and scales, in the same form as the themes."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from textmining.publishing.content import ALL
from textmining.publishing.dutch import capital, decimal, percent
from textmining.publishing.site.data import Record, SiteData
from textmining.publishing.site.figures import Entry, Figure, means_figure, note_of, shares_figure

__all__ = ["closed_figures", "closed_matrix"]

_YES = ("ja", "yes", "wel", "genoemd")
"""Of a question with two answers, one of these is the one to show."""


def closed_figures(data: SiteData, grouping: str, group: str, table: str) -> list[Figure]:
    """Figures of all closed questions for one group: scales of one range together, yes-or-no questions together.

    Parameters
    ----------
    data : SiteData
    grouping, group : str
        Whose results; those of everybody are a dashed line beside other groups.
    table : str
        Address of the table behind the figures.
    """
    means: dict[tuple[tuple[float, float], str], list[Entry]] = {}
    yes: dict[str, list[Entry]] = {}
    others: list[Figure] = []
    beside = "" if grouping == ALL else "iedereen"
    ranges = {scale.id: scale.range for scale in data.study.scales}
    for item in data.items:
        wave = data.item_waves[item]
        rows = data.closed_rows(item, grouping, group, wave)
        if not rows:
            continue
        label = data.names.items[item]
        everyone = {r["category"]: r for r in data.closed_rows(item, ALL, ALL, wave)}
        entries = [Entry(_name(label, row), row, reference=_reference(everyone, row, beside)) for row in rows]
        said_yes = _yes_row(rows)
        title = f"{label}, {wave}"
        if rows[0]["statistic"] == "mean" and item in ranges:
            means.setdefault((ranges[item], wave), []).extend(replace(entry, name=label) for entry in entries)
        elif rows[0]["statistic"] == "mean":
            span = _span(data, item)
            others.append(means_figure(title, entries, span, data=table, about="", reference=beside))
        elif said_yes is not None:
            yes.setdefault(wave, []).append(Entry(label, said_yes, reference=_reference(everyone, said_yes, beside)))
        else:
            others.append(shares_figure(title, entries, data=table, about="antwoord", bars=True, reference=beside))
    scales = [
        means_figure(
            f"Gemiddelde op een schaal van {_edge(low)} tot {_edge(high)}, {wave}",
            entries,
            (low, high),
            data=table,
            about="schaal",
            reference=beside,
        )
        for ((low, high), wave), entries in means.items()
    ]
    agreed = [
        shares_figure(
            f"Aandeel dat ‘ja’ antwoordde, {wave}", entries, data=table, about="vraag", bars=True, reference=beside
        )
        for wave, entries in yes.items()
    ]
    return scales + agreed + others


def _edge(value: float) -> str:
    return decimal(value, 0 if float(value).is_integer() else 1)


def _name(label: str, row: Record) -> str:
    return "gemiddelde" if row["statistic"] == "mean" else capital(str(row["category"]))


def _reference(everyone: dict[Any, Record], row: Record, beside: str) -> float | None:
    other = everyone.get(row["category"]) if isinstance(row["category"], str) else next(iter(everyone.values()), None)
    return None if not beside or other is None or note_of(other) else float(other["estimate"])


def _yes_row(rows: list[Record]) -> Record | None:
    """The row of "ja" where the only other answer is its opposite."""
    found = [row for row in rows if str(row["category"]).casefold() in _YES]
    return found[0] if len(rows) <= 2 and found else None


def _span(data: SiteData, item: str) -> tuple[float, float]:
    """The whole numbers around everything that is printed of a number without a declared range."""
    rows = [r for r in data.closed.loc[data.closed["item"] == item].to_dict("records") if not note_of(r)]
    values = [r[c] for r in rows for c in ("estimate", "low", "high") if not math.isnan(r[c])]
    if not values:
        return (0.0, 1.0)
    low, high = math.floor(min(values)), math.ceil(max(values))
    return (float(low), float(max(high, low + 1)))


def closed_matrix(data: SiteData, grouping: str) -> list[dict[str, Any]]:
    """Closed results by group as rows of cells: first those of everybody, then the groups in order."""
    rows = []
    for item in data.items:
        wave = data.item_waves[item]
        columns = [data.closed_rows(item, ALL, ALL, wave)]
        columns += [data.closed_rows(item, grouping, group, wave) for group in data.groups[grouping]]
        if not any(columns[1:]):
            continue
        first = columns[0]
        said_yes = _yes_row(first)
        chosen = [said_yes] if said_yes is not None else first
        for row in chosen:
            cells = [_cell(next((r for r in c if _same(r, row)), None)) for c in columns]
            label = data.names.items[item]
            if row["statistic"] == "share" and said_yes is None:
                label = f"{label}: {row['category']}"
            rows.append({"label": label, "cells": cells})
    return rows


def _same(one: Record, other: Record) -> bool:
    return bool(one["statistic"] == "mean" or one["category"] == other["category"])


def _cell(record: Record | None) -> dict[str, str]:
    if record is None:
        return {"value": "", "note": "niet gevraagd", "range": ""}
    note = note_of(record)
    if note:
        return {"value": "", "note": note, "range": ""}
    low, high = record["low"], record["high"]
    mean = record["statistic"] == "mean"
    show = (lambda v: decimal(v, 1)) if mean else percent
    span = "" if math.isnan(low) else f"{show(low)}–{show(high)}".replace("%–", "–")
    return {"value": show(record["estimate"]), "note": "", "range": span}

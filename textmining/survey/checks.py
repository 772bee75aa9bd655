"""What a wave holds that cannot be right, with the rows as a person sees them."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from textmining.study import Scale, Study, nearest
from textmining.survey.content import listed, quoted
from textmining.survey.report import Report
from textmining.survey.values import codes, in_order, numbers
from textmining.survey.waves import WaveData

__all__ = ["check_contrasts", "check_numbers", "check_wave"]


_LEAST_WEIGHT = 1e-9
"""Where no weight reaches this they cannot be scaled to mean 1 without overflow."""


def check_wave(study: Study, data: WaveData, report: Report) -> None:
    """Report respondent ids that are empty or occur twice, and weights and scale items that cannot be."""
    _check_ids(study, data, report)
    weight = study.columns.weight
    if weight is not None and weight in data.frame:
        _check_weights(weight, data, report)
    for scale in study.scales:
        for item in scale.items if scale.in_wave(data.id) else ():
            if item in data.frame:
                _check_item(item, scale, data, report)


def check_numbers(name: str, where: str, data: WaveData, report: Report) -> pd.Series:
    """The numbers of a column; cells that hold something else are reported."""
    raw = data.column(name)
    values = numbers(raw)
    bad = (raw.notna() & values.isna()).to_numpy()
    if bad.any():
        texts = in_order(raw[bad])
        report.problem(
            data.file.name,
            f"column {name!r} of {where}, {_rows(data, bad)}: {listed(map(quoted, texts))} "
            f"{'is' if len(texts) == 1 else 'are'} no number.",
            _if_missing(name, texts),
        )
    return values


def check_contrasts(study: Study, labels: pd.DataFrame, report: Report) -> None:
    """Report contrasts that name a value which its grouping does not have."""
    for contrast in study.contrasts:
        if contrast.group is None:
            continue
        known = labels.loc[
            labels["kind"].isin(["group", "profile"]) & (labels["id"] == contrast.group), "label"
        ].tolist()
        for key, value in (("a", contrast.a), ("b", contrast.b)):
            if value is None or value in known or (key == "b" and value == "rest"):
                continue
            report.problem(
                f"[[contrasts]] {contrast.id}: {key}",
                f"{value!r} is not a value of {contrast.group!r}.",
                nearest(value, known) or f"Its values: {listed(map(quoted, known), most=12)}.",
            )


def _check_ids(study: Study, data: WaveData, report: Report) -> None:
    name = study.columns.respondent
    if name not in data.frame:
        return
    empty = data.ids.isna().to_numpy()
    if empty.any():
        report.problem(
            data.file.name,
            f"column {name!r} ([columns] respondent) is empty in {_rows(data, empty)}.",
            "Give each respondent an id, or remove those rows.",
        )
    twice = data.ids[data.ids.notna() & data.ids.duplicated(keep=False)]
    if len(twice):
        places = {value: data.rows[(data.ids == value).to_numpy()] for value in in_order(twice)[:5]}
        count = twice.nunique()
        told = "; ".join(f"{quoted(value)} in rows {listed(rows)}" for value, rows in places.items())
        more = f"; {count - len(places)} more ids" if count > len(places) else ""
        report.problem(
            data.file.name,
            f"column {name!r} ([columns] respondent) holds the same id more than once: {told}{more}.",
            "An id is unique within a wave. Remove the copies, or name the wave column under [columns].",
        )


def _check_weights(name: str, data: WaveData, report: Report) -> None:
    values = check_numbers(name, "[columns] weight", data, report)
    empty, below, vast = data.column(name).isna().to_numpy(), (values < 0).to_numpy(), (values > 1e9).to_numpy()
    if empty.any():
        report.problem(
            data.file.name,
            f"column {name!r} ([columns] weight) is empty in {_rows(data, empty)}.",
            "Give each respondent a weight; 0 leaves one out of the estimates.",
        )
    if vast.any():
        report.problem(
            data.file.name,
            f"column {name!r} ([columns] weight), {_rows(data, vast)}: a weight is above a thousand million.",
            "Weights are around 1. Name the right column.",
        )
    if below.any():
        report.problem(
            data.file.name,
            f"column {name!r} ([columns] weight), {_rows(data, below)}: a weight is below zero.",
            "Weights are 0 or more. If it is a code for missing, give those respondents a weight.",
        )
    elif not empty.all() and values.max() < _LEAST_WEIGHT:
        report.problem(
            data.file.name,
            f"all weights of wave {data.id} are zero (column {name!r}).",
            "Name the right column, or leave out [columns] weight.",
        )


def _check_item(name: str, scale: Scale, data: WaveData, report: Report) -> None:
    where = f"[[scales]] {scale.id}"
    values = check_numbers(name, where, data, report)
    low, high = scale.range
    outside = ((values < low) | (values > high)).to_numpy()
    if outside.any():
        found = in_order(codes(data.column(name)[outside]))
        report.problem(
            data.file.name,
            f"column {name!r} of {where}, {_rows(data, outside)}: {listed(f'{code:.40}' for code in found)} "
            f"{'lies' if len(found) == 1 else 'lie'} outside {low:g} to {high:g}.",
            _if_missing(name, found),
        )


def _rows(data: WaveData, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> str:
    found = data.rows[chosen]
    return f"row {found[0]}" if len(found) == 1 else f"rows {listed(found)}"


def _if_missing(name: str, texts: list[str]) -> str:
    short = [text for text in texts if len(text) <= 40][:3]
    if not short:
        return "Correct it, or name another column."
    listing = ", ".join(text if text.isdecimal() else json.dumps(text, ensure_ascii=False) for text in short)
    return f'Correct it, or if it means no answer say so: [missing] "{name}" = [{listing}].'

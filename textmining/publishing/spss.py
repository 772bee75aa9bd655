"""The SPSS file of respondents: groups as numbers with labels, themes as 0 and 1 or the probability of 1."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from textmining.errors import WorkspaceError
from textmining.study import Study

__all__ = ["variable_names", "write_respondents"]

# What SPSS holds, in bytes of UTF-8.
_NAME, _LABEL, _VALUE_LABEL, _STRING = 64, 256, 120, 32_767
_RESERVED = {"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"}
_CHANCE = " (tussen 0 en 1: kans)"
_OWN_LABELS = {
    "respondent_id": "Respondent",
    "wave": "Meting",
    "weight": "Gewicht (gemiddeld 1 per meting)",
    "cluster": "Instelling",
    "stratum": "Stratum",
    "team": "Team",
    "panel": "Dezelfde persoon over metingen",
}


def variable_names(columns: Iterable[str]) -> dict[str, str]:
    """A name that SPSS takes for each column: a letter first, letters, digits and _, at most 64, unlike any other.

    >>> variable_names(["cluster", "2e-kans", "Cluster", "with"])
    {'cluster': 'cluster', '2e-kans': 'v_2e_kans', 'Cluster': 'Cluster_2', 'with': 'v_with'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        plain = re.sub(r"[^A-Za-z0-9_]+", "_", column).strip("_") or "v"
        if not plain[0].isalpha() or plain.upper() in _RESERVED:
            plain = f"v_{plain}"
        name, number = plain[:_NAME], 1
        while name.upper() in taken:
            number += 1
            name = f"{plain[: _NAME - len(str(number)) - 1]}_{number}"
        taken.add(name.upper())
        names[column] = name
    return names


def write_respondents(
    path: Path, respondents: pd.DataFrame, labels: pd.DataFrame, themes: pd.DataFrame, study: Study, *, note: str
) -> None:
    """Write ``respondents.sav``.

    Parameters
    ----------
    path : Path
    respondents, labels, themes : DataFrame
        Tables of those names. A group becomes its code where all codes of the grouping are whole numbers, and else its
        position from 1; a theme is 0 "niet genoemd" or 1 "genoemd", or in between the probability of that where the
        coder model is unsure, missing without a codable answer, with the label of the theme as variable label.
    study : Study
        For what groups and scales are called.
    note : str
        Goes into the file as its label and first note.

    Raises
    ------
    WorkspaceError
        If the file cannot be written.
    """
    import pyreadstat

    theme_labels = dict(zip(themes["theme_id"], themes["label"], strict=True))
    part_labels = {**study.groupings, **{scale.id: scale.label for scale in study.scales}}
    columns: dict[str, pd.Series] = {}
    variable_labels: dict[str, str | None] = {}
    value_labels: dict[str, dict[float, str]] = {}
    unsure: set[str] = set()
    names = variable_names(respondents.columns)
    clusters = labels[labels["kind"] == "cluster"]
    for column, name in names.items():
        values = respondents[column]
        variable_labels[name] = _cut(
            _OWN_LABELS.get(column) or part_labels.get(column) or theme_labels.get(column) or column, _LABEL
        )
        if column in theme_labels:
            columns[name] = values.astype("float64")
            value_labels[name] = {0.0: "niet genoemd", 1.0: "genoemd"}
            if not columns[name].dropna().isin([0.0, 1.0]).all():
                unsure.add(name)
                variable_labels[name] = f"{_cut(str(variable_labels[name]), _LABEL - len(_CHANCE))}{_CHANCE}"
        elif column in study.groupings:
            columns[name], value_labels[name] = _coded(values, labels[labels["id"] == column])
        elif column == "cluster" and not clusters.empty and clusters["label"].is_unique:
            called = dict(zip(clusters["code"], clusters["label"], strict=True))
            columns[name], value_labels[name] = _coded(values.replace(called), clusters)
        elif pd.api.types.is_numeric_dtype(values):
            columns[name] = values.astype("float64")
        else:
            columns[name] = values.astype("object").where(values.notna(), "").map(lambda text: _cut(str(text), _STRING))
    try:
        pyreadstat.write_sav(
            pd.DataFrame(columns),
            path,
            file_label=_cut(note, 60),
            note=[_cut(note, 80)],
            column_labels=variable_labels,
            variable_value_labels=value_labels,
            variable_measure={
                name: "scale" if name in unsure else _measure(column, study) for column, name in names.items()
            },
            variable_format={**dict.fromkeys(value_labels, "F8.0"), **dict.fromkeys(unsure, "F8.3")},
        )
    except (pyreadstat.PyreadstatError, pyreadstat.ReadstatError) as error:
        raise WorkspaceError(f"{path}: cannot be written ({error}). Free space or check rights.") from error


def _measure(column: str, study: Study) -> str:
    if column == "weight" or column in {scale.id for scale in study.scales}:
        return "scale"
    return "ordinal" if study.profile is not None and column == study.profile.id else "nominal"


def _coded(values: pd.Series, labels: pd.DataFrame) -> tuple[pd.Series, dict[float, str]]:
    """Labels as numbers, and what each number stands for."""
    known = labels.sort_values(["position", "code"]).drop_duplicates("label")
    order = [*known["label"], *sorted(set(values.dropna()) - set(known["label"]))]
    codes: dict[str, float] = dict(zip(known["label"], map(_number, known["code"]), strict=True))
    if len(codes) < len(order) or any(math.isnan(c) for c in codes.values()) or len(set(codes.values())) < len(codes):
        codes = {label: float(place) for place, label in enumerate(order, start=1)}
    return values.map(codes).astype("float64"), {code: _cut(label, _VALUE_LABEL) for label, code in codes.items()}


def _number(code: Any) -> float:
    return float(code) if re.fullmatch(r"-?\d{1,9}", str(code)) else math.nan


def _cut(text: str, size: int) -> str:
    """The text, or as much of it as fits in ``size`` bytes."""
    whole = text.encode("utf-8", "replace")
    return whole.decode() if len(whole) <= size else f"{whole[: size - 3].decode('utf-8', 'ignore')}…"

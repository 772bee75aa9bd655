"""Whether one respondent id in several waves is one person, by the column of [columns] panel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from pathlib import Path

import pandas as pd

from textmining.study import Study
from textmining.survey import Place
from textmining.survey.files import read_file
from textmining.survey.report import Report
from textmining.survey.source import read_source
from textmining.survey.values import respondent_ids
from textmining.survey.waves import read_wave

__all__ = ["is_one_person", "kept_persons", "only_persons", "panel_ids"]

PanelIds = Mapping[str, Mapping[int, str]]
"""Wave and row of its file to panel id; rows without one are not in it."""


def panel_ids(study: Study, folder: Path, places: Iterable[Place]) -> PanelIds:
    """The panel ids of rows of the survey files."""
    found: dict[str, dict[int, str]] = {}
    panel, waves = study.columns.panel, {wave.id: wave for wave in study.waves}
    for place in places if panel else ():
        wave = waves[place.wave]
        data = read_wave(study, wave, read_file(read_source(wave.file, folder)), Report())
        if data is None:
            continue
        named = zip(data.rows, respondent_ids(data.column(panel)), strict=True)
        rows = {int(row): person for row, person in named if row in place.rows and isinstance(person, str)}
        found[place.wave] = {**found.get(place.wave, {}), **rows}
    return found


def kept_persons(folders: Iterable[Path], respondent: str) -> dict[str, set[str]]:
    """The waves in which a stage result or an edition has a respondent, each with the panel ids that are kept."""
    found: dict[str, set[str]] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.parquet")):
            frame = _people(path)
            if frame is None:
                continue
            own = [found_id == respondent for found_id in frame["respondent_id"]]  # pandas cannot ask for a surrogate
            for wave, rows in frame[own].groupby("wave", observed=True):
                persons = rows["panel"].dropna().astype("str") if "panel" in rows else ()
                found.setdefault(str(wave), set()).update(persons)
    return found


def is_one_person(waves: Mapping[str, Set[str]]) -> bool:
    """Whether each of these waves has the same single panel id."""
    return len(set().union(*waves.values())) == 1 and all(waves.values())


def only_persons(places: Iterable[Place], persons: Set[str], ids: PanelIds) -> tuple[Place, ...]:
    """The rows about persons of whom the panel id is known."""
    chosen = (
        replace(place, rows=tuple(row for row in place.rows if ids.get(place.wave, {}).get(row) in persons))
        for place in places
    )
    return tuple(place for place in chosen if place.rows)


def _people(path: Path) -> pd.DataFrame | None:
    """Who is in a table; None for one without respondents, or a damaged one, which goes when anything does."""
    for columns in (["wave", "respondent_id", "panel"], ["wave", "respondent_id"]):
        try:
            return pd.read_parquet(path, columns=columns)
        except (OSError, ValueError):
            continue
    return None

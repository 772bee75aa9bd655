"""Where a respondent is in the survey files, whatever else may be wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from textmining.errors import Problem, SurveyError
from textmining.study import Study
from textmining.survey.content import SurveyFile
from textmining.survey.files import read_file
from textmining.survey.report import Report
from textmining.survey.source import read_source
from textmining.survey.values import respondent_ids
from textmining.survey.waves import WaveData, read_wave

__all__ = ["Found", "Place", "find_respondent"]


@dataclass(frozen=True)
class Place:
    """Rows of a survey file, numbered as a person sees them, that are about one respondent of a wave."""

    wave: str
    file: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Found:
    """Where a respondent is.

    Attributes
    ----------
    places : tuple of Place
        Where the id is, one for each wave that has it.
    under_other_ids : tuple of Place
        Where the column of [columns] panel says that it is the same person, under another respondent id.
    unread : tuple of Problem
        Why files could not be looked into.
    """

    places: tuple[Place, ...]
    under_other_ids: tuple[Place, ...]
    unread: tuple[Problem, ...]


def find_respondent(study: Study, folder: Path, respondent_id: str) -> Found:
    """Look for a respondent in all survey files.

    Parameters
    ----------
    study : Study
    folder : Path
        Where the study's files are.
    respondent_id : str
        As ``values.respondent_id`` gives it.
    """
    unread: list[Problem] = []
    files: dict[str, SurveyFile] = {}
    for name in dict.fromkeys(wave.file for wave in study.waves):
        try:
            files[name] = read_file(read_source(name, folder))
        except SurveyError as error:
            unread += error.problems
    waves: list[WaveData] = []
    for wave in study.waves:
        report = Report()  # a column that lacks is no matter here, but for that of the ids
        data = read_wave(study, wave, files[wave.file], report) if wave.file in files else None
        if data is not None and study.columns.respondent in data.frame:
            waves.append(data)
        elif wave.file in files:
            unread.append(Problem(wave.file, f"no respondent ids were found for wave {wave.id}."))
    panel = study.columns.panel
    people = {data.id: respondent_ids(data.column(panel)) for data in waves}
    rows = {data.id: np.array([found == respondent_id for found in data.ids], dtype=bool) for data in waves}
    persons = {person for data in waves for person in people[data.id][rows[data.id]].dropna()}
    places, others = [], []
    for data in waves:
        same_person = people[data.id].isin(persons).to_numpy(dtype=bool)
        places += _places(data, rows[data.id])
        others += _places(data, same_person & ~rows[data.id])
    return Found(tuple(places), tuple(others), tuple(unread))


def _places(data: WaveData, chosen: npt.NDArray[np.bool_]) -> list[Place]:
    rows = tuple(int(row) for row in data.rows[chosen])
    return [Place(data.id, data.file.name, rows)] if rows else []

"""A study and its files into the tables that all later stages start from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from textmining.errors import Problem, SurveyError
from textmining.study import Study
from textmining.survey.checks import check_contrasts, check_wave
from textmining.survey.content import SurveyFile
from textmining.survey.files import read_file
from textmining.survey.forgotten import Forgotten
from textmining.survey.profiles import profile_labels
from textmining.survey.report import Report
from textmining.survey.respondents import (
    closed_labels,
    cluster_labels,
    group_labels,
    labels_table,
    raw_answers,
    respondents_of,
    responses_of,
)
from textmining.survey.source import Source, read_source, verify
from textmining.survey.waves import WaveData, read_wave, report_missing_codes, report_stray_rows

__all__ = ["Survey", "read_survey"]


@dataclass(frozen=True)
class Survey:
    """What a study's files hold.

    Attributes
    ----------
    respondents, responses, labels : DataFrame
        As ``tables`` describes them, by wave (in the order of the study) and respondent_id. In ``responses`` a closed
        question published as shares holds labels, one published as a mean holds numbers.
    raw_answers : DataFrame
        respondent_id, wave, question, asked, text, by question, wave and respondent_id; ``answer_ids`` names the rows.
    files : dict
        Name of each file and the SHA-256 of the bytes that were read.
    notices : tuple of Problem
        What is worth knowing and no error.
    """

    respondents: pd.DataFrame
    responses: pd.DataFrame
    labels: pd.DataFrame
    raw_answers: pd.DataFrame
    files: dict[str, str]
    notices: tuple[Problem, ...]


def read_survey(
    study: Study,
    folder: Path,
    *,
    seed: int | None = None,
    profiles: bool = True,
    forgotten: Forgotten | None = None,
) -> Survey:
    """Read and check the files of a study.

    Parameters
    ----------
    study : Study
    folder : Path
        Where the study's files are; nothing outside it is read.
    seed : int
        Of latent profiles, in place of the one under [topics].
    profiles : bool
        Whether respondents get their profile; leaving it out makes a check fast.
    forgotten : Forgotten, optional
        Respondents whose rows are left out before anything looks at them.

    Raises
    ------
    SurveyError
        With everything that is wrong in all waves, each with file, column or row, and a remedy.
    """
    report = Report()
    sources, files = _read_files(study, folder, report)
    read = (read_wave(study, wave, files[wave.file], report) for wave in study.waves if wave.file in files)
    waves = [_without(data, forgotten, report) for data in read if data is not None]
    if len(files) == len({wave.file for wave in study.waves}):
        report_missing_codes(study, files.values(), report)
    report_stray_rows(study, files, report)
    for data in waves:
        check_wave(study, data, report)
    groups, closed = group_labels(study, waves, report), closed_labels(study, waves, report)
    clusters = cluster_labels(study, waves, report)
    labels = labels_table(study, groups, closed, clusters)
    if len(waves) == len(study.waves):
        check_contrasts(study, labels, report)
    for source in sources:  # also a file that changed after it was read: the run must rest on what is there
        try:
            verify(source)
        except SurveyError as error:
            report.problems(error.problems)
    report.raise_problems()

    respondents = _stacked([respondents_of(study, data, groups, clusters) for data in waves])
    if study.profile is not None and profiles:
        seed = study.topics.seed if seed is None else seed
        respondents[study.profile.id] = profile_labels(respondents, study.profile, study.reference_wave, seed)
    answers = [raw_answers(question, data, report) for question in study.questions for data in waves]
    return Survey(
        respondents,
        _stacked([responses_of(study, data, closed) for data in waves]),
        labels,
        _stacked(answers),
        {source.name: source.sha256 for source in sources},
        report.noticed,
    )


def _without(data: WaveData, forgotten: Forgotten | None, report: Report) -> WaveData:
    """A wave without the rows of forgotten respondents."""
    if forgotten is None:
        return data
    keep = ~forgotten.chosen([data.id] * len(data.ids), data.ids)
    if keep.all():
        return data
    if not keep.any():
        report.problem(data.file.name, f"every respondent of wave {data.id} was forgotten.", "Take out that wave.")
    frame, ids = data.frame[keep].reset_index(drop=True), data.ids[keep].reset_index(drop=True)
    return replace(data, frame=frame, ids=ids, rows=data.rows[keep])


def _read_files(study: Study, folder: Path, report: Report) -> tuple[list[Source], dict[str, SurveyFile]]:
    sources, files = [], {}
    for name in dict.fromkeys(wave.file for wave in study.waves):
        try:
            source = read_source(name, folder)
            files[name] = read_file(source)
        except SurveyError as error:
            report.problems(error.problems)
            continue
        sources.append(replace(source, data=b""))
        report.notices(files[name].notices)
    return sources, files


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True)

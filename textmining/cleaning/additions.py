"""What a researcher lays beside the survey files for the cleaning: names to redact, and decisions about answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textmining.cleaning.overrides import Override, resolve_overrides
from textmining.cleaning.redaction import StudyNames, read_names
from textmining.survey.files import read_file
from textmining.survey.source import Source, read_source

if TYPE_CHECKING:
    import pandas as pd

    from textmining.study import Study

__all__ = ["addition_fingerprints", "read_additions"]

OVERRIDES = ("overrides.csv", "overrides.xlsx")
"""Read where one lies beside the study file, unless [cleaning] overrides names another."""


def addition_fingerprints(study: Study, folder: Path) -> dict[str, str]:
    """SHA-256 of each file that the cleaning reads beside the survey files.

    Raises
    ------
    SurveyError
        If one that the study names cannot be read.
    """
    return {source.name: source.sha256 for source in (_names(study, folder), _overrides(study, folder)) if source}


def read_additions(
    study: Study, folder: Path, raw_answers: pd.DataFrame, labels: pd.DataFrame
) -> tuple[StudyNames, dict[str, Override]]:
    """The names to redact and the researcher's decisions by answer_id.

    Parameters
    ----------
    study : Study
    folder : Path
        The folder that holds the study's files.
    raw_answers : DataFrame, one row per answer
        answer_id, respondent_id, wave, question, text.
    labels : DataFrame
        The ``labels`` table: institutions and teams in it are names to redact.

    Raises
    ------
    SurveyError
        If a file cannot be read or a line of it cannot be understood; every such line is told.
    """
    names, overrides = _names(study, folder), _overrides(study, folder)
    return (
        (read_names(names.path) if names else StudyNames()).with_labels(labels),
        resolve_overrides(read_file(overrides), raw_answers, study.questions) if overrides else {},
    )


def _names(study: Study, folder: Path) -> Source | None:
    named = study.privacy.names
    return read_source(named, folder, suffixes=(".txt",), setting="[privacy] names") if named else None


def _overrides(study: Study, folder: Path) -> Source | None:
    named = study.cleaning.overrides or next((name for name in OVERRIDES if (folder / name).is_file()), None)
    if named is None:
        return None
    return read_source(named, folder, suffixes=(".csv", ".xlsx"), setting="[cleaning] overrides")

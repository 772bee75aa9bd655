"""The day until which personal data may be kept, and what happens after it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from textmining.errors import Problem, UsageError
from textmining.forgetting.kept import Kept, places_told
from textmining.forgetting.removing import Step, finish_removal, no_step, remove_everybody
from textmining.locking import locked
from textmining.pipeline import Project, forgotten_of
from textmining.study import Study

__all__ = ["has_forgotten", "honour", "is_expired", "refuse_expired", "retention_notices"]

NOTICE_DAYS = 30
"""From how many days before the last one on a check says so."""

_PERSONAL = "stage results, caches, models, the key and onderzoek/ of every edition"
_LONGER = (
    "If there is a legal ground to keep data longer, set a later date and put back the survey files without those who "
    "asked to be forgotten; answers then get new ids."
)


def is_expired(study: Study, today: date) -> bool:
    """Whether the last day on which personal data may be kept has passed."""
    return study.privacy.retention is not None and today > study.privacy.retention


def refuse_expired(study_file: Path, study: Study, today: date) -> None:
    """Stop a command that removes nothing after the retention date.

    Raises
    ------
    UsageError
        If that day has passed.
    """
    if is_expired(study, today):
        raise UsageError(
            Problem(
                f"{study_file.name}: [privacy] retention",
                f"personal data could be kept until {study.privacy.retention}. That day has passed: the next run or "
                f"stage command removes {_PERSONAL}, and does nothing else; publiek/ and instelling/ stay.",
                f"To remove them now, use: textmining run. {_LONGER}",
            )
        )


def has_forgotten(study_file: Path, study: Study) -> bool:
    """Whether the study has a list of forgotten respondents."""
    return (study_file.resolve().parent / ".textmining" / study.id / "forgotten.json").exists()


def retention_notices(study: Study, today: date) -> tuple[str, ...]:
    """What a check says of a retention date that is near."""
    last = study.privacy.retention
    if last is None or not 0 <= (last - today).days < NOTICE_DAYS:
        return ()
    return (
        f"[privacy] retention: the first run or stage command on this study after {last} removes {_PERSONAL}, and does "
        "nothing else; publiek/ and instelling/ stay.",
    )


def honour(project: Project, today: date, step: Step = no_step) -> None:
    """Do what was promised about personal data, before any other work on a study.

    After the retention date everything that is kept of respondents is removed. A removal of one respondent that was
    cut short is completed.

    Raises
    ------
    UsageError
        After the retention date, also when everything had been removed before.
    WorkspaceError
        As ``finish_removal``, or if a run is working on the study.
    """
    if is_expired(project.study, today):
        kept = Kept.of(project)
        with locked(project.workspace.private, alone=True):
            remove_everybody(project, today, step)
        raise UsageError(
            Problem(
                f"{project.study_file.name}: [privacy] retention",
                f"personal data could be kept until {project.study.privacy.retention}. That day has passed: "
                f"{_PERSONAL} have been removed; publiek/ and instelling/ stay ({'; '.join(places_told(kept))}).",
                _LONGER,
            )
        )
    if not forgotten_of(project.workspace).complete:
        with locked(project.workspace.private, alone=True):
            finish_removal(project, today, step)

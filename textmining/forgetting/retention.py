"""The day until which personal data may be kept, and what happens after it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from textmining.errors import Problem, UsageError
from textmining.forgetting.removing import Step, finish_removal, no_step, remove_everybody
from textmining.pipeline import Project, forgotten_of
from textmining.study import Study

__all__ = ["has_promises", "honour", "is_expired", "retention_notices"]

NOTICE_DAYS = 30
"""From how many days before the last one on a check says so."""


def is_expired(study: Study, today: date) -> bool:
    """Whether the last day on which personal data may be kept has passed."""
    return study.privacy.retention is not None and today > study.privacy.retention


def has_promises(study_file: Path, study: Study, today: date) -> bool:
    """Whether there is anything for ``honour`` to do or for a reader of the survey to leave out."""
    listed = study_file.resolve().parent / ".textmining" / study.id / "forgotten.json"
    return is_expired(study, today) or listed.exists()


def retention_notices(study: Study, today: date) -> tuple[str, ...]:
    """What a check says of a retention date that is near."""
    last = study.privacy.retention
    if last is None or not 0 <= (last - today).days < NOTICE_DAYS:
        return ()
    return (
        f"[privacy] retention: the first command on this study after {last} removes all personal data (stage results, "
        "onderzoek/ of every edition, the key) and does nothing else.",
    )


def honour(project: Project, today: date, step: Step = no_step) -> None:
    """Do what was promised about personal data, before any other work on a study.

    After the retention date everything that is kept of respondents is removed. A removal of one respondent that was
    cut short is completed.

    Raises
    ------
    UsageError
        After the retention date, also when everything had been removed before.
    """
    if is_expired(project.study, today):
        remove_everybody(project, today, step)
        raise UsageError(
            Problem(
                f"{project.study_file.name}: [privacy] retention",
                f"personal data could be kept until {project.study.privacy.retention}. That day has passed: stage "
                "results, caches, models, the key and onderzoek/ of every edition have been removed; publiek/ stays.",
                "If there is a legal ground to keep data longer, set a later date and put back the survey files "
                "without those who asked to be forgotten; answers then get new ids.",
            )
        )
    if not forgotten_of(project.workspace).complete:
        finish_removal(project, today, step)

"""Which finished results coders look at: those of the study as it is now, else the newest that are whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from textmining.errors import TextminingError
from textmining.pipeline import STAGES, Project, plan

__all__ = ["Results", "all_results", "find_results"]

_LAST = "codebook"
_NEEDED = STAGES[: STAGES.index(_LAST) + 1]
_FOUND = _NEEDED[-2]
"""The stage that discovery is: a decision asks for another codebook, and not for another discovery."""


@dataclass(frozen=True)
class Results:
    """The folders of finished stages, up to the proposed codebook.

    ``fit`` is the fingerprint of the discovery. ``current`` is False where the study, its data or the programs changed
    since: coders go on with what they had until a new run.
    """

    folders: Mapping[str, Path]
    fit: str
    current: bool


def find_results(project: Project) -> Results | None:
    """The results that coders look at; None where discovery has never run.

    A removal of personal data takes away all results, so that older ones never hold a respondent who is forgotten.
    """
    chains = all_results(project)
    fit = _planned(project)
    current = next((found for found in chains if found.fit == fit), None)
    return replace(current, current=True) if current else next(iter(chains), None)


def all_results(project: Project) -> list[Results]:
    """All finished results that are whole, also those of before a change, the newest first; none is ``current``."""
    stages = project.workspace.private / "stages"
    records = sorted((stages / _LAST).glob("*/stage.json"), key=_age)
    return [found for record in records if (found := _chain(stages, record.parent)) is not None]


def _planned(project: Project) -> str | None:
    """The fingerprint that discovery would have now."""
    try:
        return project.workspace.stage_fingerprint(_FOUND, plan(project)[_FOUND])
    except (TextminingError, OSError):
        return None  # a model or file that is needed to run is not there; what was found still is


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0


def _chain(stages: Path, last: Path) -> Results | None:
    """The stages that a result was made from, each known by the fingerprint in the record of the next."""
    folders, fits, folder = {}, {}, last
    for stage in reversed(_NEEDED):
        try:
            record = json.loads((folder / "stage.json").read_text(encoding="utf-8"))
            whole = all((folder / name).is_file() for name in record["files"])
            folders[stage], fits[stage], before = folder, str(record["fingerprint"]), str(record["inputs"]["before"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if not whole:
            return None
        if stage != _NEEDED[0]:
            folder = stages / _NEEDED[_NEEDED.index(stage) - 1] / before[:24]
    return Results(folders, fits[_FOUND], current=False)

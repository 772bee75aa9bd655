"""Removing what is kept of respondents, step by step; each step can be done again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from textmining.codebook import Registry
from textmining.errors import WorkspaceError
from textmining.forgetting.editions import EditionChange, remove_research, remove_respondents
from textmining.forgetting.filtering import lost_categories
from textmining.forgetting.folders import sweep, vanish
from textmining.forgetting.kept import Kept
from textmining.forgetting.memory import answers_and_segments, marks_of_segments, without_marks
from textmining.project import Project, decision_log, forgotten_of
from textmining.workspace import write_json

__all__ = ["Removal", "Step", "finish_removal", "no_step", "remove_everybody"]

Step = Callable[[str], None]


def no_step(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Removal:
    """What was removed: how many stage results and fitted models, and what from each edition."""

    stages: int
    models: int
    editions: dict[Path, EditionChange]


def finish_removal(project: Project, today: date, step: Step = no_step) -> Removal:
    """Remove everything that is kept of the respondents on the study's list, and say on the list that it was done.

    A stage result, the cache of vectors and a fitted model hold everybody's answers and are made again by the next
    run: they go as a whole. Editions are not made again: rows go out of them.

    Parameters
    ----------
    project : Project
    today : date
        For the manifests of editions.
    step : callable, optional
        Told what is about to be done.

    Raises
    ------
    WorkspaceError
        If something is behind a symbolic link, or in a folder that cannot be looked in. The list then says that the
        removal is not complete.
    """
    workspace, forgotten = project.workspace, forgotten_of(project.workspace)
    kept = Kept.of(project)
    kept.refuse_links()
    memory = workspace.private / "themes.json"
    step("memory of themes")  # first, since stages and editions tell whose texts it knows
    if memory.exists():
        gone, others = marks_of_segments(kept.research_tables(), forgotten)
        write_json(memory, without_marks(Registry.read(memory), gone, others).as_json())
    step("decisions")
    log = decision_log(project)
    if log is not None:
        with closing(log):
            log.forget(*answers_and_segments(kept.research_tables(), forgotten))
    for place in kept.outputs:
        sweep(place)
    lost = lost_categories(kept.stage_folders(), forgotten)
    changes = {
        folder: remove_respondents(folder, forgotten, project.study, today, step, lost) for folder in kept.editions()
    }
    kept.refuse_unreadable()  # while there are stage results, which tell what is to go
    models, stages = _remove_what_runs_make(kept, step)
    step("list")
    write_json(workspace.private / "forgotten.json", {**forgotten.as_json(), "complete": True})
    return Removal(stages, models, changes)


def remove_everybody(project: Project, today: date, step: Step = no_step) -> Removal:
    """Remove everything that is kept of any respondent; figures that were published stay.

    What is left of the memory of themes is their ids and centres: nothing of one person.
    """
    workspace, kept = project.workspace, Kept.of(project)
    kept.refuse_links()
    for place in kept.outputs:
        sweep(place)
    changes = {folder: remove_research(folder, today, step) for folder in kept.editions()}
    models, stages = _remove_what_runs_make(kept, step)
    memory = workspace.private / "themes.json"
    if memory.exists():
        step("memory of themes")
        try:
            write_json(memory, without_marks(Registry.read(memory), frozenset(), frozenset()).as_json())
        except WorkspaceError:  # damaged: what it holds cannot be told, so it may not stay
            vanish(memory)
    step("decisions")
    log = decision_log(project)
    if log is not None:
        with closing(log):
            log.forget_everybody()
    for name in ("forgotten.json", "key"):
        step(name)
        vanish(workspace.private / name)
    kept.refuse_unreadable()
    return Removal(stages, models, changes)


def _remove_what_runs_make(kept: Kept, step: Step) -> tuple[int, int]:
    """Models, the cache of vectors, exports and stage results; the last are what a repeated removal looks into."""
    models, stages = kept.fitted_models(), kept.stage_folders()
    for model in models:
        step(f"model {model.name}")
        vanish(model)
    for place in kept.models:
        sweep(place)
    step("vectors")
    vanish(kept.private / "vectors")
    step("exports")
    vanish(kept.private / "exports")
    step("stages")
    vanish(kept.private / "stages")
    sweep(kept.private)
    return len(models), len(stages)

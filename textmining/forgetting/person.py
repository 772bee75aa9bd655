"""Forgetting one respondent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np
import pandas as pd

from textmining.errors import Problem, SurveyError, UsageError
from textmining.forgetting.folders import research_tables
from textmining.forgetting.removing import Removal, Step, finish_removal, no_step
from textmining.pipeline import Project, forgotten_of
from textmining.study import nearest
from textmining.survey import Found, Place, answer_ids, find_respondent, respondent_id
from textmining.survey.files import read_file
from textmining.survey.source import read_source
from textmining.workspace import Workspace, write_json

__all__ = ["Outcome", "forget", "told"]


@dataclass(frozen=True)
class Outcome:
    """What forgetting a respondent came to.

    Attributes
    ----------
    waves : tuple of str
        The waves in which the respondent is forgotten.
    removal : Removal or None
        None where everything had been removed before.
    found : Found
        Where the survey files still have the respondent.
    decisions : Place or None
        Where the researcher's own file of decisions about answers has the respondent.
    """

    waves: tuple[str, ...]
    removal: Removal | None
    found: Found
    decisions: Place | None = None


def forget(project: Project, respondent: str, *, today: date, wave: str | None = None, step: Step = no_step) -> Outcome:
    """Remove a respondent from everything that is kept of a study, and never read the respondent again.

    First the list of forgotten respondents is written, then the removal begins: where it is cut short, the next
    command on the study completes it.

    Parameters
    ----------
    project : Project
    respondent : str
        The respondent's id in the survey files.
    today : date
        For the manifests of editions.
    wave : str, optional
        Only in this wave, for ids of which one wave's is somebody else; otherwise in all that have the id.
    step : callable, optional
        Told what is about to be done.

    Raises
    ------
    UsageError
        If there is no such respondent. Then nothing is changed, and no id that looks alike is told.
    """
    workspace, name = project.workspace, respondent_id(respondent.strip())
    list_before = forgotten_of(workspace)
    found = find_respondent(project.study, project.data, name)
    kept = set(_waves_kept(workspace, name))
    waves = list(dict.fromkeys([*(w.id for w in project.study.waves), *sorted(kept)]))
    if wave is not None and wave not in waves:
        raise UsageError(Problem(f"--wave {wave}", "is not a wave of this study.", nearest(wave, waves, kind="Waves")))
    asked = waves if wave is None else [wave]
    listed = [w for w in asked if list_before.mark(w, name) in list_before.marks]
    there = {*(place.wave for place in found.places), *kept}
    chosen = tuple(w for w in asked if w in there or w in listed)
    if not chosen:
        raise UsageError(
            Problem(
                f"respondent {respondent!r}",
                f"is not in {f'wave {wave}' if wave else 'any wave'} of this study, nor in anything kept of it.",
                " ".join(["Give the id as the survey file has it.", *map(str, found.unread)]),
            )
        )
    decisions = _decisions(project, name, chosen)
    if list_before.complete and len(listed) == len(chosen) and kept.isdisjoint(chosen):
        return Outcome(chosen, None, found, decisions)
    step("list of forgotten respondents")
    list_now = list_before.with_respondents(list_before.mark(w, name) for w in chosen)
    write_json(workspace.private / "forgotten.json", list_now.as_json())
    return Outcome(chosen, finish_removal(project, today, step), found, decisions)


def _waves_kept(workspace: Workspace, name: str) -> Iterator[str]:
    """The waves in which a stage result or an edition has the respondent."""
    for folder in research_tables(workspace):
        for path in sorted(folder.glob("*.parquet")):
            try:
                frame = pd.read_parquet(path, columns=["wave", "respondent_id"])
            except (OSError, ValueError):
                continue  # a table without these columns, or a damaged one, which goes when anything does
            yield from {
                wave for wave, found in zip(frame["wave"], frame["respondent_id"], strict=True) if found == name
            }


def _decisions(project: Project, name: str, waves: tuple[str, ...]) -> Place | None:
    """The rows about the respondent in the file of overruled fates, which a run would find to name nobody."""
    file = project.study.cleaning.overrides or "overrides.csv"
    if not (project.data / file).is_file():
        return None
    try:
        read = read_file(read_source(file, project.data))
    except SurveyError:
        return None  # the next run says what is wrong with it
    questions = [question.id for question in project.study.questions]
    answers = pd.DataFrame(product(waves, [name], questions), columns=["wave", "respondent_id", "question"])
    own = {*answer_ids(answers, project.workspace.key()), name}
    named = [column for column in ("answer_id", "respondent_id") if column in read.frame]
    chosen = [any(respondent_id(cell) in own for cell in row) for row in read.frame[named].to_numpy(dtype="object")]
    rows = tuple(int(row) for row in read.rows[np.array(chosen, dtype=bool)])
    return Place(", ".join(waves), file, rows) if rows else None


# --- telling ------------------------------------------------------------------------------------------------------


def told(outcome: Outcome) -> list[str]:
    """What came of it and what is left to do by hand, in lines; the respondent is not named."""
    waves, removal, found = ", ".join(outcome.waves), outcome.removal, outcome.found
    if removal is None:
        lines = [f"already forgotten in wave {waves}: nothing is kept"]
    else:
        changed = sum(change.changed for change in removal.editions.values())
        lines = [
            f"forgotten in wave {waves}",
            f"removed: {removal.stages} stage results, {removal.models} fitted models, the cache of vectors; "
            f"rows in {changed} of {len(removal.editions)} editions in {removal.outputs}",
            "the next run makes the results again, without the respondent",
        ]
        for edition, change in removal.editions.items():
            lines += [f"removed: {edition}/{file} could not be made again without the rows" for file in change.lost]
            lines += [f"look yourself: {edition}/{file} is not a file of the edition" for file in change.unknown]
    lines += [
        f"remove by hand: {_where(place)} still has the respondent (it is not read again)" for place in found.places
    ]
    if outcome.decisions is not None:
        lines.append(f"remove by hand: {_where(outcome.decisions)} decides about answers of the respondent")
    lines += [
        f"forget too? by [columns] panel the same person is in {_where(place)}, under another respondent id"
        for place in found.under_other_ids
    ]
    return [*lines, *(f"look yourself: {problem}" for problem in found.unread)]


def _where(place: Place) -> str:
    rows = f"row{'s' if len(place.rows) > 1 else ''} {', '.join(map(str, place.rows))}"
    return f"{place.file}, {rows} (wave {place.wave}),"

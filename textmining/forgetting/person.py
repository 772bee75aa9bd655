"""Forgetting one respondent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import numpy as np
import pandas as pd

from textmining.errors import Problem, SurveyError, UsageError
from textmining.forgetting.kept import Kept, places_told
from textmining.forgetting.panel import is_one_person, kept_persons, only_persons, panel_ids
from textmining.forgetting.removing import Removal, Step, finish_removal, no_step
from textmining.locking import locked
from textmining.pipeline import Project, forgotten_of
from textmining.study import nearest
from textmining.survey import Found, Place, answer_ids, find_respondent, respondent_id
from textmining.survey.files import read_file
from textmining.survey.source import read_source
from textmining.workspace import write_json

__all__ = ["Outcome", "forget", "told"]

ALL_WAVES = "all"
"""What is given in place of a wave to say that one id in several waves is one person."""


@dataclass(frozen=True)
class Outcome:
    """What forgetting a respondent came to.

    Attributes
    ----------
    waves : tuple of str
        The waves in which the respondent is forgotten.
    removal : Removal or None
        None where everything had been removed before.
    kept : Kept
        Where was looked.
    found : Found
        Where the survey files still have the respondent in these waves, and where the same person under another id.
    in_other_waves : tuple of Place
        Where the survey files have the same person, under the same id, in waves that were not chosen.
    decisions : Place or None
        Where the researcher's own file of decisions about answers has the respondent.
    """

    waves: tuple[str, ...]
    removal: Removal | None
    kept: Kept
    found: Found
    in_other_waves: tuple[Place, ...] = ()
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
        Only in this wave, or "all". Need not be given where one wave has the id, or where the column of [columns]
        panel says that it is the same person in all that have it.
    step : callable, optional
        Told what is about to be done.

    Raises
    ------
    UsageError
        If there is no such respondent, or if it may be other persons in other waves. Then nothing is changed, and no
        id that looks alike is told.
    WorkspaceError
        As ``finish_removal``, or if a run is working on the study.
    """
    with locked(project.workspace.private, alone=True):
        return _forget(project, respondent, today, wave, step)


def _forget(project: Project, respondent: str, today: date, wave: str | None, step: Step) -> Outcome:
    workspace, name = project.workspace, respondent_id(respondent.strip())
    list_before, everything = forgotten_of(workspace), Kept.of(project)
    found = find_respondent(project.study, project.data, name)
    kept = kept_persons(everything.research_tables(), name)
    ids = panel_ids(project.study, project.data, (*found.places, *found.under_other_ids))
    persons = {wave_id: set(panels) for wave_id, panels in kept.items()}
    for place in found.places:
        persons.setdefault(place.wave, set()).update(ids.get(place.wave, {}).values())
    waves = list(dict.fromkeys([*(w.id for w in project.study.waves), *sorted(kept)]))
    if wave is not None and wave not in (*waves, ALL_WAVES):
        raise UsageError(Problem(f"--wave {wave}", "is not a wave of this study.", nearest(wave, waves, kind="Waves")))
    asked = [wave] if wave in waves else waves
    listed = [w for w in asked if list_before.mark(w, name) in list_before.marks]
    chosen = tuple(w for w in asked if w in persons or w in listed)
    if not chosen:
        raise UsageError(
            Problem(
                f"respondent {respondent!r}",
                f"is not in {f'wave {wave}' if wave in waves else 'any wave'} of this study, nor in what it keeps.",
                " ".join(["Give the id as the survey file has it.", *map(str, found.unread)]),
            )
        )
    is_settled = wave is not None or len(chosen) == 1 or len(listed) == len(chosen)
    if not is_settled and not is_one_person({w: persons.get(w, set()) for w in chosen}):
        raise UsageError(
            Problem(
                f"respondent {respondent!r}",
                f"is in wave {', '.join(chosen)}, and no column of [columns] panel says that it is the same person.",
                f"Give --wave {chosen[0]} (or another) for the person of one wave, --wave {ALL_WAVES} for all of them.",
            )
        )
    own = frozenset[str]().union(*(persons.get(w, set()) for w in chosen))
    outcome = Outcome(
        waves=chosen,
        removal=None,
        kept=everything,
        found=replace(
            found,
            places=tuple(place for place in found.places if place.wave in chosen),
            under_other_ids=only_persons(found.under_other_ids, own, ids),
        ),
        in_other_waves=only_persons((place for place in found.places if place.wave not in chosen), own, ids),
        decisions=_decisions(project, name, chosen),
    )
    if list_before.complete and len(listed) == len(chosen) and not set(kept) & set(chosen):
        return outcome
    step("list of forgotten respondents")
    list_now = list_before.with_respondents(list_before.mark(w, name) for w in chosen)
    write_json(workspace.private / "forgotten.json", list_now.as_json())
    return replace(outcome, removal=finish_removal(project, today, step))


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
            f"rows in {changed} of {len(removal.editions)} editions",
            "the next run makes the results again, without the respondent",
        ]
        for edition, change in removal.editions.items():
            lines += [f"removed: {edition}/{file} could not be made again without the rows" for file in change.lost]
            lines += [f"look yourself: {edition}/{file} is not a file of the edition" for file in change.unknown]
    lines += places_told(outcome.kept)
    lines += [
        f"remove by hand: {_where(place)} still has the respondent (it is not read again)" for place in found.places
    ]
    if outcome.decisions is not None:
        lines.append(f"remove by hand: {_where(outcome.decisions)} decides about answers of the respondent")
    lines += [
        f"forget too? by [columns] panel the same person is in {_where(place)}, under {which}"
        for which, places in (("this id", outcome.in_other_waves), ("another respondent id", found.under_other_ids))
        for place in places
    ]
    return [*lines, *(f"look yourself: {problem}" for problem in found.unread)]


def _where(place: Place) -> str:
    rows = f"row{'s' if len(place.rows) > 1 else ''} {', '.join(map(str, place.rows))}"
    return f"{place.file}, {rows} (wave {place.wave})"

"""What ``textmining export`` and ``textmining import`` do; the command line prints what these return."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from textmining.errors import Problem, UsageError
from textmining.project import Project
from textmining.review.exchange import writing
from textmining.review.exchange.intake import plan_project, plan_workbook
from textmining.review.exchange.moments import Moment
from textmining.review.exchange.plans import carry_out
from textmining.review.exchange.reading import log_of, read_moments
from textmining.review.exchange.telling import lines
from textmining.workspace import read_table, write_bytes

__all__ = ["FORMATS", "export", "file_name", "import_file"]

FORMATS = {"csv": "zip", "xlsx": "xlsx", "sav": "sav", "qdpx": "qdpx"}
"""Formats and the ends of the names of their files."""

_WHOLE = {"csv": writing.archive_of_csv, "qdpx": writing.project_file}
"""Formats that hold all codebooks, and what makes them."""

LARGEST = 200_000_000
"""Bytes of a file that is read."""


def export(
    project: Project,
    to: str,
    *,
    question: str | None = None,
    version: int | None = None,
    output: Path | None = None,
    force: bool = False,
) -> list[str]:
    """Write codebook and codings to a file that only its owner can read.

    Parameters
    ----------
    project : Project
    to : str
        One of ``FORMATS``.
    question : str, optional
        The codebook of this question; else all codebooks, which a workbook cannot hold.
    version : int, optional
        As it was signed off; else as it is now.
    output : Path, optional
        In place of the folder ``exports`` in the private folder of the study, which ``textmining forget`` empties.
    force : bool
        Whether a file that is there may be replaced.

    Returns
    -------
    list of str
        What to tell.

    Raises
    ------
    UsageError
        If there is no such question or version, or the file is there.
    StageError
        If no themes were found yet.
    WorkspaceError
        If something cannot be read or written.
    """
    with log_of(project) as store:
        found, moments = read_moments(project, store, _asked(project, question), version)
    if to == "xlsx" and len(moments) > 1:
        names = ", ".join(one.name for one in moments)
        raise UsageError(
            Problem("--to xlsx", f"a workbook is of one codebook, and there are: {names}.", "Choose with --question.")
        )
    state = f"versie-{version}" if version is not None else f"stand-{moments[0].last}"
    place = project.workspace.private / "exports"
    path = output or place / file_name(project.study.id, question, state, to)
    if to == "csv" and path.suffix.lower() != ".zip":
        raise UsageError(Problem(str(path), "will hold several tables.", "Let the name end in .zip."))
    if path.exists() and not force:
        raise UsageError(Problem(str(path), "is there already.", "Choose another with --output, or give --force."))
    if to == "sav":
        survey = found.folders["survey"]
        writing.respondents_file(path, moments, read_table(survey, "respondents"), read_table(survey, "labels"))
    else:
        data = writing.workbook(moments[0]) if to == "xlsx" else _WHOLE[to](moments)
        write_bytes(path, data)
    names = ", ".join(one.name for one in moments)
    _note(project, "export", f"{to}: {names}, {state.replace('-', ' ')} (opdrachtregel)")
    told = [f"{path}", f"codebook {names}: {_counted(moments)}"]
    if to == "sav":
        told.append("note: it holds the ids of respondents; keep it as private as the survey files")
    if output is not None and to in ("sav", "xlsx", "qdpx"):
        told.append("note: textmining forget does not reach this file; remove it yourself when it is no longer needed")
    return told


def import_file(project: Project, path: Path, *, actor: str | None, dry_run: bool) -> list[str]:
    """Take over what was changed in a workbook, or coded in another program.

    Parameters
    ----------
    project : Project
    path : Path
        A workbook (.xlsx) that was exported from here, or a REFI-QDA project (.qdpx).
    actor : str or None
        The user who decides; may be None for a dry run.
    dry_run : bool
        Only tell what would be done.

    Returns
    -------
    list of str
        What to tell, in Dutch.

    Raises
    ------
    UsageError
        If the file cannot be used, or there is no such user who may code.
    CollisionError
        If another coder decided about one of these things while it was done; then nothing is changed.
    StageError, WorkspaceError
        As for ``export``.
    """
    data = _file(path)
    who = _coder(project, actor) if actor is not None else None
    if who is None and not dry_run:
        raise UsageError(Problem("--as", "says who decides, and is not given.", "Give --as NAME, or --dry-run."))
    with log_of(project, make=not dry_run) as store:
        reader = plan_workbook if path.suffix.lower() == ".xlsx" else plan_project
        plan = reader(project, store, data, path.name, who)
        if dry_run or store is None or who is None:
            return ["proef: er is niets gewijzigd", *lines(plan, done=False)]
        made = carry_out(plan, store, who)
    if made:
        _note(project, "import", f"{_plain(path.name)}: besluiten {made[0].id} t/m {made[-1].id} (opdrachtregel)", who)
    return list(lines(plan, done=True))


def file_name(study: str, question: str | None, state: str, to: str) -> str:
    """A name for an export that every system takes."""
    parts = [study, *([question] if question else []), state]
    return f"{re.sub(r'[^A-Za-z0-9_-]+', '_', '-'.join(parts))}.{FORMATS[to]}"


# --- inside ---------------------------------------------------------------------------------------------------------


def _asked(project: Project, question: str | None) -> list[str]:
    """The codebooks that are asked for."""
    from textmining.study import nearest

    codebook_of = {one.id: one.codebook or one.id for one in project.study.questions}
    if question is None:
        return list(dict.fromkeys(codebook_of.values()))
    if question not in codebook_of:
        remedy = nearest(question, codebook_of) or f"Questions: {', '.join(codebook_of)}."
        raise UsageError(Problem(f"--question {question}", "is no question of this study.", remedy))
    return [codebook_of[question]]


def _file(path: Path) -> bytes:
    if path.suffix.lower() not in (".xlsx", ".qdpx"):
        what = "is neither a workbook (.xlsx) nor a REFI-QDA project (.qdpx)."
        raise UsageError(Problem(str(path), what, "CSV and SPSS files are not read back."))
    if not path.is_file():
        raise UsageError(Problem(str(path), "is not there.", "Check the name."))
    if path.stat().st_size > LARGEST:
        raise UsageError(Problem(str(path), f"is larger than {LARGEST // 1_000_000} MB.", "Choose a smaller file."))
    return path.read_bytes()


def _coder(project: Project, name: str) -> str:
    """The user of that name, who must be one who may code."""
    from textmining.review.accounts import ROLES, Accounts
    from textmining.review.serving import database_of

    accounts = Accounts.open(database_of(project))
    try:
        user = accounts.of_name(name)
    finally:
        accounts.close()
    if user is None or ROLES.index(user.role) < ROLES.index("coder"):
        what = "is no user who may code." if user is not None else "is no user of the review app."
        remedy = f"Add one: textmining users add {project.study_file.name} NAME --role coder"
        raise UsageError(Problem(f"--as {name}", what, remedy))
    return user.name


def _note(project: Project, kind: str, detail: str, actor: str | None = None) -> None:
    """Write a line of the audit, where there is a review database."""
    from textmining.review.accounts import Accounts
    from textmining.review.serving import database_of

    place = database_of(project)
    if isinstance(place, Path) and not place.exists():
        return
    accounts = Accounts.open(place)
    try:
        accounts.note(kind, actor, None, detail)
    finally:
        accounts.close()


def _counted(moments: Sequence[Moment]) -> str:
    themes, answers = sum(len(one.themes) for one in moments), sum(len(one.answers) for one in moments)
    codings = sum(len(one.codings) for one in moments)
    return f"{themes:,} themes, {answers:,} answers, {codings:,} codings"


def _plain(name: str) -> str:
    return "".join(character for character in name if character.isprintable())[:80]

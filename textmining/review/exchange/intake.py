"""From the bytes of a file that comes back to a plan, with everything that the study knows of now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmining.project import Project
from textmining.review.exchange.handing_in import HandedIn, read_project_file, read_workbook
from textmining.review.exchange.moments import bases_of, moment_of
from textmining.review.exchange.plans import Plan, make_plan
from textmining.review.exchange.reading import found_now, found_of_all, olds_of

if TYPE_CHECKING:
    from textmining.codebook.store import DecisionStore

__all__ = ["plan_again", "plan_project", "plan_workbook"]


def plan_workbook(
    project: Project,
    store: DecisionStore | None,
    data: bytes,
    name: str,
    actor: str | None,
    *,
    codebook: str | None = None,
) -> Plan:
    """What a workbook that a coder edited would change; nothing is written.

    Parameters
    ----------
    project : Project
    store : DecisionStore or None
        None where nobody decided anything.
    data : bytes
    name : str
        Of the file.
    actor : str or None
        Who hands it in.
    codebook : str, optional
        The one that it must be of.

    Raises
    ------
    UsageError
        In Dutch, if the file cannot be used.
    StageError, WorkspaceError
        If the results cannot be read.
    """
    log = store.read() if store is not None else []
    handed_in = read_workbook(data, name, found_of_all(project), log, olds_of(store), codebook=codebook)
    return plan_again(project, store, handed_in, actor)


def plan_project(project: Project, store: DecisionStore | None, data: bytes, name: str, actor: str | None) -> Plan:
    """What a project that was coded in another program would change; parameters and errors as ``plan_workbook``."""
    log = store.read() if store is not None else []
    found = found_now(project)
    last = max((one.id for one in log), default=0)
    now = [moment_of(found, base, log, last, olds_of(store)) for base in bases_of(found).values()]
    return make_plan(read_project_file(data, name, now), now, log, actor)


def plan_again(project: Project, store: DecisionStore | None, handed_in: HandedIn, actor: str | None) -> Plan:
    """What a file that was read would change by how the codebooks are now."""
    log = store.read() if store is not None else []
    found = found_now(project)
    bases, last = bases_of(found), max((one.id for one in log), default=0)
    now = [moment_of(found, bases[name], log, last, olds_of(store)) for name in handed_in.wanted]
    return make_plan(handed_in, now, log, actor)

"""Reading what the finished stages left of a study, and the log of decisions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textmining.errors import Problem, StageError, UsageError
from textmining.locking import locked
from textmining.project import Project, decision_log
from textmining.review.exchange.moments import Found, Moment, Olds, bases_of, moment_of
from textmining.review.material.finding import Results, all_results, find_results
from textmining.review.material.watching import names_of

if TYPE_CHECKING:
    import pandas as pd

    from textmining.codebook.decisions import Decision
    from textmining.codebook.state import Base
    from textmining.codebook.store import DecisionStore

__all__ = ["found_now", "found_of_all", "log_of", "olds_of", "read_moments"]

_TABLES = {"cleaning": ("answers", "ledger", "segments"), "codebook": ("proposed_themes", "proposed_segments")}


def found_now(project: Project, fit: str | None = None) -> Found:
    """What the newest results hold, or those of one discovery where they are still there.

    Raises
    ------
    StageError
        If no themes were found yet.
    WorkspaceError
        If a table cannot be read, or personal data are being removed.
    """
    with locked(project.workspace.private, alone=False):
        asked = [one for one in all_results(project) if one.fit == fit] if fit is not None else []
        results = asked[0] if asked else find_results(project)
        if results is None:
            raise StageError("no themes yet; find them with: textmining code STUDY")
        return _read(project, results)


def found_of_all(project: Project) -> Iterator[Found]:
    """What each of the results that are still there holds, the newest first; those that hold the same once."""
    with locked(project.workspace.private, alone=False):
        results: dict[object, Results] = {}
        for one in all_results(project):
            results.setdefault((one.fit, one.folders["cleaning"], _mark_of_predictions(one)), one)
        for one in results.values():
            yield _read(project, one)


def _read(project: Project, results: Results) -> Found:
    import numpy as np

    from textmining.codebook import Registry
    from textmining.workspace import read_table

    tables = {name: read_table(results.folders[stage], name) for stage, names in _TABLES.items() for name in names}
    tables["predictions"] = _predictions(results.folders["codebook"])
    memory = project.workspace.private / "themes.json"
    known = Registry.read(memory).themes if memory.exists() else {}
    placed = tables.pop("proposed_segments")[["segment_id", "theme_id", "similarity"]]
    cut = tables["segments"].drop(columns=["theme_id", "topic_id"], errors="ignore")
    tables["segments"] = cut.merge(placed, on="segment_id", how="left", validate="one_to_one")
    tables["themes"] = tables.pop("proposed_themes")
    made = (results.folders["codebook"] / "stage.json").stat().st_mtime
    return Found(
        project.study,
        results.fit,
        datetime.fromtimestamp(made, UTC),
        tables,
        {theme: np.array(one.centre) for theme, one in known.items()},
        results.folders,
        names_of(project),
    )


def _predictions(folder: Path) -> pd.DataFrame:
    """What the coder model said; nothing where results are of before there was one."""
    import pandas as pd

    from textmining.tables import COLUMNS
    from textmining.workspace import read_table

    there = (folder / _PREDICTIONS).is_file()
    return read_table(folder, "predictions") if there else pd.DataFrame(columns=list(COLUMNS["predictions"]))


def _mark_of_predictions(results: Results) -> str | None:
    """The checksum of what the coder model said: decisions alone give another result of the stage, but not of this."""
    record = json.loads((results.folders["codebook"] / "stage.json").read_text(encoding="utf-8"))
    mark: str | None = record["files"].get(_PREDICTIONS)
    return mark


_PREDICTIONS = "predictions.parquet"


@contextmanager
def log_of(project: Project, *, make: bool = False) -> Iterator[DecisionStore | None]:
    """The log of decisions while it is open; None where nobody decided anything, unless it is to be made."""
    log = decision_log(project, make=make)
    try:
        yield log
    finally:
        if log is not None:
            log.close()


def olds_of(store: DecisionStore | None) -> Olds:
    """What discovery had proposed when decisions were taken, as the log remembers it."""

    def base(codebook: str, fit: str) -> Base | None:
        return store.base(codebook, fit) if store is not None else None

    return base


def read_moments(
    project: Project, store: DecisionStore | None, codebooks: Sequence[str], version: int | None = None
) -> tuple[Found, list[Moment]]:
    """Codebooks as they are now, or as they were signed off, and the results that they stand on.

    Parameters
    ----------
    project : Project
    store : DecisionStore or None
        None where nobody decided anything.
    codebooks : sequence of str
        Of the study.
    version : int, optional
        The number of a version that was signed off; it is shown on the discovery that it was signed on, where the
        results of that are still there.

    Raises
    ------
    UsageError
        If a codebook has no such version.
    StageError, WorkspaceError
        As ``found_now``.
    """
    log = store.read() if store is not None else []
    signed = {name: _signed(log, name, version) for name in codebooks} if version is not None else {}
    fits = {one.fit for one in signed.values()}
    found = found_now(project, fits.pop() if len(fits) == 1 else None)
    bases = bases_of(found)
    now = max((one.id for one in log), default=0)
    lasts = {name: signed[name].id if name in signed else now for name in codebooks}
    return found, [moment_of(found, bases[name], log, lasts[name], olds_of(store)) for name in codebooks]


def _signed(log: Sequence[Decision], name: str, version: int) -> Decision:
    """The decision by which a version of a codebook was signed off."""
    from textmining.codebook.decisions import SignOff
    from textmining.codebook.folding import undone_in

    undone = undone_in(log)
    own = [one for one in log if one.codebook == name and isinstance(one.action, SignOff) and one.id not in undone]
    chosen = [one for one in own if one.action.number == version]
    if not chosen:
        known = ", ".join(str(one.action.number) for one in own) or "none yet"
        what = f"codebook {name} has no such version."
        raise UsageError(Problem(f"version {version}", what, f"Signed off: {known}."))
    return chosen[-1]

"""Keeping the material in memory, and reading it again when a run left something new."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from textmining.cleaning.redaction import StudyNames, read_names
from textmining.codebook import Registry
from textmining.errors import TextminingError
from textmining.locking import locked
from textmining.pipeline import Project
from textmining.review.material.finding import find_results
from textmining.review.material.material import Study
from textmining.review.material.reading import TABLES, read_material
from textmining.workspace import read_table

__all__ = ["Watched", "load", "names_of"]

EVERY = 5.0
"""Seconds between two looks at whether something changed."""

Stamp = tuple[tuple[str, int], ...]


def load(project: Project) -> Study | None:
    """Read the material of a study; None where discovery has not run.

    Raises
    ------
    WorkspaceError
        If a table cannot be read, or personal data are being removed.
    """
    with locked(project.workspace.private, alone=False):
        results = find_results(project)
        if results is None:
            return None
        tables = {name: read_table(results.folders[stage], name) for stage, names in TABLES.items() for name in names}
        memory = project.workspace.private / "themes.json"
        themes = Registry.read(memory).themes if memory.exists() else {}
    centres = {theme: np.array(known.centre) for theme, known in themes.items()}
    found = read_material(
        project.study, tables, results.fit, centres=centres, folders=results.folders, current=results.current
    )
    return replace(found, names=names_of(project))


def names_of(project: Project) -> StudyNames:
    """The names that the study brings itself; none where their file cannot be read, which a run tells of."""
    path = project.study.privacy.names
    try:
        return read_names(project.data / path) if path else StudyNames()
    except TextminingError:
        return StudyNames()


class Watched:
    """The material of a study as it was when a run last finished.

    Parameters
    ----------
    reopen : callable
        Opens the study, as at the start: a study file may have changed.
    """

    def __init__(self, reopen: Callable[[], Project]) -> None:
        self._reopen = reopen
        project = reopen()
        self._private, self._file = project.workspace.private, project.study_file
        self._retention = project.study.privacy.retention
        self._stamp = self._seen()
        self._study = load(project)
        self._looked = time.monotonic()
        self._reading = threading.Lock()

    def project(self) -> Project:
        """The study, opened as its file says now."""
        return self._reopen()

    def now(self) -> Study | None:
        """The material; None where there is none, or none any more: after the retention date, or a removal."""
        if self._retention is not None and date.today() > self._retention:
            self._study = None
            return None
        if time.monotonic() - self._looked < EVERY or not self._reading.acquire(blocking=False):
            return self._study
        try:
            self._looked = time.monotonic()
            stamp = self._seen()
            if stamp != self._stamp:
                self._read_again(stamp)
        finally:
            self._reading.release()
        return self._study

    def _read_again(self, stamp: Stamp) -> None:
        if not (self._private / "stages").is_dir():
            self._study = None  # a removal took them: whoever is forgotten is not shown a moment longer
        try:
            project = self._reopen()
            found = load(project)
        except TextminingError:
            return  # a study file that is being edited, or a run that is busy: what was read stays, and we look again
        self._retention = project.study.privacy.retention
        self._study, self._stamp = found, stamp

    def _seen(self) -> Stamp:
        """When something was last written that the material may depend on."""
        stages = self._private / "stages"
        return tuple((path.name, _changed(path)) for path in (stages, stages / "codebook", self._file))


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0

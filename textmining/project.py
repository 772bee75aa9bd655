"""A study that is open to be worked on."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textmining.errors import Problem, UsageError
from textmining.study import Study
from textmining.study_file import load_study
from textmining.workspace import Workspace

if TYPE_CHECKING:
    from textmining.codebook.store import DecisionStore
    from textmining.survey import Forgotten

__all__ = ["Project", "decision_log", "forgotten_of", "open_project", "reported_personal"]


@dataclass(frozen=True)
class Project:
    """A study that is open to be worked on: the study, where its files are read and where its results go."""

    study_file: Path
    study: Study
    data: Path
    workspace: Workspace
    seed: int


def open_project(
    study_file: Path,
    *,
    outputs: Path = Path("outputs"),
    models: Path = Path("models"),
    data: Path | None = None,
    seed: int | None = None,
) -> Project:
    """Read a study file and open its workspace.

    Parameters
    ----------
    study_file : Path
        The study file; survey files are read from its folder unless ``data`` names another.
    outputs, models : Path
        Where editions and fitted models go.
    data : Path, optional
        Another folder to read the survey files from.
    seed : int, optional
        In place of ``[topics] seed`` of the study file.

    Raises
    ------
    StudyError, UsageError
        If the study file cannot be used, or ``data`` is not a folder.
    """
    study = load_study(study_file)
    if data is not None and not data.is_dir():
        raise UsageError(Problem(str(data), "is not a folder.", "Name the folder with --data DIR."))
    workspace = Workspace.of(study_file, study.id, outputs=outputs, models=models)
    folder = (data or study_file.parent).resolve()
    return Project(study_file.resolve(), study, folder, workspace, study.topics.seed if seed is None else seed)


def decision_log(project: Project, *, make: bool = False) -> DecisionStore | None:
    """What coders decided; None where no coder has been at work, unless it is to be made.

    Raises
    ------
    UsageError, WorkspaceError
        If the database cannot be used.
    """
    place = project.study.review.database or project.workspace.private / "review.sqlite"
    if isinstance(place, Path) and not make and not place.exists():
        return None
    from textmining.codebook.store import DecisionStore

    return DecisionStore.open(place)


def reported_personal(project: Project) -> tuple[str, ...]:
    """Words about persons that coders found in redacted answers: they are redacted everywhere from the next run on."""
    log = decision_log(project)
    if log is None:
        return ()
    with closing(log):
        from textmining.codebook.masking import reported_in

        return reported_in(log.read(kinds=("report_personal", "undo")))


def forgotten_of(workspace: Workspace) -> Forgotten:
    """The respondents that the study may not read again."""
    from textmining.survey import Forgotten

    path = workspace.private / "forgotten.json"
    return Forgotten.read(path, workspace.key()) if path.exists() else Forgotten(workspace.key())

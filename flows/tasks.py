"""One task for each stage. A task hands on fingerprints and paths, never tables.

Whether a stage is run again is decided by its fingerprint in the workspace, not by Prefect's cache: there is one memory
of what was done, it also serves runs without Prefect, and a damaged result is noticed. A stage that was found shows
as "Cached" in Prefect's own pages.
"""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path
from typing import Any, TypedDict

from prefect import State, Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.states import Completed, Failed

from textmining.edition import publish_edition
from textmining.errors import InputError, ModelError, StageError, SurveyError, TextminingError
from textmining.forgetting import honour
from textmining.pipeline import Project, open_project, run

__all__ = ["Parameters", "open_study", "publish_study", "run_stage", "told"]


LOGGER = logging.getLogger("textmining.stages")
"""Named in PREFECT_LOGGING_EXTRA_LOGGERS, so that Prefect shows its lines with the run they belong to."""


class Parameters(TypedDict):
    """What a flow run was called with: the study file, where results go, another data folder, another seed."""

    study: str
    outputs: str
    models: str
    data: str | None
    seed: int | None


def open_study(parameters: Parameters) -> Project:
    """Open the study that a flow run is about, unless its retention date has passed."""
    data = parameters["data"]
    project = open_project(
        Path(parameters["study"]),
        outputs=Path(parameters["outputs"]),
        models=Path(parameters["models"]),
        data=Path(data) if data else None,
        seed=parameters["seed"],
    )
    honour(project, date.today())
    return project


_HOPELESS = (InputError, StageError, ModelError)
"""Errors that trying again cannot mend; a full disk or a locked file can pass."""
_REFUSED = "Refused"


def _can_pass(_: Task[Any, Any], __: TaskRun, state: State[Any]) -> bool:
    """Whether trying again can help."""
    return state.name != _REFUSED


def told(error: TextminingError) -> str:
    """What Prefect may keep of an error. What is wrong with a survey file may quote a cell of it: then only where."""
    if not isinstance(error, SurveyError):
        return str(error)
    places = list(dict.fromkeys(problem.where for problem in error.problems))
    more = f" and {len(places) - 10} more" if len(places) > 10 else ""
    return (
        f"{len(error.problems)} problems in the survey files ({'; '.join(places[:10])}{more}). "
        "Run 'textmining check' on the study file to read them: they may quote answers, so they are not kept here."
    )


def _refused(error: TextminingError) -> State[Any]:
    """A failed state that says what is wrong and what to do, without a traceback."""
    return Failed(name=_REFUSED, message=told(error))


@task(
    retries=2,
    retry_delay_seconds=[5, 30],
    retry_condition_fn=_can_pass,
    cache_policy=NO_CACHE,
    persist_result=False,
    result_serializer="json",
    task_run_name="{stage}",
)
def run_stage(parameters: Parameters, stage: str, before: dict[str, Any] | None = None) -> Any:
    """Run one stage of a study, or find it done.

    Parameters
    ----------
    parameters : Parameters
        Of the flow run.
    stage : str
        Name of the stage.
    before : dict, optional
        What the stage before it returned; Prefect draws the arrow from it.

    Returns
    -------
    dict
        ``stage``, ``fingerprint``, ``folder``, ``reused``, ``seconds``; or a failed state whose message says what is
        wrong and what to do.
    """
    try:
        result = run(open_study(parameters), stage, lambda name: LOGGER.info("%s: started", name))
    except _HOPELESS as error:
        return _refused(error)
    LOGGER.info("%s: %s", stage, "unchanged, not run again" if result.reused else f"done in {result.seconds:.1f} s")
    record = {
        "stage": stage,
        "fingerprint": result.fingerprint,
        "folder": str(result.folder),
        "reused": result.reused,
        "seconds": round(result.seconds, 2),
    }
    return Completed(name="Cached", data=record) if result.reused else record


@task(
    retries=2,
    retry_delay_seconds=[5, 30],
    retry_condition_fn=_can_pass,
    cache_policy=NO_CACHE,
    persist_result=False,
    result_serializer="json",
    task_run_name="publishing",
)
def publish_study(parameters: Parameters, before: dict[str, Any] | None = None) -> Any:
    """Publish an edition of a study whose stages are done, or find it published.

    Returns
    -------
    dict
        ``edition``, ``folder``, ``portal``, ``concept``, ``reused``, ``seconds``.
    """
    try:
        edition = publish_edition(open_study(parameters), lambda name: LOGGER.info("%s: started", name))
    except _HOPELESS as error:
        return _refused(error)
    state = "unchanged, edition stays" if edition.reused else f"done in {edition.seconds:.1f} s"
    LOGGER.info("publishing: %s", state)
    record = {
        "edition": edition.id,
        "folder": str(edition.folder),
        "portal": str(edition.portal),
        "concept": edition.concept,
        "reused": edition.reused,
        "seconds": round(edition.seconds, 2),
    }
    return Completed(name="Cached", data=record) if edition.reused else record

"""The three flows: ``discover`` (data to proposed themes), ``publish`` (codebook to edition), ``monitor`` (both)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import State, flow
from prefect.states import Failed

from flows.artifacts import show_data, show_edition, show_themes
from flows.tasks import Parameters, open_study, publish_study, run_stage, told
from textmining.errors import TextminingError

__all__ = ["discover", "monitor", "publish"]

_TO_CODEBOOK = ("survey", "cleaning", "embedding", "topics", "codebook")
_TO_LINKING = (*_TO_CODEBOOK, "linking")


def _run(parameters: Parameters, stages: tuple[str, ...], *, edition: bool) -> Any:
    """Run stages one after another, show what they gave, and publish where asked; stop at the first that fails."""
    try:
        study = open_study(parameters).study
    except TextminingError as error:
        return Failed(message=told(error))
    before: dict[str, Any] | None = None
    folders: dict[str, Path] = {}
    for stage in stages:
        state: State[Any] = run_stage(parameters, stage, before, return_state=True)
        if not state.is_completed():
            return Failed(message=state.message or f"{stage}: failed")
        before = dict(state.result())
        folders[stage] = Path(before["folder"])
        if stage == "cleaning":
            show_data(study, folders[stage])
        if stage == "codebook":
            show_themes(study, folders[stage], folders["topics"])
    if not edition:
        return before
    state = publish_study(parameters, before, return_state=True)
    if not state.is_completed():
        return Failed(message=state.message or "publishing: failed")
    published = dict(state.result())
    show_edition(study.id, published)
    return published


@flow(name="discover", persist_result=False, result_serializer="json", validate_parameters=True)
def discover(
    study: str, outputs: str = "outputs", models: str = "models", data: str | None = None, seed: int | None = None
) -> Any:
    """Take new survey data up to proposed themes.

    Parameters
    ----------
    study : str
        Path of the study file.
    outputs, models : str
        Where editions and fitted models go.
    data : str, optional
        Folder of the survey files, where that is not the study file's.
    seed : int, optional
        In place of the study's own.

    Returns
    -------
    dict
        The record of the codebook stage; or a failed state whose message says what is wrong and what to do.
    """
    return _run(
        Parameters(study=study, outputs=outputs, models=models, data=data, seed=seed), _TO_CODEBOOK, edition=False
    )


@flow(name="publish", persist_result=False, result_serializer="json", validate_parameters=True)
def publish(
    study: str, outputs: str = "outputs", models: str = "models", data: str | None = None, seed: int | None = None
) -> Any:
    """Publish an edition from the codebook; stages that are out of date are done first.

    Parameters and failures are those of ``discover``; returns the record of the edition.
    """
    return _run(
        Parameters(study=study, outputs=outputs, models=models, data=data, seed=seed), _TO_LINKING, edition=True
    )


@flow(name="monitor", persist_result=False, result_serializer="json", validate_parameters=True)
def monitor(
    study: str, outputs: str = "outputs", models: str = "models", data: str | None = None, seed: int | None = None
) -> Any:
    """Do the whole main job: from survey files to a published edition (a concept until a coder has signed off).

    Parameters and failures are those of ``discover``; returns the record of the edition.
    """
    return _run(
        Parameters(study=study, outputs=outputs, models=models, data=data, seed=seed), _TO_LINKING, edition=True
    )

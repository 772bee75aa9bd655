"""Making an edition: the published results of a study, complete or absent.

An edition is built beside its place and renamed when its last file is on disk; ``latest`` (signed off) or
``latest-concept`` moves last. The same results are published once: an edition is found again by its fingerprint.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmining.errors import StageError, WorkspaceError
from textmining.locking import locked
from textmining.pipeline import STAGES, Project, plan
from textmining.places import owner_mark, record_places
from textmining.workspace import code_fingerprint, file_fingerprint, fingerprint, read_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["EditionResult", "publish_edition"]


@dataclass(frozen=True)
class EditionResult:
    """An edition on disk; ``reused`` where the same results had been published before."""

    id: str
    folder: Path
    concept: bool
    reused: bool
    seconds: float

    @property
    def portal(self) -> Path:
        """The first page of the site."""
        return self.folder / "publiek" / "site" / "index.html"


def publish_edition(project: Project, progress: Callable[[str], None] | None = None) -> EditionResult:
    """Publish what the stages left, and let ``latest-concept`` point at it.

    Raises
    ------
    StageError
        If a stage is not done.
    WorkspaceError
        If the edition cannot be written, then nothing of it is left; or if personal data are being removed.
    """
    with locked(project.workspace.private, alone=False):
        return _publish(project, progress)


def _publish(project: Project, progress: Callable[[str], None] | None) -> EditionResult:
    from textmining.publishing import EditionContent, publish

    started = time.perf_counter()
    planned = plan(project)
    folders: dict[str, Path] = {}
    for stage in STAGES:
        found = project.workspace.find_stage(stage, planned[stage])
        if found is None:
            raise StageError(f"publishing: the stage {stage} is not done. Run it first, or use: textmining run")
        folders[stage] = found
    models = project.workspace.models / project.study.id
    record_places(project.workspace, outputs=project.workspace.outputs, models=models)
    study_print = fingerprint(project.study.model_dump(mode="json"))
    before = project.workspace.stage_fingerprint(STAGES[-1], planned[STAGES[-1]])
    name = fingerprint({"before": before, "study": study_print, "code": code_fingerprint("publishing")})[:10]
    codebooks = json.loads((folders["codebook"] / "codebook.json").read_text(encoding="utf-8"))
    concept = not codebooks or not all(codebook["signed_off"] for codebook in codebooks.values())
    folder = _find(project.workspace.outputs, name)
    reused = folder is not None
    if folder is None:
        if progress:
            progress("publishing")
        folder = project.workspace.outputs / f"{date.today():%Y-%m-%d}-{'concept-' if concept else ''}{name}"
        tables = {
            "labels": read_table(folders["survey"], "labels"),
            **{table: read_table(folders["codebook"], table) for table in _CODED},
            **{table: read_table(folders["linking"], table) for table in _LINKED},
            **_of_the_topics(folders["topics"]),
        }
        content = EditionContent(
            study=project.study,
            edition_id=folder.name,
            concept=concept,
            tables=tables,
            facts=_facts(project, planned, folders),
        )
        with project.workspace.staging(folder, mode=0o755) as temporary:
            publish(content, temporary)
    _point(project.workspace.outputs / ("latest-concept" if concept else "latest"), folder.name)
    return EditionResult(folder.name, folder, concept, reused, time.perf_counter() - started)


_CODED = (
    *("ledger", "answers", "set_aside", "themes", "segments", "codings"),
    *("coding_ways", "predictions", "coding_sample"),
)
_LINKED = ("prevalence", "contrasts", "closed", "respondents")


def _of_the_topics(topics: Path) -> dict[str, pd.DataFrame]:
    """What the topics stage left beside themes; topics that were found by an older version lack tables."""
    from textmining.publishing.content import FROM_TOPICS

    return {table: read_table(topics, table) for table in FROM_TOPICS if (topics / f"{table}.parquet").is_file()}


def _versions(codebooks: dict[str, dict[str, Any]]) -> str:
    """The signed-off version of the codebooks: one number where they agree, "0" where none is signed off."""
    numbers = {name: str(codebook["version"]) for name, codebook in codebooks.items()} or {"": "0"}
    if len(set(numbers.values())) == 1:
        return next(iter(numbers.values()))
    return ", ".join(f"{name} {number}" for name, number in numbers.items())


def _find(outputs: Path, name: str) -> Path | None:
    """The edition with this fingerprint, if it is there and none of its files changed."""
    for folder in sorted(outputs.glob(f"*-{name}")):
        try:
            files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
            if all(file_fingerprint(folder / file) == value for file, value in files.items()):
                return folder
        except (OSError, ValueError, KeyError):
            pass
        # Damaged: set aside under a name that nothing looks for, since a person may have worked in it.
        folder.rename(outputs / f"beschadigd-{secrets.token_hex(3)}-{folder.name.replace(name, '')}")
    return None


def _point(link: Path, target: str) -> None:
    """Let a symbolic link point at an edition, in one step."""
    temporary = link.with_name(f".{link.name}-{secrets.token_hex(4)}")
    try:
        os.symlink(target, temporary)
        temporary.replace(link)
    except OSError as error:
        raise WorkspaceError(f"{link}: cannot be moved to {target} ({error.strerror}).") from error
    finally:
        temporary.unlink(missing_ok=True)


def _facts(project: Project, planned: dict[str, dict[str, object]], folders: dict[str, Path]) -> dict[str, object]:
    """What the manifest tells of the run: every fingerprint that leads to the numbers."""

    def note(stage: str, name: str) -> Any:
        return json.loads((folders[stage] / name).read_text(encoding="utf-8"))

    return {
        "study": {
            "id": project.study.id,
            "title": project.study.study.title,
            "sha256": file_fingerprint(project.study_file),
            "owner": owner_mark(project.workspace.key()),
        },
        "input_files": planned["survey"]["files"],
        "stages": {stage: note(stage, "stage.json")["fingerprint"] for stage in STAGES},
        "seconds": {stage: note(stage, "stage.json")["seconds"] for stage in STAGES},
        "code": code_fingerprint("publishing"),
        "language_model": note("cleaning", "language.json"),
        "encoder": note("embedding", "encoder.json"),
        "topic_models": note("topics", "models.json"),
        "measures": note("topics", "measures.json") if (folders["topics"] / "measures.json").is_file() else {},
        "codebook_version": _versions(note("codebook", "codebook.json")),
        "codebooks": note("codebook", "codebook.json"),
        "seed": project.seed,
    }

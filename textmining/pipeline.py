"""The stages in order: what each depends on, what it reads and what it writes.

Every stage is known beforehand by the fingerprint of what goes into it (``plan``), so what was done before is found
without loading a model, and any stage can be asked for by itself: what it needs is run first, or found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from textmining.errors import StageError
from textmining.locking import locked
from textmining.project import Project, decision_log, forgotten_of, open_project, reported_personal
from textmining.stages import BUILD
from textmining.workspace import ROOMS, StageResult, file_fingerprint, fingerprint

__all__ = ["Project", "check_inputs", "forgotten_of", "open_project", "plan", "run", "run_all", "unfinished"]

STAGES = ROOMS[:-1]
"""The stages whose result is kept in the workspace; publishing, the last, leaves an edition instead."""

# The parts of the study file that each stage looks at: a changed title does not run the cleaning again.
_USES: dict[str, tuple[str, ...]] = {
    "survey": ("waves", "columns", "groups", "missing", "scales", "profile", "closed", "questions", "merged"),
    "cleaning": ("questions", "language", "cleaning"),
    "embedding": ("embedding",),
    "topics": ("questions", "topics", "labels"),
    "codebook": ("questions",),
    "linking": ("waves", "columns", "groups", "scales", "profile", "closed", "questions", "contrasts", "population"),
}


# --- what depends on what -----------------------------------------------------------------------------------------


def plan(project: Project) -> dict[str, dict[str, object]]:
    """Everything that each stage depends on beside its code, known before any stage runs.

    Returns
    -------
    dict
        Stage name to its inputs; ``inputs["before"]`` is the fingerprint of the stage before it, so that a change
        anywhere reaches every later stage.
    """
    from textmining.cleaning import addition_fingerprints, language_id
    from textmining.embedding import encoder_id

    study, models = project.study, project.workspace.models
    settings = study.model_dump(mode="json")
    own: dict[str, dict[str, object]] = {
        "survey": {
            "files": _input_files(project),
            "reference_wave": study.reference_wave,
            "seed": project.seed,
            "forgotten": fingerprint(sorted(forgotten_of(project.workspace).marks)),
        },
        "cleaning": {
            "language": language_id(study.language.model, study.study.language, models),
            "files": addition_fingerprints(study, project.data),
            "key": fingerprint(project.workspace.key().hex()),
            "reported": fingerprint(reported_personal(project)),
        },
        "embedding": {"encoder": encoder_id(study.embedding.model, models)},
        "topics": {"seed": project.seed, "models": str(models)},
        "codebook": {"decisions": _decisions(project)},
        "linking": {},
    }
    planned: dict[str, dict[str, object]] = {}
    before = ""
    for stage in STAGES:
        uses = {key: settings[key] for key in _USES[stage]}
        planned[stage] = {"before": before, "settings": fingerprint(uses), **own[stage]}
        before = project.workspace.stage_fingerprint(stage, planned[stage])
    return planned


def _decisions(project: Project) -> dict[str, int]:
    """The last decision that counts of each codebook."""
    log = decision_log(project)
    if log is None:
        return {}
    with closing(log):
        from textmining.codebook.succession import standing

        found = log.read()
    names = dict.fromkeys(decision.codebook for decision in found)
    return {name: standing([one for one in found if one.codebook == name])[-1].id for name in names}


def _input_files(project: Project) -> dict[str, str | None]:
    """SHA-256 of every survey file; null for one that cannot be read (the survey stage says what is wrong with it)."""
    found: dict[str, str | None] = {}
    for wave in project.study.waves:
        path = project.data / wave.file
        try:
            found[wave.file] = file_fingerprint(path) if path.is_file() else None
        except OSError:
            found[wave.file] = None
    return found


def unfinished(project: Project) -> list[str]:
    """The stages that a run would have to do, in order."""
    planned = plan(project)
    return [stage for stage in STAGES if project.workspace.find_stage(stage, planned[stage]) is None]


def check_inputs(project: Project) -> None:
    """Read the survey files, names and decisions as the stages will, and keep nothing.

    Raises
    ------
    InputError
        With everything that is wrong with one of them.
    """
    from textmining.cleaning import read_additions
    from textmining.survey import answer_ids, read_survey

    workspace = project.workspace
    survey = read_survey(project.study, project.data, profiles=False, forgotten=forgotten_of(workspace))
    answers = survey.raw_answers.assign(answer_id=answer_ids(survey.raw_answers, workspace.key()))
    read_additions(project.study, project.data, answers, survey.labels)


# --- running ------------------------------------------------------------------------------------------------------


def run(project: Project, stage: str, progress: Callable[[str], None] | None = None) -> StageResult:
    """Run one stage, or find it done; the stages before it must be done.

    Raises
    ------
    SurveyError
        From the survey stage, with every problem of the survey files.
    StageError
        If a stage before it is not done.
    WorkspaceError
        If a folder cannot be written, or personal data are being removed.
    """
    with locked(project.workspace.private, alone=False):
        return _run(project, stage, progress)


def _run(project: Project, stage: str, progress: Callable[[str], None] | None) -> StageResult:
    planned = plan(project)
    folders: dict[str, Path] = {}
    for earlier in STAGES[: STAGES.index(stage)]:
        found = project.workspace.find_stage(earlier, planned[earlier])
        if found is None:
            raise StageError(f"{stage}: the stage {earlier} is not done. Run it first, or use: textmining run")
        folders[earlier] = found
    inputs = planned[stage]

    def build(folder: Path) -> None:
        if progress:
            progress(stage)
        BUILD[stage](project, folders, folder, inputs)

    return project.workspace.run_stage(stage, inputs, build)


def run_all(project: Project, last: str, progress: Callable[[str], None] | None = None) -> Iterator[StageResult]:
    """Run the stages up to and including ``last``, each unless it was done before."""
    for stage in STAGES[: STAGES.index(last) + 1]:
        yield run(project, stage, progress)

"""The stages in order: what each depends on, what it reads and what it writes.

Every stage is known beforehand by the fingerprint of what goes into it (``plan``), so what was done before is found
without loading a model, and any stage can be asked for by itself: what it needs is run first, or found.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmining.errors import Problem, StageError, SurveyError, UsageError
from textmining.locking import locked
from textmining.places import owner_mark, record_places
from textmining.study import Study
from textmining.study_file import load_study
from textmining.workspace import (
    ROOMS,
    StageResult,
    Workspace,
    file_fingerprint,
    fingerprint,
    read_table,
    write_json,
    write_table,
)

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from textmining.survey import Forgotten

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


def forgotten_of(workspace: Workspace) -> Forgotten:
    """The respondents that the study may not read again."""
    from textmining.survey import Forgotten

    path = workspace.private / "forgotten.json"
    return Forgotten.read(path, workspace.key()) if path.exists() else Forgotten(workspace.key())


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
        },
        "embedding": {"encoder": encoder_id(study.embedding.model, models)},
        "topics": {"seed": project.seed, "models": str(models)},
        "codebook": {},
        "linking": {},
    }
    planned: dict[str, dict[str, object]] = {}
    before = ""
    for stage in STAGES:
        uses = {key: settings[key] for key in _USES[stage]}
        planned[stage] = {"before": before, "settings": fingerprint(uses), **own[stage]}
        before = project.workspace.stage_fingerprint(stage, planned[stage])
    return planned


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
        _BUILD[stage](project, folders, folder, inputs)

    return project.workspace.run_stage(stage, inputs, build)


def run_all(project: Project, last: str, progress: Callable[[str], None] | None = None) -> Iterator[StageResult]:
    """Run the stages up to and including ``last``, each unless it was done before."""
    for stage in STAGES[: STAGES.index(last) + 1]:
        yield run(project, stage, progress)


def _survey(project: Project, _: Mapping[str, Path], folder: Path, inputs: Mapping[str, object]) -> None:
    from textmining.survey import answer_ids, read_survey

    forgotten = forgotten_of(project.workspace)
    survey = read_survey(project.study, project.data, seed=project.seed, forgotten=forgotten)
    for name, value in survey.files.items():
        planned: Any = inputs["files"]
        if planned.get(name) != value:
            raise SurveyError(Problem(name, "changed while it was read.", "Wait until it is whole, then run again."))
    answers = survey.raw_answers.assign(answer_id=answer_ids(survey.raw_answers, project.workspace.key()))
    write_table(folder, "respondents", survey.respondents)
    write_table(folder, "responses", survey.responses)
    write_table(folder, "labels", survey.labels)
    write_table(folder, "raw_answers", answers)
    write_json(folder / "notices.json", [str(notice) for notice in survey.notices])


def _cleaning(project: Project, before: Mapping[str, Path], folder: Path, _: Mapping[str, object]) -> None:
    from textmining.cleaning import Rules, clean, load_language, load_redactor, read_additions

    study, models = project.study, project.workspace.models
    language = load_language(study.language.model, study.study.language, models)
    answers, labels = read_table(before["survey"], "raw_answers"), read_table(before["survey"], "labels")
    names, overrides = read_additions(study, project.data, answers, labels)
    redactor = load_redactor(names, language, models)
    cleaned = clean(answers, Rules(study.questions, language, redactor, study.cleaning.duplicates, overrides))
    for name in ("ledger", "repaired", "set_aside", "answers", "segments"):
        write_table(folder, name, getattr(cleaned, name))
    write_json(folder / "language.json", {"name": language.name, "id": language.id})


def _embedding(project: Project, before: Mapping[str, Path], folder: Path, _: Mapping[str, object]) -> None:
    import numpy as np
    from safetensors.numpy import save_file

    from textmining.cleaning.redaction import in_plain_words
    from textmining.embedding import encode_cached, load_encoder

    texts = read_table(before["cleaning"], "segments")["text"].map(in_plain_words).tolist()
    encoder = load_encoder(project.study.embedding.model, project.workspace.models)
    distinct = sorted(set(texts))
    vectors = encode_cached(distinct, encoder, project.workspace.private / "vectors")
    position = {text: row for row, text in enumerate(distinct)}
    rows = np.array([position[text] for text in texts], dtype=np.int64)
    save_file({"vectors": vectors, "rows": rows}, folder / "vectors.safetensors")
    write_json(folder / "encoder.json", {"name": encoder.name, "id": encoder.id, "dimension": encoder.dimension})


def _vectors(folder: Path) -> np.ndarray:
    """One unit vector per row of the ``segments`` table of the cleaning stage."""
    from safetensors.numpy import load_file

    tensors = load_file(folder / "vectors.safetensors")
    found: np.ndarray = tensors["vectors"][tensors["rows"]]
    return found


def _topics(project: Project, before: Mapping[str, Path], folder: Path, inputs: Mapping[str, object]) -> None:
    import pandas as pd

    from textmining.cleaning.language import load_language
    from textmining.cleaning.redaction import says_something
    from textmining.embedding import load_encoder
    from textmining.topics import drift, topics_of

    study, models = project.study, project.workspace.models
    language = load_language(study.language.model, study.study.language, models)
    encoder = load_encoder(study.embedding.model, models)
    record_places(project.workspace, models=models / study.id)
    owner = owner_mark(project.workspace.key())
    segments = read_table(before["cleaning"], "segments")[["segment_id", "answer_id", "text", "lemmas"]]
    vectors = _vectors(before["embedding"])
    segments, groups = _with_respondents(segments, before)
    shared = {question.id: question.codebook or question.id for question in study.questions}
    codebook_of = segments["question"].map(shared)
    none = segments["marks"].fillna("").str.split(";").map(lambda marks: "none" in marks)
    says = [says_something(text, lemmas) for text, lemmas in zip(segments["text"], segments["lemmas"], strict=True)]
    found, cards = [], {}
    for question in study.questions:
        if shared[question.id] != question.id:
            continue  # its answers are in the question whose codebook it shares
        chosen = (codebook_of == question.id).to_numpy() & ~none.to_numpy(dtype=bool) & says
        topics = topics_of(
            segments[chosen].reset_index(drop=True),
            vectors[chosen],
            question,
            language,
            encoder.encode,
            granularity=study.topics.granularity,
            seed=project.seed,
            groups=groups,
            labels=study.labels,
        )
        name = f"{question.id}-{fingerprint([inputs, question.id])[:12]}"
        target = models / study.id / name
        if not target.exists():
            with project.workspace.staging(target) as temporary:
                replace(topics.model, card={**topics.model.card, "owner": owner}).save(temporary)
        cards[question.id] = f"{study.id}/{name}"
        found.append(topics)
    assignments = pd.concat([topics.assignments for topics in found], ignore_index=True)
    write_table(folder, "topics", pd.concat([topics.topics for topics in found], ignore_index=True))
    write_table(folder, "assignments", assignments)
    write_table(folder, "examples", pd.concat([topics.examples for topics in found], ignore_index=True))
    write_table(folder, "layout", pd.concat([topics.layout for topics in found], ignore_index=True))
    write_table(folder, "drift", drift(assignments, segments))
    write_json(folder / "measures.json", dict(zip(cards, [topics.measures for topics in found], strict=True)))
    write_json(folder / "notices.json", [notice for topics in found for notice in topics.notices])
    write_json(folder / "models.json", cards)


def _with_respondents(segments: pd.DataFrame, before: Mapping[str, Path]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Segments with question, wave, marks and groups of whoever gave them, and which column each mark looks at.

    A respondent of two waves counts in each, as everywhere.
    """
    ledger = read_table(before["cleaning"], "ledger")[["answer_id", "respondent_id", "wave", "question", "marks"]]
    people = read_table(before["survey"], "respondents")
    groups = {"one_institution": "cluster", "one_team": "team"}
    groups = {mark: column for mark, column in groups.items() if people[column].notna().any()}
    people = people[["respondent_id", "wave", *groups.values()]]
    known = segments.merge(ledger, on="answer_id", how="left", validate="many_to_one")
    known = known.merge(people, on=["respondent_id", "wave"], how="left", validate="many_to_one")
    return known.assign(respondent_id=known["wave"] + "/" + known["respondent_id"]), groups


def _codebook(project: Project, before: Mapping[str, Path], folder: Path, _: Mapping[str, object]) -> None:
    from textmining.codebook import Registry, propose_codebook

    segments = read_table(before["cleaning"], "segments").drop(columns=["topic_id", "theme_id"])
    assignments = read_table(before["topics"], "assignments")
    # Which id a theme has depends on the fits before this one: that memory lies outside the stage.
    memory = project.workspace.private / "themes.json"
    proposal = propose_codebook(
        read_table(before["topics"], "topics"),
        segments.merge(assignments, on="segment_id", how="left", validate="one_to_one"),
        read_table(before["cleaning"], "answers"),
        read_table(before["cleaning"], "ledger"),
        project.study.questions,
        vectors=_vectors(before["embedding"]),
        encoder=json.loads((before["embedding"] / "encoder.json").read_text(encoding="utf-8"))["id"],
        previous=Registry.read(memory) if memory.exists() else None,
    )
    write_table(folder, "themes", proposal.themes)
    write_table(folder, "segments", proposal.segments)
    write_table(folder, "codings", proposal.codings)
    write_json(memory, proposal.registry.as_json())


def _linking(project: Project, before: Mapping[str, Path], folder: Path, _: Mapping[str, object]) -> None:
    from textmining.linking import link

    links = link(
        project.study,
        read_table(before["survey"], "respondents"),
        read_table(before["survey"], "responses"),
        read_table(before["survey"], "labels"),
        read_table(before["cleaning"], "ledger"),
        read_table(before["codebook"], "themes"),
        read_table(before["codebook"], "codings"),
    )
    write_table(folder, "prevalence", links.prevalence)
    write_table(folder, "contrasts", links.contrasts)
    write_table(folder, "closed", links.closed)
    write_table(folder, "respondents", links.respondents)


_BUILD: dict[str, Callable[[Project, Mapping[str, Path], Path, Mapping[str, object]], None]] = {
    "survey": _survey,
    "cleaning": _cleaning,
    "embedding": _embedding,
    "topics": _topics,
    "codebook": _codebook,
    "linking": _linking,
}

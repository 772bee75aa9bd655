"""What each stage does: reads the tables of the stages before it, calls its room, and writes what that gives."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmining.errors import Problem, SurveyError
from textmining.places import owner_mark, record_places
from textmining.project import Project, decision_log, forgotten_of, reported_personal
from textmining.workspace import fingerprint, read_table, write_json, write_table

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from textmining.codebook import Base, Codebook, Proposal
    from textmining.codebook.coder import ModelCoding

__all__ = ["BUILD"]


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
    redactor = load_redactor(names.with_persons(reported_personal(project)), language, models)
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
    parts = [part.dimension for part in getattr(encoder, "parts", (encoder,))]
    told = {"name": encoder.name, "id": encoder.id, "dimension": encoder.dimension, "parts": parts}
    write_json(folder / "encoder.json", told)


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


def _codebook(project: Project, before: Mapping[str, Path], folder: Path, inputs: Mapping[str, object]) -> None:
    from textmining.codebook import Registry, decided, propose_codebook
    from textmining.codebook.coder import predictions_table, sample_table
    from textmining.codebook.modelled import coding_told, without_uncodable

    segments = read_table(before["cleaning"], "segments").drop(columns=["topic_id", "theme_id"])
    assignments = read_table(before["topics"], "assignments")
    answers, ledger = (read_table(before["cleaning"], name) for name in ("answers", "ledger"))
    # Which id a theme has depends on the fits before this one: that memory lies outside the stage.
    memory = project.workspace.private / "themes.json"
    proposal = propose_codebook(
        read_table(before["topics"], "topics"),
        segments.merge(assignments, on="segment_id", how="left", validate="one_to_one"),
        answers,
        ledger,
        project.study.questions,
        vectors=_vectors(before["embedding"]),
        encoder=json.loads((before["embedding"] / "encoder.json").read_text(encoding="utf-8"))["id"],
        previous=Registry.read(memory) if memory.exists() else None,
    )
    fit = str(inputs["before"])
    bases = _bases(proposal, answers, project, fit)
    planned: Any = inputs["decisions"]
    codebooks = _codebooks(project, bases, planned)
    ruled = frozenset(proposal.codings.loc[proposal.codings["source"] == "rule", "answer_id"])
    coded = _coded_by_model(
        project, before, folder, codebooks, ruled, project.workspace.stage_fingerprint("codebook", inputs)
    )
    questions = project.study.questions
    predicted = {name: one.predictions for name, one in coded.items()}
    found = decided(proposal.themes, proposal.segments, answers, ledger, questions, codebooks, predicted)
    left = without_uncodable(
        found.ways, {"ledger": ledger, "answers": answers, "set_aside": read_table(before["cleaning"], "set_aside")}
    )
    for name, table in left.items():
        write_table(folder, name, table)
    write_table(folder, "themes", found.themes)
    write_table(folder, "segments", found.segments[found.segments["answer_id"].isin(left["answers"]["answer_id"])])
    write_table(folder, "codings", found.codings)
    write_table(folder, "coding_ways", found.ways)
    write_table(folder, "predictions", predictions_table(coded.values()))
    write_table(folder, "coding_sample", sample_table(codebooks.values()))
    write_table(folder, "proposed_themes", proposal.themes)
    write_table(folder, "proposed_segments", proposal.segments)
    asked = {name: [q.id for q in questions if (q.codebook or q.id) == name] for name in codebooks}
    told = {
        name: {**_told(codebook, fit), "coding": coding_told(found.ways, asked[name], codebook, coded.get(name))}
        for name, codebook in codebooks.items()
        if bases[name].themes
    }
    write_json(folder / "codebook.json", told)
    write_json(memory, proposal.registry.as_json())


def _coded_by_model(
    project: Project,
    before: Mapping[str, Path],
    folder: Path,
    codebooks: Mapping[str, Codebook],
    ruled: Collection[str],
    made_of: str,
) -> dict[str, ModelCoding]:
    """Keep features of all answers that no rule coded, and code these with a model where coders coded enough."""
    from textmining.codebook.coder import answer_features, code_all, lessons_of

    segments, vectors = read_table(before["cleaning"], "segments"), _vectors(before["embedding"])
    similar = read_table(before["topics"], "assignments").set_index("segment_id")["similarity"].to_dict()
    parts = json.loads((before["embedding"] / "encoder.json").read_text(encoding="utf-8"))["parts"]
    study, found = project.study, {}
    for name, codebook in codebooks.items():
        chosen = segments["answer_id"].isin(set(codebook.base.answer_of.values()) - set(ruled)).to_numpy()
        if segments.loc[chosen, "answer_id"].nunique() < 2:
            continue
        features = answer_features(segments[chosen], vectors[chosen], parts)
        features.save(folder / "features" / name)
        coding = code_all(codebook, features, lessons_of(codebook, similar, ruled))
        if coding is None:
            continue
        model = f"coder-{name}-{fingerprint([made_of, name])[:12]}"
        target = project.workspace.models / study.id / model
        if not target.exists():
            with project.workspace.staging(target) as temporary:
                coding.model.save(temporary, owner=owner_mark(project.workspace.key()))
        found[name] = replace(coding, name=f"{study.id}/{model}")
    return found


def _bases(proposal: Proposal, answers: pd.DataFrame, project: Project, fit: str) -> dict[str, Base]:
    """What is proposed for each codebook."""
    import numpy as np

    from textmining.codebook import base_of

    of_question = {question.id: question.codebook or question.id for question in project.study.questions}
    codebook_of = proposal.segments["answer_id"].map(answers.set_index("answer_id")["question"]).map(of_question)
    centres = {theme: np.array(known.centre) for theme, known in proposal.registry.themes.items()}
    return {
        name: base_of(
            proposal.themes,
            proposal.segments[codebook_of == name],
            name,
            fit,
            {theme: centres[theme] for theme in proposal.themes["theme_id"] if theme in centres},
        )
        for name in dict.fromkeys(of_question.values())
    }


def _codebooks(project: Project, bases: Mapping[str, Base], planned: Mapping[str, int]) -> dict[str, Codebook]:
    """Each codebook as coders decided it, up to the decision that was planned: one made since is of the next run."""
    from textmining.codebook import fold, replay, standing

    log = decision_log(project)
    if log is None:
        return {name: fold(base, []) for name, base in bases.items()}
    with closing(log):
        found = {}
        for name, base in bases.items():
            log.keep_base(base)
            decisions = standing([one for one in log.read(name) if one.id <= planned.get(name, 0)])
            fits = dict.fromkeys(decision.fit for decision in decisions)
            olds = [old for old in (log.base(name, fit) for fit in fits) if old is not None]
            found[name] = replay(olds, base, decisions)
        return found


def _told(codebook: Codebook, fit: str) -> dict[str, object]:
    """What a manifest says of a codebook; it is signed off if the last version is of this discovery."""
    version = codebook.versions[-1] if codebook.versions else None
    return {
        "version": version.number if version else 0,
        "signed_off": version is not None and version.fit == fit,
        "by": version.actor if version else None,
        "at": version.at.isoformat() if version else None,
        "decisions": len(codebook.applied),
        "conflicts": len(codebook.conflicts),
    }


def _linking(project: Project, before: Mapping[str, Path], folder: Path, _: Mapping[str, object]) -> None:
    from textmining.linking import link

    links = link(
        project.study,
        read_table(before["survey"], "respondents"),
        read_table(before["survey"], "responses"),
        read_table(before["survey"], "labels"),
        read_table(before["codebook"], "ledger"),
        read_table(before["codebook"], "themes"),
        read_table(before["codebook"], "codings"),
    )
    write_table(folder, "prevalence", links.prevalence)
    write_table(folder, "contrasts", links.contrasts)
    write_table(folder, "closed", links.closed)
    write_table(folder, "respondents", links.respondents)


BUILD: dict[str, Callable[[Project, Mapping[str, Path], Path, Mapping[str, object]], None]] = {
    "survey": _survey,
    "cleaning": _cleaning,
    "embedding": _embedding,
    "topics": _topics,
    "codebook": _codebook,
    "linking": _linking,
}
"""Stage name to what makes its folder, from the folders of earlier stages and the inputs that were planned."""

"""How much of what is planted in the demo study discovery finds again: part of benchmarks/themes.py."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from themes_data import REPOSITORY

from textmining.pipeline import open_project, run_all
from textmining.topics.measures import main_topics
from textmining.workspace import read_table

LARGE = 40
"""Answers from which a planted theme must be found."""

FOUND = 0.7


@dataclass(frozen=True)
class DemoThemes:
    """What discovery made of the demo study, beside the truth.

    Attributes
    ----------
    topics, examples : DataFrame
        Of the topics stage; examples with their ``text``.
    found : DataFrame, one row per segment
        ``answer_id``, ``question``, ``topic_id`` and ``main``, its main topic.
    answers : DataFrame, one row per answer, indexed by answer_id
        ``question``, ``kind`` and ``themes`` (planted, joined by ";").
    planted : DataFrame, one row per planted theme
        ``question``, ``theme``, ``label``.
    """

    topics: pd.DataFrame
    examples: pd.DataFrame
    found: pd.DataFrame
    answers: pd.DataFrame
    planted: pd.DataFrame


def demo_themes(work: Path, encoder: str) -> DemoThemes:
    """Run a copy of the demo study up to its topics."""
    place = work / f"demo-{encoder}"
    shutil.copytree(REPOSITORY / "data" / "demo", place, dirs_exist_ok=True)
    study = place / "monitor.toml"
    study.write_text(f'{study.read_text(encoding="utf-8")}\n[embedding]\nmodel = "{encoder}"\n', encoding="utf-8")
    project = open_project(study, outputs=place / "outputs", models=place / "models")
    folders = {result.stage: result.folder for result in run_all(project, "topics")}
    ledger, segments = (read_table(folders["cleaning"], name) for name in ("ledger", "segments"))
    topics, assignments, examples = (
        read_table(folders["topics"], name) for name in ("topics", "assignments", "examples")
    )
    truth = pd.read_csv(place / "truth" / "answers.csv", dtype=str).rename(columns={"respondent": "respondent_id"})
    answers = ledger.merge(truth, on=["wave", "respondent_id", "question"], validate="one_to_one").set_index(
        "answer_id"
    )
    found = assignments.merge(segments[["segment_id", "answer_id"]], on="segment_id")
    found = found.assign(
        main=main_topics(found["topic_id"], topics), question=found["answer_id"].map(answers["question"])
    )
    planted = pd.read_csv(place / "truth" / "themes.csv", dtype=str)
    return DemoThemes(topics, examples.merge(segments[["segment_id", "text"]]), found, answers, planted)


def planted_themes(work: Path, encoder: str) -> list[dict[str, object]]:
    """Run the demo study up to its topics and hold them against data/demo/truth, answer by answer.

    Returns
    -------
    list of dict, one per question and one for all
        ``planted`` (themes of at least 40 answers), ``found`` (those that one theme, main or sub, matches with an F1 of
        .7 or more), ``F1`` (mean of the best), ``one-offs in overig`` (share of the planted one-off answers with no
        theme), ``precision`` (mean over main themes of the share of their answers that hold the planted theme they hold
        most), ``themes`` (main), ``sub-themes``, ``overig`` (share of segments).
    """
    demo = demo_themes(work, encoder)
    found, answers = demo.found, demo.answers
    scores = [_score(question, own, answers) for question, own in found.groupby("question", sort=True)]
    total = pd.DataFrame(scores)
    all_of = {"question": "all", **total[["planted", "found", "themes", "sub-themes"]].sum().to_dict()}
    for name, weight in (("F1", "planted"), ("one-offs in overig", "one-offs"), ("precision", "themes")):
        all_of[name] = float(np.average(total[name], weights=total[weight]))
    all_of |= {"overig": float(found["topic_id"].isna().mean()), "one-offs": int(total["one-offs"].sum())}
    return [*scores, all_of]


def _score(question: object, found: pd.DataFrame, answers: pd.DataFrame) -> dict[str, object]:
    held = answers.loc[found["answer_id"].unique()]
    planted = held["themes"].fillna("").str.get_dummies(";").astype(float)
    planted = planted.drop(columns="", errors="ignore")  # which pandas makes of an empty string
    main = _holds(found, "main", held.index)
    both = pd.concat([main, _holds(found, "topic_id", held.index)], axis=1)
    both = both.loc[:, ~both.columns.duplicated()]  # a main theme without sub-themes is in both
    hits = planted.T @ both
    f1 = 2 * hits / np.add.outer(planted.sum().to_numpy(), both.sum().to_numpy())
    best = f1.max(axis=1)[planted.sum() >= LARGE]
    one_off = (held["kind"] == "one_off").to_numpy()
    return {
        "question": question,
        "planted": len(best),
        "found": int((best >= FOUND).sum()),
        "F1": float(best.mean()),
        "one-offs": int(one_off.sum()),
        "one-offs in overig": float((main.sum(axis=1) == 0)[one_off].mean()),
        "precision": float(((planted.T @ main) / main.sum()).max().mean()),
        "themes": main.shape[1],
        "sub-themes": found.loc[found["topic_id"] != found["main"], "topic_id"].nunique(),
        "overig": float(found["topic_id"].isna().mean()),
    }


def _holds(found: pd.DataFrame, column: str, answers: pd.Index) -> pd.DataFrame:
    """Answers by themes: 1 where a segment of the answer is in the theme."""
    return pd.crosstab(found["answer_id"], found[column]).clip(upper=1).reindex(answers, fill_value=0).astype(float)

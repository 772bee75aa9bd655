"""A study whose stages are done up to the codebook, its answers drawn from the demo kernels; made without a model."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from textmining.pipeline import STAGES, open_project, plan
from textmining.project import Project
from textmining.workspace import write_json, write_table

__all__ = ["SCRIPT", "STUDY", "finish", "reopen", "write_study"]

KERNELS = Path(__file__).parents[2] / "data" / "demo" / "kernels" / "a.toml"

SCRIPT = "<script>alert('x')</script> & <b>vet</b>"
"""An answer that a page may only show as text."""

STUDY = """
[study]
id = "klein"
title = "Klein onderzoek"

[[waves]]
id = "2019"
file = "2019.csv"

[[waves]]
id = "2022"
file = "2022.csv"

[columns]
respondent = "nr"

[[groups]]
id = "type"
label = "Type instelling"
column = "type"

[[questions]]
id = "weg"
column = "weg"
text = "Wat staat u in de weg?"
none = "geen belemmering"

[[questions]]
id = "wens"
column = "wens"
text = "Wat zou u helpen?"
"""


def write_study(folder: Path, extra: str = "") -> Path:
    """Write the study file and return its path."""
    path = folder / "study.toml"
    path.write_text(STUDY + extra, encoding="utf-8")
    return path


def reopen(study: Path) -> Project:
    """Open a study whose outputs and models lie beside it."""
    return open_project(study, outputs=study.parent / "outputs", models=study.parent / "models")


def finish(
    study: Path, *, answers: int = 400, themes: int = 8, seed: int = 1, planted: Sequence[str] = (SCRIPT,)
) -> None:
    """Leave what the stages up to the codebook leave.

    Parameters
    ----------
    study : Path
    answers : int
        To both questions together; 2 to the second, the others to the first.
    themes : int
        Main themes of the first question; every fourth has two sub-themes.
    seed : int
    planted : sequence of str
        Answers in the first theme beside those drawn.
    """
    project = reopen(study)
    tables = _tables(answers, themes, random.Random(seed), planted)
    inputs = plan(project)
    for stage in STAGES[: STAGES.index("codebook") + 1]:

        def build(folder: Path, stage: str = stage) -> None:
            for name in _LEFT_BY[stage]:
                write_table(folder, name, tables[name])
            write_json(folder / "notices.json", [stage])

        project.workspace.run_stage(stage, inputs[stage], build)


_LEFT_BY = {
    "survey": ("respondents", "labels"),
    "cleaning": ("answers", "segments", "ledger"),
    "embedding": (),
    "topics": ("topics", "assignments", "examples", "layout"),
    "codebook": ("proposed_themes", "proposed_segments"),
}


def _tables(count: int, n_themes: int, draw: random.Random, planted: Sequence[str]) -> dict[str, pd.DataFrame]:
    kernels = [kernel["text"].rstrip(". ") for kernel in tomllib.loads(KERNELS.read_text("utf-8"))["kernel"]]
    place = {text: number % n_themes for number, text in enumerate(sorted(set(kernels)))}
    themes, leaves = _themes(n_themes)
    answers, segments, people = [], [], []
    for number in range(count):
        pieces = [draw.choice(kernels) for _ in range(2 if number % 4 == 0 else 1)]
        if number < len(planted):
            pieces = [planted[number]]
        elif number % 9 == 0:
            pieces = ["geen"]
        question = "wens" if number in (count - 1, count - 2) else "weg"
        answer, wave, text = f"a{number:05d}", "2019" if number % 3 else "2022", ". ".join(pieces)
        people.append((str(number), wave, "roc" if number % 5 else "vakschool"))
        answers.append((answer, str(number), wave, question, text, "nl", len(pieces)))
        start = 0
        for order, piece in enumerate(pieces, 1):
            leaf = draw.choice(leaves[place.get(piece, 0)]) if question == "weg" and pieces != ["geen"] else None
            alone = leaf is not None and number >= len(planted) and draw.random() < 0.06
            similarity = (
                None if leaf is None else round(draw.uniform(0.05, 0.3) if alone else draw.uniform(0.3, 0.95), 4)
            )
            row = (
                f"{answer}.{order}",
                answer,
                start,
                start + len(piece),
                piece,
                piece.lower(),
                leaf,
                alone,
                similarity,
            )
            segments.append(row)
            start += len(piece) + 2
    named = ["segment_id", "answer_id", "start", "end", "text", "lemmas", "leaf", "alone", "similarity"]
    cut = pd.DataFrame(segments, columns=named)
    cut["theme_id"] = cut["leaf"].where(~cut["alone"]).astype("str")
    seen = cut.dropna(subset=["leaf"])
    main = {theme["theme_id"]: theme.get("parent_id") or theme["theme_id"] for theme in themes}
    kept = pd.DataFrame(
        answers, columns=["answer_id", "respondent_id", "wave", "question", "text", "language", "n_segments"]
    )
    found = pd.DataFrame(themes)
    sizes = cut.groupby("theme_id")["answer_id"].nunique()
    found["n_answers"] = found["theme_id"].map(sizes).fillna(0).astype(int)
    found["n_respondents"] = found["n_answers"]
    nothing = kept["text"] == "geen"
    topics = found[found["origin"].notna()].assign(
        topic_id=lambda t: t["theme_id"].str.replace("t", "k"),
        parent_id=lambda t: t["parent_id"].str.replace("t", "k"),
        description=lambda t: t["definition"],
        n_segments=lambda t: t["n_answers"],
    )
    return {
        "respondents": pd.DataFrame(people, columns=["respondent_id", "wave", "type"]).assign(weight=1.0),
        "labels": pd.DataFrame(
            [("group", "type", "1", "roc", 0), ("group", "type", "2", "vakschool", 1)],
            columns=["kind", "id", "code", "label", "position"],
        ),
        "answers": kept,
        "segments": cut[named[:6]],
        "ledger": kept[["answer_id", "respondent_id", "wave", "question"]].assign(
            fate="kept", marks=pd.Series("none", index=kept.index).where(nothing)
        ),
        "topics": topics,
        "assignments": pd.DataFrame(
            {
                "segment_id": seen["segment_id"],
                "topic_id": seen["leaf"].str.replace("t", "k").where(~seen["alone"]),
                "similarity": seen["similarity"].astype(float),
                "nearest_topic_id": seen["leaf"].map(main).str.replace("t", "k"),
                "alone": seen["alone"],
            }
        ),
        "layout": _layout(seen, main),
        "examples": _examples(seen[~seen["alone"]], found),
        "proposed_themes": found,
        "proposed_segments": cut[["segment_id", "answer_id", "theme_id", "similarity"]],
    }


def _themes(count: int) -> tuple[list[dict[str, object]], dict[int, list[str]]]:
    """Rows of themes, and for each main theme the ids that its segments can have."""
    rows: list[dict[str, object]] = []
    leaves: dict[int, list[str]] = {}
    verdicts = ("highly stable", "stable", "doubtful", "unstable")
    for number in range(count):
        theme = f"t{number:03d}"
        parts = [f"{theme}{letter}" for letter in "ab"] if number % 4 == 1 else []
        leaves[number] = parts or [theme]
        for one in (theme, *parts):
            rows.append(
                {
                    "theme_id": one,
                    "parent_id": theme if one != theme else None,
                    "question": "weg",
                    "label": f"Thema {number + 1}{one[4:]}",
                    "definition": f"Deelnemers noemen vooral ‘tijd’ en ‘rooster {number}’.",
                    "words": "tijd, rooster, scholing, werkdruk, uren",
                    "status": "proposed",
                    "origin": "expected" if number == 2 else "found",
                    "stability": 0.95 - 0.15 * (number % 4),
                    "verdict": verdicts[number % 4],
                    "marks": "one_word;one_team" if number == 3 else None,
                }
            )
    none = {"theme_id": "none-weg", "question": "weg", "label": "geen belemmering", "words": "", "status": "proposed"}
    return [*rows, none], leaves


def _layout(held: pd.DataFrame, main: dict[object, object]) -> pd.DataFrame:
    """Segments in a round heap for each main theme."""
    draw = random.Random(0)
    place = {theme: number for number, theme in enumerate(dict.fromkeys(main.values()))}
    number = held["leaf"].map(main).map(place)
    return pd.DataFrame(
        {
            "segment_id": held["segment_id"],
            "x": [n % 4 + draw.gauss(0, 0.2) for n in number],
            "y": [n // 4 + draw.gauss(0, 0.2) for n in number],
        }
    )


def _examples(held: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
    first = held.groupby("leaf")["segment_id"].agg(list)
    rows = [
        (leaf, "representative", n, ids[n - 1], None) for leaf, ids in first.items() for n in range(1, min(4, len(ids)))
    ]
    rows += [(leaf, "border", 1, ids[-1], "t003") for leaf, ids in first.items() if leaf != "t003"]
    found = pd.DataFrame(rows, columns=["topic_id", "kind", "position", "segment_id", "other_topic_id"])
    for column in ("topic_id", "other_topic_id"):
        found[column] = found[column].str.replace("t", "k")
    return found

"""Writes what was planted. Tests read it; the pipeline never does."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from generator.answers import SUBSTANCE
from generator.design import CLASSES, QUESTIONS, WAVES
from generator.scales import entropy


def write_respondents(frame: pd.DataFrame, posterior: pd.DataFrame, folder: Path) -> None:
    """The true class of each respondent, and what the true model makes of the scores."""
    people = pd.DataFrame({"wave": frame["wave"], "respondent": _ids(frame)})
    people["class"] = frame["class"].map(dict(enumerate(CLASSES)))
    for name in CLASSES:
        people[f"p_{name}"] = posterior[name].round(4)
    write_table(people, folder / "respondents.csv")


def write_answers(frame: pd.DataFrame, answers: pd.DataFrame, personal: pd.DataFrame, folder: Path) -> None:
    """What each open answer is, and where personal data stands in it."""
    found = _named(frame, answers)
    found["question"] = answers["question"].astype(str).to_numpy()
    found["kind"] = answers["kind"].to_numpy()
    found["themes"] = [";".join(sorted(themes)) for themes in answers["themes"]]
    found["one_off"] = (answers["kind"] == "one_off").astype(int).to_numpy()
    found["copied"] = answers["copied"].to_numpy()
    found["personal"] = answers["personal"].to_numpy()
    write_table(found, folder / "answers.csv")
    places = personal[["question", "kind", "start", "end", "text"]].reset_index(drop=True)
    write_table(pd.concat([_named(frame, personal), places], axis=1), folder / "personal.csv")


def write_facts(frame: pd.DataFrame, posterior: pd.DataFrame, answers: pd.DataFrame, folder: Path) -> dict[str, object]:
    """A few numbers that the tests and the README lean on, as json; also returned."""
    now = (frame["wave"] == "2022").to_numpy()
    wave = frame["wave"].to_numpy()[answers["row"]]
    kept = answers["kind"].isin(SUBSTANCE).to_numpy()
    shares = frame[now]["class"].value_counts(normalize=True)
    facts: dict[str, object] = {
        "respondents": {w: int((frame["wave"] == w).sum()) for w in WAVES},
        "kept": {
            w: {q: int((kept & (wave == w) & (answers["question"] == q)).sum()) for q in QUESTIONS} for w in WAVES
        },
        "entropy_2022": round(entropy(posterior[now].to_numpy()), 4),
        "classes_2022": {label: round(float(shares[i]), 4) for i, label in enumerate(CLASSES)},
    }
    (folder / "facts.json").write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return facts


def write_table(table: pd.DataFrame, path: Path) -> None:
    """A plain .csv: commas, decimal points, UTF-8."""
    table.to_csv(path, index=False, float_format="%.6g", lineterminator="\n", encoding="utf-8")


def _named(frame: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Wave and respondent of rows that refer to ``frame`` by their column ``row``."""
    place = rows["row"].to_numpy()
    return pd.DataFrame({"wave": frame["wave"].to_numpy()[place], "respondent": _ids(frame).to_numpy()[place]})


def _ids(frame: pd.DataFrame) -> pd.Series:
    """Respondent ids as the files have them."""
    zeros = frame["number"].map("{:04d}".format)
    return pd.Series(np.where(frame["wave"] == "2017", zeros, frame["number"].astype(str)), frame.index)

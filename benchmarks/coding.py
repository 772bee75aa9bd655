"""How well the coder model codes the rest from 300 coded answers.

usage: coding.py [--draws 20] [--labels 300] [--sets sib200 xsid demo] [--encoders use both] [--shared ../shared]

Each line is the mean over random draws of the coded answers, scored on all others. Sets with one label per text are
coded as exclusive; the demo's answers have any number of planted themes, and each of its questions has a codebook of
its own: themes of at least 40 answers are scored, as in themes.py. ``F1`` is the macro-F1 (themes that are neither
there nor given do not count), ``accuracy`` the share of answers with exactly the right themes, ``ECE`` the calibration
error of the probability of single themes of which it is not plain that they are not there (over .05), ``ECE sure`` that
of the confidence, ``gain`` what abstaining on the 20% least sure adds to the accuracy, in points.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from themes_data import REPOSITORY, load

from textmining.cleaning.redaction import in_plain_words
from textmining.codebook.coder import answer_features, calibration_error, fit_coder
from textmining.codebook.coder.stored import Features
from textmining.embedding import encode_cached, load_encoder
from textmining.pipeline import open_project, run_all
from textmining.workspace import read_table

LARGE = 40
LEAST = 0.05


@dataclass(frozen=True)
class Task:
    """Answers to code: their features and codes (answers, themes), in the order of the features."""

    name: str
    features: Features
    truth: pd.DataFrame
    exclusive: bool


def labelled(name: str, encoder: str, shared: Path, cache: Path) -> Task:
    """A set with one gold label per text."""
    data = load(name, shared, 0)
    gold = pd.Series(data.gold, index=data.segments["answer_id"])
    features = _features(data.segments, encoder, cache)
    return Task(name, features, pd.get_dummies(gold).astype(int).loc[features.answers], True)


def demo(encoder: str, work: Path) -> list[Task]:
    """The questions of the demo study, with their planted themes; answers coded by rule ("geen") are left out."""
    place = work / "demo-coding"
    shutil.copytree(REPOSITORY / "data" / "demo", place, dirs_exist_ok=True)
    project = open_project(place / "monitor.toml", outputs=place / "outputs", models=REPOSITORY / "models")
    folder = next(result.folder for result in run_all(project, "cleaning") if result.stage == "cleaning")
    ledger, segments = read_table(folder, "ledger"), read_table(folder, "segments")
    truth = pd.read_csv(place / "truth" / "answers.csv", dtype=str).rename(columns={"respondent": "respondent_id"})
    answers = ledger.merge(truth, on=["wave", "respondent_id", "question"], validate="one_to_one")
    by_rule = answers["marks"].fillna("").str.split(";").map(lambda marks: "none" in marks).astype(bool)
    answers = answers[~by_rule].set_index("answer_id")
    segments = segments[segments["answer_id"].isin(answers.index)]
    tasks = []
    for question, own in segments.groupby(segments["answer_id"].map(answers["question"]), sort=True):
        features = _features(own, encoder, work / "vectors")
        planted = answers["themes"].loc[features.answers].fillna("").str.get_dummies(sep=";")
        large = [theme for theme in planted if theme and planted[theme].sum() >= LARGE]
        tasks.append(Task(f"demo {question}", features, planted[large].astype(int), False))
    return tasks


def _features(segments: pd.DataFrame, setting: str, cache: Path) -> Features:
    encoder = load_encoder(setting, REPOSITORY / "models")
    vectors = encode_cached([in_plain_words(text) for text in segments["text"]], encoder, cache)
    parts = [part.dimension for part in getattr(encoder, "parts", (encoder,))]
    return answer_features(segments, vectors, parts)


def macro_f1(truth: np.ndarray, given: np.ndarray) -> float:
    """Mean F1 of the themes that are there or given."""
    sizes = truth.sum(axis=0) + given.sum(axis=0)
    hits = (truth * given).sum(axis=0)
    return float((2 * hits[sizes > 0] / sizes[sizes > 0]).mean())


def score(task: Task, labels: int, seed: int) -> dict[str, float]:
    """Code the rest from a draw of coded answers."""
    order = np.random.default_rng(seed).permutation(len(task.truth))
    hand, rest = task.truth.iloc[order[:labels]], task.truth.iloc[order[labels:]]
    started = time.perf_counter()
    model = fit_coder(task.features, hand, exclusive=task.exclusive)
    found = model.predict(task.features).of(rest.index)
    seconds = time.perf_counter() - started
    truth, given = rest.to_numpy(), found.themes.to_numpy(dtype=int)
    right = (truth == given).all(axis=1)
    kept = np.argsort(-found.confidence.to_numpy(), kind="stable")[: round(0.8 * len(rest))]
    p = found.probability.to_numpy().ravel()
    plausible = p >= LEAST
    return {
        "F1": macro_f1(truth, given),
        "accuracy": float(right.mean()),
        "ECE": calibration_error(p[plausible], truth.ravel()[plausible]),
        "ECE sure": calibration_error(found.confidence.to_numpy(), right),
        "gain": 100 * float(right[kept].mean() - right.mean()),
        "abstains": float(found.abstains().mean()),
        "seconds": seconds,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--labels", type=int, default=300)
    parser.add_argument("--sets", nargs="+", default=["sib200", "xsid", "demo"])
    parser.add_argument("--encoders", nargs="+", default=["use", "both"])
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    parser.add_argument("--work", type=Path, help="where vectors are kept for a next run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        for encoder in options.encoders:
            tasks: list[Task] = []
            for name in options.sets:
                tasks += (
                    demo(encoder, work)
                    if name == "demo"
                    else [labelled(name, encoder, options.shared, work / "vectors")]
                )
            for task in tasks:
                scores = pd.DataFrame([score(task, options.labels, seed) for seed in range(options.draws)])
                told = "  ".join(f"{name} {value:.3f}" for name, value in scores.mean().items())
                print(f"{encoder:5} {task.name:18} {told}", flush=True)


if __name__ == "__main__":
    main()

"""From how many codes by hand the coder model codes better than the placement of discovery does.

usage: coding_enough.py [--draws 5] [--encoder use] [--sets demo sib200 xsid] [--shared ../shared] [--work FOLDER]

Discovery's topics are given the gold theme that most of their answers hold, as a coder would name and merge them. Their
placement of answers, and the coder model fitted to some hundreds of coded answers and to silver labels from the same
placement, are scored on all other answers: macro-F1 of the gold themes (of the demo those of at least 40 answers).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from coding import LARGE, Task, _features, labelled, macro_f1
from themes_data import REPOSITORY, load
from themes_demo import demo_themes

from textmining.cleaning.redaction import in_plain_words
from textmining.codebook.coder import fit_coder, silver_labels
from textmining.embedding import encode_cached, load_encoder
from textmining.topics import discover
from textmining.workspace import read_table

SIZES = (25, 50, 75, 100, 150, 200, 300)


def placed(segments: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """Segments with the gold theme that most answers of their topic hold (``theme_id``; null for "overig")."""
    held = segments.dropna(subset=["topic_id"]).drop_duplicates(["answer_id", "topic_id"])
    counts = truth.loc[held["answer_id"]].groupby(held["topic_id"].to_numpy()).sum()
    named = counts.idxmax(axis=1).where(counts.max(axis=1) > 0)
    return segments.assign(theme_id=segments["topic_id"].map(named))


def of_demo(work: Path, encoder: str) -> list[tuple[Task, pd.DataFrame]]:
    """Each question of the demo with its placed segments; answers coded by rule are left out."""
    demo = demo_themes(work, encoder)
    folder = next((work / f"demo-{encoder}" / ".textmining").glob("*/stages/cleaning/*"))
    texts = read_table(folder, "segments")[["segment_id", "answer_id", "text"]]
    found = texts.merge(demo.found[["segment_id", "topic_id", "similarity"]], on="segment_id", how="left")
    answers = demo.answers[~demo.answers["marks"].fillna("").str.split(";").map(lambda m: "none" in m).astype(bool)]
    found = found[found["answer_id"].isin(answers.index)]
    tasks = []
    for question, own in found.groupby(found["answer_id"].map(answers["question"]), sort=True):
        features = _features(own, encoder, work / "vectors")
        planted = answers["themes"].loc[features.answers].fillna("").str.get_dummies(sep=";")
        truth = planted[[theme for theme in planted if theme and planted[theme].sum() >= LARGE]].astype(int)
        tasks.append((Task(f"demo {question}", features, truth, False), placed(own, truth)))
    return tasks


def of_labelled(name: str, encoder: str, shared: Path, work: Path) -> tuple[Task, pd.DataFrame]:
    """A set with one gold label per text, and its placed segments."""
    task, data = labelled(name, encoder, shared, work / "vectors"), load(name, shared, 0)
    texts = [in_plain_words(text) for text in data.segments["text"]]
    vectors = encode_cached(texts, load_encoder(encoder, REPOSITORY / "models"), work / "vectors")
    segments = data.segments.assign(respondent_id=data.segments["answer_id"])
    found = discover(segments, vectors, data.question, granularity="middel", seed=1, stops=data.stops).assignments
    return task, placed(segments.merge(found[["segment_id", "topic_id", "similarity"]], on="segment_id"), task.truth)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--encoder", default="use")
    parser.add_argument("--sets", nargs="+", default=["demo", "sib200", "xsid"])
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    parser.add_argument("--work", type=Path, help="where vectors and the demo are kept for a next run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        tasks: list[tuple[Task, pd.DataFrame]] = []
        for name in options.sets:
            tasks += (
                of_demo(work, options.encoder)
                if name == "demo"
                else [of_labelled(name, options.encoder, options.shared, work)]
            )
        for task, segments in tasks:
            themes = list(task.truth.columns)
            of_answer = segments.dropna(subset=["theme_id"]).groupby("answer_id")["theme_id"].agg(set)
            given = np.array(
                [[int(t in of_answer.get(a, ())) for t in themes] for a in task.truth.index]  # type: ignore[operator]
            )
            silver = silver_labels(segments, set(segments["theme_id"].dropna()))
            for size in SIZES:
                scores = []
                for seed in range(options.draws):
                    order = np.random.default_rng(seed).permutation(len(task.truth))
                    hand, rest = task.truth.iloc[order[:size]], order[size:]
                    truth = task.truth.to_numpy()[rest]
                    found = fit_coder(task.features, hand, silver, exclusive=False).predict(task.features)
                    by_model = found.themes.loc[task.truth.index, themes].to_numpy(dtype=int)[rest]
                    scores.append((macro_f1(truth, given[rest]), macro_f1(truth, by_model)))
                placement, model = np.mean(scores, axis=0)
                wins = sum(b > a for a, b in scores)
                print(
                    f"{options.encoder:5} {task.name:18} {size:4} codes  placement {placement:.3f}  model {model:.3f}  "
                    f"model better in {wins} of {len(scores)}",
                    flush=True,
                )


if __name__ == "__main__":
    main()

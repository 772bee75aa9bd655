"""What listing themes beforehand does, on the demo study.

usage: expected_themes.py [--encoder use]

The examples are those of expected_themes.toml, a blind set. Each question is run three times: with all its themes
listed, and with either random half; two themes of other questions are always listed as well, which nobody should be
found to mention. Per run: how many listed and unlisted themes of at least 40 answers are found (F1 of .7 or more,
answer by answer; a listed theme only as itself), their mean F1, the same for the unlisted ones without any list, and
the segments that the foreign themes got. Segments go to the nearest centre; 4.5% at most are alone.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd

from textmining.cleaning import load_language
from textmining.cleaning.language.terms import stop_words, terms
from textmining.embedding import encode_cached, load_encoder
from textmining.pipeline import open_project, run_all
from textmining.topics.expected import ExpectedPoints, anchor, directions, settle
from textmining.topics.grid import cosines, on_grid
from textmining.topics.neighbours import neighbour_graph
from textmining.topics.partition import partition
from textmining.workspace import read_table

REPOSITORY = Path(__file__).resolve().parent.parent
LARGE = 40
FOUND = 0.7
ALONE = 0.045
FOREIGN = {
    "motivatie": (["b_avg", "p_feedback"], ["b_techniek", "p_taal"]),
    "belemmering": (["m_onderzoek", "p_stage"], ["p_flip", "m_beroep"]),
    "praktijk": (["b_rooster", "m_collega"], ["b_geld", "m_afwisseling"]),
}


def demo_segments(work: Path) -> tuple[pd.DataFrame, dict[str, str]]:
    """Segments of the demo with the planted themes of their answers, and the text of each question."""
    place = work / "demo"
    shutil.copytree(REPOSITORY / "data" / "demo", place)
    project = open_project(place / "monitor.toml", outputs=place / "outputs", models=REPOSITORY / "models")
    folder = next(result.folder for result in run_all(project, "cleaning") if result.stage == "cleaning")
    ledger, segments = read_table(folder, "ledger"), read_table(folder, "segments")
    truth = pd.read_csv(place / "truth" / "answers.csv", dtype=str).rename(columns={"respondent": "respondent_id"})
    answers = ledger.merge(truth, on=["wave", "respondent_id", "question"], validate="one_to_one")
    answers = answers[~answers["marks"].fillna("").str.split(";").map(lambda marks: "none" in marks)]
    kept = segments.merge(answers[["answer_id", "question", "themes"]], on="answer_id")
    questions = tomllib.loads((place / "monitor.toml").read_text(encoding="utf-8"))["questions"]
    return kept, {question["id"]: question["text"] for question in questions}


def f1_of(segments: pd.DataFrame, labels: np.ndarray) -> pd.DataFrame:
    """F1 of each planted theme of at least 40 answers (rows) with each label (columns), over answers."""
    planted = segments.groupby("answer_id")["themes"].first().fillna("").str.get_dummies(";")
    planted = planted.drop(columns="", errors="ignore").astype(float)
    in_theme = labels >= 0
    given = (
        pd.crosstab(segments["answer_id"][in_theme], labels[in_theme])
        .clip(upper=1)
        .reindex(planted.index, fill_value=0)
        .astype(float)
    )
    hits = planted.T @ given
    return (2 * hits / np.add.outer(planted.sum().to_numpy(), given.sum().to_numpy()))[planted.sum() >= LARGE]


def nearest(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The label of the nearest centre, or -1 for the few that are farthest from all."""
    close = np.vstack([block for _, block in cosines(points, directions(points, labels, int(labels.max()) + 1))])
    return np.where(close.max(axis=1) >= np.quantile(close.max(axis=1), ALONE), close.argmax(axis=1), -1)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    options.add_argument("--encoder", default="use")
    encoder = load_encoder(options.parse_args().encoder, REPOSITORY / "models")
    language = load_language("auto", "nl", REPOSITORY / "models")
    file = Path(__file__).with_suffix(".toml")
    sets = {question: list(themes) for question, themes in tomllib.loads(file.read_text(encoding="utf-8")).items()}
    texts = {
        theme: [*entry["examples"], entry["label"]]
        for themes in tomllib.loads(file.read_text(encoding="utf-8")).values()
        for theme, entry in themes.items()
    }
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        demo, asked = demo_segments(work)
        for question, segments in demo.groupby("question", sort=False):
            unique = segments.drop_duplicates("text").sort_values("text")
            place = segments["text"].map(pd.Series(range(len(unique)), index=unique["text"]))
            sizes = np.bincount(place, minlength=len(unique))
            raw = encode_cached(unique["text"].tolist(), encoder, work / "vectors").astype(np.float64)
            points = on_grid(raw - raw.mean(axis=0))
            graph = neighbour_graph(points)
            stops = stop_words(asked[str(question)], language)
            said = [terms(lemmas, stops) for lemmas in unique["lemmas"]]

            examples = {}
            for name, sentences in texts.items():
                seeds = encode_cached(sentences, encoder, work / "vectors").astype(np.float64) - raw.mean(axis=0)
                words = [terms(lemmas, stops) for lemmas in language.lemmas(sentences)]
                examples[name] = ExpectedPoints(on_grid(seeds), words)

            free = f1_of(segments, partition(points, sizes, "middel", 1).rule.labels(points)[place]).max(axis=1)
            own = sets[str(question)]
            halves = [sorted(np.random.default_rng(seed).permutation(own)[: len(own) // 2].tolist()) for seed in (0, 1)]
            for run, listed in {"all": own, "one half": halves[0], "other half": halves[1]}.items():
                foreign = FOREIGN[str(question)][run == "other half"]
                names = [*listed, *foreign]
                labels = anchor(points, graph, [examples[name] for name in names], said).labels
                left = np.flatnonzero(labels < 0)
                found = partition(points[left], sizes[left], "middel", 1).rule.labels(points[left])
                labels[left] = np.where(found >= 0, found + len(names), -1)
                given = nearest(points, settle(points, graph, labels, len(names), said))
                f1 = f1_of(segments, given[place])
                got = {t: f1.at[t, names.index(t)] if names.index(t) in f1 else 0.0 for t in listed if t in f1.index}
                other = [t for t in f1.index if t not in listed]
                rows.append(
                    {
                        "question": question,
                        "listed": run,
                        "themes": len(got),
                        "found": sum(value >= FOUND for value in got.values()),
                        "F1": np.mean(list(got.values())),
                        "unlisted": len(other),
                        "found there": int((f1.loc[other].max(axis=1) >= FOUND).sum()),
                        "F1 there": f1.loc[other].max(axis=1).mean(),
                        "without list": int((free[other] >= FOUND).sum()),
                        "F1 without": free[other].mean(),
                        "foreign": sum(int(sizes[given == names.index(t)].sum()) for t in foreign),
                    }
                )
    print(pd.DataFrame(rows).round(3).to_string(index=False))


if __name__ == "__main__":
    main()

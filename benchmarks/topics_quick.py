"""How good, how stable and how fast discovery is, in a few minutes.

usage: topics_quick.py [--sets sib200 xsid lezers] [--granularity middel] [--seeds 3] [--pairs 2] [--shared ../shared]

Per data set: the number of topics, the share of segments without a topic and in the largest one, the median stability,
AMI and ARI with the gold labels where there are any, ARI between seeds (each redraws every resample) and between two
90% subsamples on the segments that both hold, and the median seconds of ``discover`` after imports. A segment without a
topic counts as a topic of its own kind in all agreement figures. Nothing is tuned per data set.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from textmining.cleaning import clean, load_language
from textmining.embedding import encode_cached, load_encoder
from textmining.study import Question
from textmining.topics import discover

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Data:
    """Segments of one question, their gold labels if there are any, and their vectors."""

    name: str
    question: Question
    segments: pd.DataFrame
    gold: list[str] | None
    vectors: np.ndarray


def _rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def _gold_labelled(path: Path, column: str) -> tuple[pd.DataFrame, list[str]]:
    rows = _rows(path)
    ids = [f"a{number:05}" for number in range(len(rows))]
    texts = [row["text"] for row in rows]
    segments = {"segment_id": ids, "answer_id": ids, "text": texts, "lemmas": [text.lower() for text in texts]}
    return pd.DataFrame(segments), [row[column] for row in rows]


def _answers(path: Path, question: Question, count: int) -> pd.DataFrame:
    texts = [row["waarom"] for row in _rows(path, ";") if len((row["waarom"] or "").split()) >= 3][:count]
    ids = [f"a{number:05}" for number in range(len(texts))]
    raw = pd.DataFrame({"answer_id": ids, "respondent_id": ids, "wave": "2013", "question": question.id})
    raw = raw.assign(asked=True, text=pd.Series(texts, dtype="str"))
    return clean(raw, (question,), load_language("auto", "nl", REPOSITORY / "models")).segments


def load(name: str, shared: Path, answers: int, encode: Callable[[list[str]], np.ndarray]) -> Data:
    """One of the data sets that lie beside the repository."""
    data = shared / "data"
    gold: list[str] | None = None
    question = Question(id=name, column="text", text="Wat?")
    if name == "lezers":
        question = Question(id=name, column="waarom", text="Waarom vindt u dit boek wel of niet literair?")
        segments = _answers(data / "lezersonderzoek" / "lezersonderzoek_2013.csv", question, answers)
    elif name == "sib200":
        segments, gold = _gold_labelled(data / "sib200_nl" / "sib200_nl.csv", "category")
    else:
        segments, gold = _gold_labelled(data / "xsid_nl" / "xsid_nl.csv", "intent")
    return Data(name, question, segments, gold, encode(segments["text"].tolist()))


def measure(data: Data, granularity: str, seeds: int, pairs: int) -> dict[str, object]:
    """The figures of one data set."""
    seconds: list[float] = []

    def run(seed: int, chosen: np.ndarray) -> tuple[pd.Series, pd.DataFrame]:
        started = time.perf_counter()
        segments = data.segments.iloc[chosen].reset_index(drop=True)
        found = discover(segments, data.vectors[chosen], data.question, granularity=granularity, seed=seed)  # type: ignore[arg-type]
        if len(chosen) == len(data.segments):
            seconds.append(time.perf_counter() - started)
        return found.assignments["topic_id"].fillna("overig").set_axis(chosen), found.topics

    everything = np.arange(len(data.segments))
    run(0, everything[:50])  # imports
    fits = [run(seed, everything) for seed in range(1, seeds + 1)]
    labels = [fit for fit, _ in fits]
    random = np.random.default_rng(0)
    halves = []
    for pair in range(pairs):
        drawn = [random.choice(len(everything), round(0.9 * len(everything)), replace=False) for _ in range(2)]
        one, other = (run(100 + 2 * pair + side, np.sort(chosen))[0] for side, chosen in enumerate(drawn))
        common = one.index.intersection(other.index)
        halves.append(adjusted_rand_score(one[common], other[common]))
    topics = fits[0][1]

    def against_gold(score: Callable[..., float]) -> float:
        return float("nan") if data.gold is None else statistics.mean(score(data.gold, found) for found in labels)

    return {
        "set": data.name,
        "segments": len(everything),
        "topics": " ".join(str(len(table)) for _, table in fits),
        "overig": (labels[0] == "overig").mean(),
        "largest": topics["n_segments"].max() / len(everything),
        "stability": topics["stability"].median(),
        "AMI": against_gold(adjusted_mutual_info_score),
        "ARI": against_gold(adjusted_rand_score),
        "seeds": statistics.mean(adjusted_rand_score(a, b) for a, b in itertools.combinations(labels, 2)),
        "90%": statistics.mean(halves) if halves else float("nan"),
        "seconds": statistics.median(seconds),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", default=["sib200", "xsid", "lezers"], choices=["sib200", "xsid", "lezers"])
    parser.add_argument("--granularity", default="middel", choices=["grof", "middel", "fijn"])
    parser.add_argument("--answers", type=int, default=4200, help="of lezersonderzoek")
    parser.add_argument("--seeds", type=int, default=3, help="two or more")
    parser.add_argument("--pairs", type=int, default=2, help="pairs of 90%% subsamples")
    parser.add_argument("--encoder", default="use")
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    given = parser.parse_args()
    encoder = load_encoder(given.encoder, REPOSITORY / "models")
    with tempfile.TemporaryDirectory() as cache:
        rows = []
        for name in given.sets:
            data = load(name, given.shared, given.answers, lambda t: encode_cached(t, encoder, Path(cache)))
            rows.append(measure(data, given.granularity, max(2, given.seeds), given.pairs))
    print(pd.DataFrame(rows).to_string(index=False, float_format=lambda value: f"{value:.3f}"))


if __name__ == "__main__":
    main()

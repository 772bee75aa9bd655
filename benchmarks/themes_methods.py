"""One method of benchmarks/themes.py on one data set, in a process (and an environment) of its own.

usage: themes_methods.py FOLDER METHOD RESULTS [--k N] [--key JSON] RUN...

FOLDER holds ``data.json`` (texts, answers, lemmas, stops, question), ``vectors.npy``, ``words.json`` and ``words.npy``
(vectors of single words, for what encodes its vocabulary) and ``RUN.npy`` (seed, then the rows of that run). For each
run a line is added to RESULTS: the key; per variant the labels (-1: in no theme) and seconds; the seconds that imports
took, and the peak memory of the process so far. Nothing of ours is imported but by our own method.
"""

from __future__ import annotations

import argparse
import json
import time
import traceback
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Task:
    """What a method gets: the rows of one run."""

    folder: Path
    data: dict[str, Any]
    rows: np.ndarray
    vectors: np.ndarray
    seed: int
    k: int

    def column(self, name: str) -> list[str]:
        return [self.data[name][row] for row in self.rows]

    @cached_property
    def tokens(self) -> list[list[str]]:
        """Lemmas without stop words, for models of words."""
        stops = set(self.data["stops"])
        return [[word for word in row.split() if word.isalpha() and word not in stops] for row in self.column("lemmas")]


Found = dict[str, tuple[np.ndarray, float]]
"""Labels and seconds of each variant."""


def ours(task: Task, granularity: str = "middel") -> Found:
    import pandas as pd

    from textmining.study import Question
    from textmining.topics import discover

    segments = pd.DataFrame({"segment_id": task.column("segments"), "answer_id": task.column("answers")})
    segments = segments.assign(respondent_id=segments["answer_id"], text=task.column("texts"))
    segments = segments.assign(lemmas=task.column("lemmas"))
    question = Question(id="vraag", column="text", text=task.data["question"])
    start = time.perf_counter()
    found = discover(
        segments,
        task.vectors,
        question,
        granularity=granularity,  # type: ignore[arg-type]
        seed=task.seed,
        stops=frozenset(task.data["stops"]),
    )
    seconds = time.perf_counter() - start

    from textmining.topics.measures import main_topics

    topic = main_topics(found.assignments.set_index("segment_id")["topic_id"], found.topics)
    return {"": (pd.factorize(topic.loc[segments["segment_id"]])[0], seconds)}


def ours_at(task: Task, count: int) -> Found:
    """Main themes of ours where the number is given, to see how agreement depends on it."""
    from textmining.topics.grid import on_grid
    from textmining.topics.partition import partition

    start = time.perf_counter()
    _, first, place, sizes = np.unique(task.column("texts"), return_index=True, return_inverse=True, return_counts=True)
    points = on_grid(task.vectors[first])
    found = partition(points, sizes, "middel", task.seed, count=count)
    return {"": (found.rule.labels(points)[place], time.perf_counter() - start)}


def bertopic(task: Task) -> Found:
    from bertopic import BERTopic
    from umap import UMAP

    texts, start = task.column("texts"), time.perf_counter()
    # language: with vectors of one's own the default would strip é and ë; UMAP is BERTopic's, with the seed
    model = BERTopic(
        language="multilingual",
        umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=task.seed),
    )
    labels, _ = model.fit_transform(texts, task.vectors)
    fitted = time.perf_counter() - start
    found = {"": (np.array(labels), fitted)}
    for strategy in ("c-tf-idf", "embeddings"):
        start = time.perf_counter()
        moved = labels
        if -1 in labels and len(set(labels)) > 1:
            moved = model.reduce_outliers(texts, labels, strategy=strategy, embeddings=task.vectors)
        found[f" + reduce_outliers, {strategy}"] = (np.array(moved), fitted + time.perf_counter() - start)
    return found


def kmeans(task: Task) -> Found:
    from sklearn.cluster import KMeans

    start = time.perf_counter()
    labels = KMeans(task.k, n_init=10, random_state=task.seed).fit_predict(task.vectors)
    return {"": (labels, time.perf_counter() - start)}


def topica_bertopic(task: Task) -> Found:
    import topica

    tokens, vectors = task.tokens, task.vectors.astype(np.float64)
    start = time.perf_counter()
    model = topica.BERTopic(seed=task.seed)
    model.fit(tokens, vectors)
    labels, fitted = np.asarray(model.labels).copy(), time.perf_counter() - start
    model.reduce_outliers()
    moved = np.asarray(model.labels)
    return {"": (labels, fitted), " + reduce_outliers": (moved, time.perf_counter() - start)}


def topica_leiden(task: Task) -> Found:
    import topica

    tokens, vectors = task.tokens, task.vectors.astype(np.float64)
    start = time.perf_counter()
    model = topica.BERTopic(seed=task.seed, clusterer="leiden")
    model.fit(tokens, vectors)
    return {"": (np.asarray(model.labels), time.perf_counter() - start)}


def topica_gsdmm(task: Task) -> Found:
    import topica

    tokens, start = task.tokens, time.perf_counter()
    model = topica.GSDMM(40, seed=task.seed)
    model.fit(tokens)
    labels, seconds = np.asarray(model.doc_cluster), time.perf_counter() - start
    return {"": (np.where([len(row) > 0 for row in tokens], labels, -1), seconds)}


def _lookup(folder: Path, width: int) -> Any:
    """An encoder for turftopic that looks words up: those of our encoder, made beforehand."""
    from turftopic.encoders.base import ExternalEncoder

    words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    place = {word: row for row, word in enumerate(words)}
    vectors = np.load(folder / "words.npy", allow_pickle=False)

    class Lookup(ExternalEncoder):  # type: ignore[misc]
        def encode(self, sentences: Iterable[str], **_: Any) -> np.ndarray:
            return np.stack([vectors[place[word]] if word in place else np.zeros(width) for word in sentences])

    return Lookup()


def _turftopic(task: Task, make: Callable[..., Any]) -> Found:
    from sklearn.feature_extraction.text import CountVectorizer

    encoder = _lookup(task.folder, task.vectors.shape[1])
    # kind to them: lemmas, Dutch stop words, and words of two segments, where the default asks for ten
    vectorizer = CountVectorizer(min_df=2, stop_words=list(task.data["stops"]))
    lemmas, start = task.column("lemmas"), time.perf_counter()
    model = make(encoder=encoder, vectorizer=vectorizer, random_state=task.seed)
    weights = np.nan_to_num(np.asarray(model.fit_transform(lemmas, embeddings=task.vectors)))
    labels = np.where(weights.max(axis=1) > 0, weights.argmax(axis=1), -1)
    labels = np.asarray(getattr(model, "labels_", labels))
    return {"": (labels, time.perf_counter() - start)}


def keynmf(task: Task) -> Found:
    from turftopic import KeyNMF

    return _turftopic(task, lambda **given: KeyNMF(task.k, **given))


def topeax(task: Task) -> Found:
    from turftopic import Topeax

    return _turftopic(task, Topeax)


METHODS: dict[str, tuple[Callable[[Task], Found], tuple[str, ...]]] = {
    "ours": (ours, ("textmining", "igraph")),
    "ours, grof": (lambda task: ours(task, "grof"), ("textmining", "igraph")),
    "ours, fijn": (lambda task: ours(task, "fijn"), ("textmining", "igraph")),
    "ours, 15 themes": (lambda task: ours_at(task, 15), ("textmining", "igraph")),
    "ours, 25 themes": (lambda task: ours_at(task, 25), ("textmining", "igraph")),
    "ours, 40 themes": (lambda task: ours_at(task, 40), ("textmining", "igraph")),
    "BERTopic": (bertopic, ("bertopic", "umap-learn", "hdbscan")),
    "k-means, our k": (kmeans, ("scikit-learn",)),
    "k-means, gold k": (kmeans, ("scikit-learn",)),
    "topica BERTopic": (topica_bertopic, ("topica",)),
    "topica BERTopic, leiden": (topica_leiden, ("topica",)),
    "topica GSDMM": (topica_gsdmm, ("topica",)),
    "KeyNMF, our k": (keynmf, ("turftopic",)),
    "Topeax": (topeax, ("turftopic",)),
}
"""What runs, and whose version is told."""

_IMPORTS = {
    "ours": ("textmining.topics", "pandas", "igraph", "sklearn.metrics"),
    "BERTopic": ("bertopic",),
    "k-means": ("sklearn.cluster",),
    "topica": ("topica",),
    "KeyNMF": ("turftopic",),
    "Topeax": ("turftopic",),
}


def _peak() -> int:
    """Peak memory of this process in bytes. Not by getrusage, which on Linux begins at that of the parent."""
    status = Path("/proc/self/status")
    if not status.exists():
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    line = next(row for row in status.read_text(encoding="ascii").splitlines() if row.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("method", choices=METHODS)
    parser.add_argument("results", type=Path)
    parser.add_argument("--k", type=int, default=0)
    parser.add_argument("--key", type=json.loads, default={}, help="what goes before each line")
    parser.add_argument("runs", nargs="+")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    start = time.perf_counter()
    for prefix, modules in _IMPORTS.items():
        if given.method.startswith(prefix):
            for module in modules:
                __import__(module)
    imports = time.perf_counter() - start
    method, packages = METHODS[given.method]
    data = json.loads((given.folder / "data.json").read_text(encoding="utf-8"))
    vectors = np.load(given.folder / "vectors.npy", allow_pickle=False)
    for number, run in enumerate(given.runs):
        seed, *rows = np.load(given.folder / f"{run}.npy", allow_pickle=False).tolist()
        chosen = np.array(rows, dtype=np.int64)
        task = Task(given.folder, data, chosen, vectors[chosen], seed, given.k)
        line: dict[str, Any] = {**given.key, "method": given.method, "run": run, "first": number == 0}
        line["imports"] = round(imports, 2)
        line["versions"] = {name: metadata.version(name) for name in packages}
        try:
            found = method(task)
            line["found"] = {name: {"labels": labels.tolist(), "seconds": s} for name, (labels, s) in found.items()}
        except Exception as error:  # a peer that fails on a data set is a result
            traceback.print_exc()
            line["error"] = f"{type(error).__name__}: {str(error)[:200]}"
        line["memory"] = _peak()
        with given.results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()

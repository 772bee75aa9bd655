"""Topics of one question, from its segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import metadata

import numpy as np
import pandas as pd

from textmining.cleaning.language import terms
from textmining.study import Question
from textmining.topics.anchoring import Expectations
from textmining.topics.expected import ExpectedPoints, Missing, missing
from textmining.topics.grid import on_grid
from textmining.topics.model import TopicModel, fit_bertopic
from textmining.topics.partition import Granularity, Partition, partition
from textmining.topics.stability import verdict
from textmining.workspace import fingerprint

__all__ = ["Discovery", "ExpectedTexts", "discover", "main_numbers"]


@dataclass(frozen=True)
class ExpectedTexts:
    """A theme that a study expects: its label, and the vectors and lemmas of its examples (the label is one)."""

    label: str
    vectors: np.ndarray
    lemmas: Sequence[str]


@dataclass(frozen=True)
class Discovery:
    """What discovery found in a question.

    Attributes
    ----------
    model : TopicModel
    topics : DataFrame, one row per main topic, the largest first, each followed by its sub-topics
        Labelled by their words; ``describing`` gives better.
    assignments : DataFrame, one row per segment, in the order of the segments
    words : dict
        Terms of each main topic, most telling first.
    notices : tuple of Missing
        Expected themes that were not found.
    """

    model: TopicModel
    topics: pd.DataFrame
    assignments: pd.DataFrame
    words: dict[str, list[str]]
    notices: tuple[Missing, ...] = ()


def discover(
    segments: pd.DataFrame,
    vectors: np.ndarray,
    question: Question,
    *,
    granularity: Granularity,
    seed: int,
    stops: frozenset[str] = frozenset(),
    expected: Sequence[ExpectedTexts] = (),
) -> Discovery:
    """Find topics in the segments of a question.

    The result depends on the set of segments, the granularity and the seed only: not on the order of rows, the number
    of threads or the ids of answers.

    Parameters
    ----------
    segments : DataFrame, one row per segment
        ``segment_id``, ``answer_id``, ``respondent_id`` (unique over waves), ``text`` and ``lemmas``.
    vectors : array (n_segments, dimension)
        Unit vectors; rows follow ``segments``, equal texts have equal vectors.
    question : Question
    granularity : {"grof", "middel", "fijn"}
    seed : int
    stops : frozenset of str
        Lemmas that are no words of a topic: from ``stop_words``.
    expected : sequence of ExpectedTexts
        Themes to anchor on, in the researcher's order.

    Returns
    -------
    Discovery
        Without topics where there are fewer than five segments.
    """
    order = segments["text"].to_numpy().argsort(kind="stable")  # by content: the rows may come in any order
    ordered = segments.iloc[order]
    texts = ordered["text"].to_numpy()
    first = np.flatnonzero(np.r_[True, texts[1:] != texts[:-1]]) if len(texts) else np.empty(0, dtype=np.int64)
    sizes = np.diff(np.r_[first, len(texts)])
    points = on_grid(np.asarray(vectors)[order][first])
    lemmas = ordered["lemmas"].tolist()
    listed = Expectations(
        tuple(ExpectedPoints(on_grid(e.vectors), [terms(row, stops) for row in e.lemmas]) for e in expected),
        [terms(lemmas[n], stops) for n in first.tolist()] if expected else (),
    )
    found = partition(points, sizes, granularity, seed, expected=listed)

    ids = tuple(f"{question.id}-{number:02}" for number in range(1, len(found.rule.main) + 1))
    model = TopicModel(ids, found.rule, _card(question, granularity, seed, found, texts, expected))
    assignments = model.assign(vectors).assign(segment_id=segments["segment_id"].to_numpy())
    labels = main_numbers(model, assignments)
    people = ordered["respondent_id"].tolist()
    fitted = fit_bertopic(found.rule, labels[order], lemmas, people, np.asarray(vectors)[order], stops)
    bertopic, words = fitted if fitted else (None, [[] for _ in ids])
    model = replace(model, bertopic=bertopic)
    topics = _topics(question, model, found, words, expected, segments, assignments)
    notices: list[Missing] = []
    if found.anchors is not None:
        counts = topics[topics["origin"] == "expected"].set_index("label")["n_segments"]
        notices = missing([e.label for e in expected], found.anchors, [int(counts.get(e.label, 0)) for e in expected])
    return Discovery(model, topics, assignments, dict(zip(ids, words, strict=True)), tuple(notices))


def main_numbers(model: TopicModel, assignments: pd.DataFrame) -> np.ndarray:
    """The main topic of each row of ``assignments`` by its place in the model, -1 for none."""
    place = {topic_id: number for number, topic_id in enumerate(model.topic_ids)}
    given = assignments["nearest_topic_id"].where(assignments["topic_id"].notna())
    return np.asarray(given.map(place).fillna(-1), dtype=np.int64)


def _topics(
    question: Question,
    model: TopicModel,
    found: Partition,
    words: Sequence[Sequence[str]],
    expected: Sequence[ExpectedTexts],
    segments: pd.DataFrame,
    assignments: pd.DataFrame,
) -> pd.DataFrame:
    rows: list[dict[str, object]] = []
    for main, topic_id in enumerate(model.topic_ids):
        place = int(found.origin[main])
        by_words = ", ".join(words[main][:3]).replace("_", " ").capitalize() or f"Thema {main + 1}"
        rows.append(
            {
                "topic_id": topic_id,
                "parent_id": None,
                "label": expected[place].label if place >= 0 else by_words,
                "words": ", ".join(words[main]).replace("_", " "),
                "origin": "expected" if place >= 0 else "found",
                "stability": found.stability[main],
            }
        )
        stable = found.sub_stability.get(main, np.empty(0))
        for number, (sub_id, value) in enumerate(zip(model.sub_ids(main), stable, strict=True), start=1):
            label = f"{rows[-number]['label']} ({number})"
            rows.append(
                {
                    "topic_id": sub_id,
                    "parent_id": topic_id,
                    "label": label,
                    "words": "",
                    "origin": "found",
                    "stability": value,
                }
            )
    columns = ["topic_id", "parent_id", "label", "words", "origin", "stability"]
    table = pd.DataFrame(rows, columns=columns).astype({"stability": "float64"})
    table = table.assign(
        question=question.id, description=None, marks=None, verdict=[verdict(value) for value in table["stability"]]
    )
    return (
        table.merge(_counts(segments, assignments), on="topic_id", how="left")
        .fillna({"n_segments": 0, "n_answers": 0, "n_respondents": 0})
        .astype({"n_segments": "int64", "n_answers": "int64", "n_respondents": "int64"})
    )


def _counts(segments: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """Segments, answers and respondents of each topic; a main topic counts those of its sub-topics."""
    given = segments[["segment_id", "answer_id", "respondent_id"]].merge(assignments, on="segment_id")
    given = given[given["topic_id"].notna()]
    below = given[given["topic_id"] != given["nearest_topic_id"]]
    both = pd.concat([given, below.assign(topic_id=below["nearest_topic_id"])])
    counted = both.groupby("topic_id").agg(
        n_segments=("segment_id", "size"),
        n_answers=("answer_id", "nunique"),
        n_respondents=("respondent_id", "nunique"),
    )
    return counted.reset_index()


def _card(
    question: Question,
    granularity: str,
    seed: int,
    found: Partition,
    texts: np.ndarray,
    expected: Sequence[ExpectedTexts],
) -> dict[str, object]:
    """What a reader of a saved model must know of it."""
    measured = {
        "topics": len(found.rule.main),
        "sub_topics": sum(map(len, found.rule.sub.values())),
        "stability": [None if np.isnan(s) else round(float(s), 4) for s in found.stability],
        "agreement_between_subsamples": None if np.isnan(found.agreement) else round(found.agreement, 4),
        "least_company": round(found.rule.company.threshold, 6),
    }
    return {
        "question": question.id,
        "text": question.text,
        "data": {"segments": len(texts), "fingerprint": fingerprint(texts.tolist())},
        "settings": {
            "granularity": granularity,
            "seed": seed,
            "looked_for": found.count,
            "expected": [e.label for e in expected],
        },
        "measures": measured,
        "versions": {name: metadata.version(name) for name in ("bertopic", "igraph", "numpy", "scikit-learn", "scipy")},
    }

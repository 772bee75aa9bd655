"""Topics of one question, from its segments."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata

import numpy as np
import pandas as pd

from textmining.study import Question
from textmining.topics.grid import on_grid
from textmining.topics.labels import label_topics
from textmining.topics.model import TopicModel, fit_bertopic
from textmining.topics.partition import Granularity, Partition, partition
from textmining.topics.terms import lemmas_of, stop_words
from textmining.workspace import fingerprint

__all__ = ["Discovery", "discover"]


@dataclass(frozen=True)
class Discovery:
    """What discovery found in a question.

    Attributes
    ----------
    model : TopicModel
    topics : DataFrame, one row per topic, the largest first
    assignments : DataFrame, one row per segment, in the order of the segments
    """

    model: TopicModel
    topics: pd.DataFrame
    assignments: pd.DataFrame


def discover(
    segments: pd.DataFrame,
    vectors: np.ndarray,
    question: Question,
    *,
    granularity: Granularity,
    seed: int,
    language: str = "nl",
) -> Discovery:
    """Find topics in the segments of a question.

    The result depends on the set of segments, the granularity and the seed only: not on the order of rows, the number
    of threads or the ids of answers.

    Parameters
    ----------
    segments : DataFrame, one row per segment
        ``segment_id``, ``answer_id``, ``text`` and ``lemmas``.
    vectors : array (n_segments, dimension)
        Unit vectors; rows follow ``segments``, equal texts have equal vectors.
    question : Question
        Its own words are no words of a topic.
    granularity : {"grof", "middel", "fijn"}
    seed : int
    language : str

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
    found = partition(points, sizes, granularity, seed)
    ids = tuple(f"{question.id}-{number:02}" for number in range(1, len(found.rule.centres) + 1))
    stops = stop_words(question.text, language, lemmas_of(ordered["text"], ordered["lemmas"]))
    fitted = fit_bertopic(
        found.rule, ordered["lemmas"].tolist(), ordered["answer_id"].tolist(), np.asarray(vectors)[order], stops
    )
    bertopic, words = fitted if fitted else (None, [[] for _ in ids])
    card = _card(question, granularity, seed, found, texts)
    model = TopicModel(ids, found.rule, card, bertopic)
    assignments = model.assign(vectors).assign(segment_id=segments["segment_id"].to_numpy())
    labels = found.rule.labels(points)[np.repeat(np.arange(len(first)), sizes)]
    phrases = label_topics(texts.tolist(), ordered["answer_id"].tolist(), labels, stops)
    phrases += [""] * (len(ids) - len(phrases))
    counts = [(int((labels == k).sum()), int(ordered.loc[labels == k, "answer_id"].nunique())) for k in range(len(ids))]
    topics = pd.DataFrame(
        {
            "topic_id": ids,
            "question": question.id,
            "label": [
                phrase or ", ".join(top[:3]).capitalize() or f"Thema {k + 1}"
                for k, (phrase, top) in enumerate(zip(phrases, words, strict=True))
            ],
            "words": [", ".join(top) for top in words],
            "stability": found.stability,
            "n_segments": [n for n, _ in counts],
            "n_answers": [n for _, n in counts],
        }
    )
    return Discovery(model, topics, assignments)


def _card(question: Question, granularity: str, seed: int, found: Partition, texts: np.ndarray) -> dict[str, object]:
    """What a reader of a saved model must know of it."""
    measured = {
        "topics": len(found.rule.centres),
        "stability": [None if np.isnan(s) else round(float(s), 4) for s in found.stability],
        "agreement_between_runs": None if np.isnan(found.agreement) else round(found.agreement, 4),
        "threshold": round(found.rule.threshold, 6),
    }
    return {
        "question": question.id,
        "text": question.text,
        "data": {"segments": len(texts), "fingerprint": fingerprint(texts.tolist())},
        "settings": {"granularity": granularity, "seed": seed, "resolution": float(np.nan_to_num(found.resolution))},
        "measures": measured,
        "versions": {name: metadata.version(name) for name in ("bertopic", "igraph", "numpy")},
    }

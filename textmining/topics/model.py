"""A fitted topic model: BERTopic for words and storage, and the one rule by which a segment gets its topic.

BERTopic's own loaded model assigns by another rule than its fit; here both go by ``rule``, so that what was published
and what a saved model says of the same segment are the same.
"""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from textmining.errors import ModelError
from textmining.topics.grid import on_grid
from textmining.topics.lean import import_bertopic
from textmining.topics.rule import Rule
from textmining.topics.terms import BREAK, analyzer, common_terms
from textmining.workspace import write_json

if TYPE_CHECKING:
    from bertopic import BERTopic

__all__ = ["RuleClusterer", "TopicModel", "fit_bertopic"]

WORDS = 10


class RuleClusterer:
    """What BERTopic asks of a clusterer, with the rule behind it."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.labels_ = np.empty(0, dtype=np.int64)

    def fit(self, X: np.ndarray, y: object = None) -> RuleClusterer:
        """Label the fitted vectors by the rule."""
        self.labels_ = self.predict(X)
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Label vectors by the rule; -1 for one that fits nowhere."""
        return self.rule.labels(on_grid(X))


def fit_bertopic(
    rule: Rule, lemmas: Sequence[str], answers: Sequence[str], vectors: np.ndarray, stops: frozenset[str]
) -> tuple[BERTopic, list[list[str]]] | None:
    """Let BERTopic find the words of each topic (class-based tf-idf: Grootendorst 2022).

    Parameters
    ----------
    rule : Rule
        Decides the topics.
    lemmas : sequence of str
        Lemmas of each segment, in an order that depends on their content only.
    answers : sequence of str
        The answer of each segment: a term of fewer than three answers is left out of the model, also where it is saved.
    vectors : array (n, dimension)
    stops : frozenset of str

    Returns
    -------
    BERTopic and list of list of str, or None
        The model, and up to ten words per topic in the order of the rule; None where there is no topic, or fewer than
        two words that three answers share.
    """
    clusterer = RuleClusterer(rule).fit(vectors)
    documents = [f"{BREAK} {text}" for text in lemmas]
    terms = analyzer(stops)
    labels = clusterer.labels_.tolist()
    used = [terms(document) for document in documents]
    in_topic = [(found, answer) for found, answer, k in zip(used, answers, labels, strict=True) if k >= 0]
    known = dict.fromkeys(common_terms(in_topic))
    if len(known) < 2:  # BERTopic cannot weigh a single word
        return None
    wordy = {k for found, k in zip(used, labels, strict=True) if not known.keys().isdisjoint(found)}
    # Nor can it take a topic in which no word is left: such a topic gets the mark as its word.
    vocabulary = [*known, *([] if wordy == set(labels) else [BREAK])]

    def counted(document: str) -> list[str]:
        return [term for term in terms(document) if term in known] or [BREAK]

    bertopic = import_bertopic()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # libraries that BERTopic uses warn about each other
        from bertopic.dimensionality import BaseDimensionalityReduction
        from sklearn.feature_extraction.text import CountVectorizer

        model = bertopic.BERTopic(
            language="multilingual",  # any other strips é, ë and ï (BERTopic issue 835)
            embedding_model=None,
            umap_model=BaseDimensionalityReduction(),
            hdbscan_model=clusterer,
            vectorizer_model=CountVectorizer(analyzer=counted, vocabulary=vocabulary),
            top_n_words=WORDS,
            calculate_probabilities=False,
            verbose=False,
        )
        given, _ = model.fit_transform(documents, np.asarray(vectors, dtype=np.float32))
    # BERTopic numbers by size in a way of its own; the rule's order is ours
    number = dict(zip(labels, given, strict=True))
    words = [
        [word for word, weight in model.get_topic(number[k]) if word not in {"", BREAK} and weight > 0]
        if k in number
        else []
        for k in range(len(rule.centres))
    ]
    return model, words


@dataclass(frozen=True)
class TopicModel:
    """Assigns segments to topics.

    Attributes
    ----------
    topic_ids : tuple of str
        In the order of the rule's centres.
    rule : Rule
    card : dict
        Data fingerprint, settings, measures and versions.
    bertopic : BERTopic or None
        None where there was too little to fit one, and on a model that was loaded.
    """

    topic_ids: tuple[str, ...]
    rule: Rule
    card: dict[str, Any] = field(default_factory=dict)
    bertopic: BERTopic | None = None

    def assign(self, vectors: np.ndarray) -> pd.DataFrame:
        """Assign segments by the one rule.

        Parameters
        ----------
        vectors : array (n, dimension)
            Of the encoder that the model was fitted on.

        Returns
        -------
        DataFrame, one row per vector
            ``topic_id`` (null where none fits), ``similarity`` (cosine with the nearest centre), ``nearest_topic_id``
            (null only where the model has no topics).

        Raises
        ------
        StageError
            If the vectors have another dimension, or are not finite.
        """
        points = on_grid(vectors)
        number, similarity = self.rule.nearest(points)
        ids = np.array([*self.topic_ids, None], dtype=object)  # -1 is the last
        nearest = pd.Series(ids[number], dtype="str")
        return pd.DataFrame(
            {
                "topic_id": nearest.where((number >= 0) & (similarity >= self.rule.threshold)),
                "similarity": similarity.astype(np.float64),
                "nearest_topic_id": nearest,
            }
        )

    def save(self, folder: Path) -> None:
        """Write the model: ``rule.safetensors``, ``card.json`` and, in ``bertopic/``, what ``BERTopic.load`` reads."""
        from safetensors.numpy import save_file

        threshold = np.array([self.rule.threshold], dtype=np.float64)
        save_file({"centres": self.rule.centres, "threshold": threshold}, folder / "rule.safetensors")
        write_json(folder / "card.json", {**self.card, "topic_ids": list(self.topic_ids)})
        if self.bertopic is not None:
            # The embedding model is not BERTopic's but ours: its warning that none is saved would puzzle a researcher.
            logging.getLogger("BERTopic").setLevel(logging.ERROR)
            self.bertopic.save(
                folder / "bertopic", serialization="safetensors", save_ctfidf=True, save_embedding_model=False
            )

    @classmethod
    def load(cls, folder: Path) -> TopicModel:
        """Read a model that ``save`` wrote.

        Raises
        ------
        ModelError
            If a file lacks or is damaged.
        """
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            tensors = load_file(folder / "rule.safetensors")
            card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
            ids = tuple(card.pop("topic_ids"))
            rule = Rule(tensors["centres"], float(tensors["threshold"][0]))
            if len(ids) != len(rule.centres):
                raise ValueError(f"{len(ids)} topics, {len(rule.centres)} centres")
        except (OSError, ValueError, KeyError, TypeError, AttributeError, SafetensorError) as error:
            raise ModelError(
                f"{folder}: is not a whole topic model ({error}). Run textmining discover again."
            ) from error
        return cls(ids, rule, card)

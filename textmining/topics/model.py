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

from textmining.cleaning.language import shared_terms, terms
from textmining.errors import ModelError
from textmining.topics.grid import on_grid
from textmining.topics.lean import import_bertopic
from textmining.topics.rule import Centres, Company, Rest, Rule
from textmining.workspace import write_json

if TYPE_CHECKING:
    from bertopic import BERTopic

__all__ = ["RuleClusterer", "TopicModel", "fit_bertopic"]

WORDS = 10

BREAK = "¶"
"""Stands before each segment: BERTopic counts the terms of all segments of a topic as of one document."""


class RuleClusterer:
    """What BERTopic asks of a clusterer, with the rule behind it; ``labels`` are those of the fitted vectors."""

    def __init__(self, rule: Rule, labels: np.ndarray) -> None:
        self.rule = rule
        self.labels_ = labels

    def fit(self, X: np.ndarray, y: object = None) -> RuleClusterer:
        """Nothing is left to fit: the rule has labelled these vectors."""
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Label vectors by the rule; -1 for one that fits nowhere."""
        return self.rule.labels(on_grid(X))


def fit_bertopic(
    rule: Rule,
    labels_of: np.ndarray,
    lemmas: Sequence[str],
    people: Sequence[object],
    vectors: np.ndarray,
    stops: frozenset[str],
) -> tuple[BERTopic, list[list[str]]] | None:
    """Let BERTopic find the terms of each topic (class-based tf-idf: Grootendorst 2022).

    Parameters
    ----------
    rule : Rule
        Decides the topics.
    labels_of : array (n,) of int
        The main topic that the rule gives each segment, -1 for none.
    lemmas : sequence of str
        Lemmas of each segment, in an order that depends on their content only.
    people : sequence
        The respondent of each segment: a term of fewer than three respondents is left out of the model, also where it
        is saved.
    vectors : array (n, dimension)
    stops : frozenset of str
        From ``stop_words``.

    Returns
    -------
    BERTopic and list of list of str, or None
        The model, and up to ten terms per topic in the order of the rule; None where there is no topic, or fewer than
        two terms that three respondents share.
    """
    clusterer = RuleClusterer(rule, labels_of)
    documents = [f"{BREAK} {text}" for text in lemmas]
    labels = labels_of.tolist()
    used = [terms(text, stops) for text in lemmas]
    in_topic = [(found, person) for found, person, k in zip(used, people, labels, strict=True) if k >= 0]
    known = dict.fromkeys(shared_terms(in_topic))
    if len(known) < 2:  # BERTopic cannot weigh a single word
        return None
    wordy = {k for found, k in zip(used, labels, strict=True) if not known.keys().isdisjoint(found)}
    # Nor can it take a topic in which no word is left: such a topic gets the mark as its word.
    vocabulary = [*known, *([] if wordy == set(labels) else [BREAK])]

    def counted(document: str) -> list[str]:
        pieces = document.split(f"{BREAK} ")  # no negation reaches into the next segment
        return [term for piece in pieces for term in terms(piece, stops) if term in known] or [BREAK]

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
        for k in range(len(rule.main))
    ]
    return model, words


@dataclass(frozen=True)
class TopicModel:
    """Assigns segments to topics.

    Attributes
    ----------
    topic_ids : tuple of str
        Of the main topics, in the order of the rule's centres; sub-topics have ".1", ".2" and so on behind theirs.
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

    def sub_ids(self, main: int) -> list[str]:
        """The ids of the sub-topics of a main topic."""
        return [f"{self.topic_ids[main]}.{n}" for n in range(1, len(self.rule.sub.get(main, ())) + 1)]

    def assign(self, vectors: np.ndarray) -> pd.DataFrame:
        """Assign segments by the one rule.

        Parameters
        ----------
        vectors : array (n, dimension)
            Of the encoder that the model was fitted on.

        Returns
        -------
        DataFrame, one row per vector
            ``topic_id`` (the sub-topic where the main topic has any; null where none fits), ``similarity`` (cosine with
            the centre of the nearest main topic), ``nearest_topic_id`` (that main topic; null only where the model has
            no topics), ``alone`` (whether it is unlike anything that was fitted; then no topic fits).

        Raises
        ------
        StageError
            If the vectors have another dimension, or are not finite.
        """
        points = on_grid(vectors)
        number, similarity = self.rule.nearest(points)
        alone = self.rule.alone(points)
        labels = np.where(alone | self.rule.of_rest(points, number, similarity), -1, number)
        below = self.rule.sub_labels(points, labels)
        ids = np.array([*self.topic_ids, None], dtype=object)  # -1 is the last
        deepest = ids[labels]
        for main in self.rule.sub:
            here = labels == main
            deepest[here] = np.array(self.sub_ids(main), dtype=object)[below[here]]
        return pd.DataFrame(
            {
                "topic_id": pd.Series(deepest, dtype="str"),
                "similarity": similarity.astype(np.float64),
                "nearest_topic_id": pd.Series(ids[number], dtype="str"),
                "alone": alone,
            }
        )

    def save(self, folder: Path) -> None:
        """Write the model: ``rule.safetensors``, ``card.json`` and, in ``bertopic/``, what ``BERTopic.load`` reads."""
        from safetensors.numpy import save_file

        rule = self.rule
        tensors = {
            "mean": rule.main.mean,
            "centres": rule.main.vectors,
            "known": rule.company.known.astype(np.int16),  # on the grid: no coordinate is over 4,000
            "copies": rule.company.copies.astype(np.int64),
            "threshold": np.array([rule.company.threshold], dtype=np.float64),
        }
        if rule.rest is not None:
            tensors |= {"rest": rule.rest.centres.vectors, "floors": rule.rest.floors}
        for main, centres in rule.sub.items():
            tensors |= {f"sub.{main}.mean": centres.mean, f"sub.{main}.centres": centres.vectors}
        save_file({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}, folder / "rule.safetensors")
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
            rule = Rule(
                Centres(tensors["mean"], tensors["centres"]),
                Company(tensors["known"].astype(np.float32), tensors["copies"], float(tensors["threshold"][0])),
                {
                    int(name.split(".")[1]): Centres(tensors[name], tensors[name.replace("mean", "centres")])
                    for name in sorted(tensors)
                    if name.startswith("sub.") and name.endswith(".mean")
                },
                Rest(Centres(tensors["mean"], tensors["rest"]), tensors["floors"]) if "rest" in tensors else None,
            )
            floors = len(ids) if rule.rest is None else len(rule.rest.floors)
            if not len(ids) == len(rule.main) == floors or not all(0 <= main < len(ids) for main in rule.sub):
                raise ValueError(f"{len(ids)} topics, {len(rule.main)} centres")
        except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, SafetensorError) as error:
            raise ModelError(
                f"{folder}: is not a whole topic model ({error}). Run textmining discover again."
            ) from error
        return cls(ids, rule, card)

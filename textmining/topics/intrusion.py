"""Intrusion tests: can a reader point out what does not belong to a theme? Data only; the review app shows them.

Chang et al. (2009): a theme whose intruder readers find is one that they can read. The share of items in which the
intruder is found, per theme, is its precision; by guessing it is one in the number of things shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["Item", "answer_intrusion", "word_intrusion"]

WORDS_SHOWN = 5
ANSWERS_SHOWN = 4
"""Of the theme itself; the intruder comes beside them."""


@dataclass(frozen=True)
class Item:
    """One question to a reader.

    Attributes
    ----------
    topic_id : str
        The theme that is tested.
    shown : tuple of str
        Words, or segment ids, in the order in which to show them.
    intruder : int
        Position in ``shown``, from 0, of the one that is from another theme.
    source : str
        The theme that the intruder is from.
    """

    topic_id: str
    shown: tuple[str, ...]
    intruder: int
    source: str


def word_intrusion(words: Mapping[str, Sequence[str]], random: np.random.Generator) -> list[Item]:
    """One item per theme: its five first words, and one of the five first words of another theme.

    Parameters
    ----------
    words : mapping
        The words of each main theme, the most telling first.
    random : Generator
        Draws the intruder, its place and the order.

    Returns
    -------
    list of Item, in the order of the topic ids
        Without themes that have fewer than five words, or that share all words with the others.

    Notes
    -----
    The intruder tells much in its own theme and little here: it is none of the words listed of this theme, and has no
    lemma in common with those shown ("geen tijd" is no stranger to "tijd").
    """
    items = []
    for topic in sorted(words):
        own = list(dict.fromkeys(words[topic]))[:WORDS_SHOWN]
        lemmas = {lemma for word in own for lemma in word.split()}
        strangers = sorted(
            {
                (word, other)
                for other, row in words.items()
                if other != topic
                for word in row[:WORDS_SHOWN]
                if word not in words[topic] and lemmas.isdisjoint(word.split())
            }
        )
        if len(own) < WORDS_SHOWN or not strangers:
            continue
        intruder, source = strangers[int(random.integers(len(strangers)))]
        items.append(_item(topic, own, intruder, source, random))
    return items


def answer_intrusion(assignments: pd.DataFrame, segments: pd.DataFrame, random: np.random.Generator) -> list[Item]:
    """One item per theme: four of its segments, and a segment of another theme.

    Parameters
    ----------
    assignments : DataFrame, one row per segment
        ``segment_id`` and ``topic_id`` (main theme; null: overig, which is never shown).
    segments : DataFrame, one row per segment
        ``segment_id``, ``answer_id`` and ``text`` (redacted).
    random : Generator
        Draws the segments, the intruder, its place and the order.

    Returns
    -------
    list of Item, in the order of the topic ids
        ``shown`` holds segment ids, of different texts and different answers; the intruder's text and answer have no
        part in the theme. Without themes that have fewer than four such segments.

    Notes
    -----
    The draw depends on the texts, not on the order of rows or on the ids of segments and answers.
    """
    table = assignments[["segment_id", "topic_id"]].merge(
        segments[["segment_id", "answer_id", "text"]], on="segment_id"
    )
    table = table[table["topic_id"].notna()].sort_values(["text", "segment_id"], kind="stable")
    groups = {str(topic): rows for topic, rows in table.groupby("topic_id", sort=True)}
    items = []
    for topic, rows in groups.items():
        own: list[str] = []
        used: set[str] = set()
        for text in _shuffled(rows["text"].unique().tolist(), random):
            copies = rows[rows["text"] == text]
            if len(own) < ANSWERS_SHOWN and used.isdisjoint(copies["answer_id"]):
                own.append(copies["segment_id"].iloc[0])
                used.update(copies["answer_id"])
        mine = table["text"].isin(rows["text"]) | table["answer_id"].isin(rows["answer_id"])
        strange = table[~table["text"].isin(table.loc[mine, "text"])].drop_duplicates("text")
        if len(own) < ANSWERS_SHOWN or strange.empty:
            continue
        intruder = strange.iloc[int(random.integers(len(strange)))]
        items.append(_item(topic, own, intruder["segment_id"], str(intruder["topic_id"]), random))
    return items


def _item(topic: str, own: list[str], intruder: str, source: str, random: np.random.Generator) -> Item:
    shown = _shuffled([*own, intruder], random)
    return Item(topic, tuple(shown), shown.index(intruder), source)


def _shuffled(things: list[str], random: np.random.Generator) -> list[str]:
    return [things[int(place)] for place in random.permutation(len(things))]

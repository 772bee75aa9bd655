"""A readable label for a topic: a phrase that its answers use much and others little."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from textmining.topics.terms import NEGATIONS, words_of

__all__ = ["label_topics"]

LONGEST = 4
FEWEST_ANSWERS = 3
"""A phrase of fewer answers could be one person's words."""

LEAST_SHARE = 0.08
"""Of a topic's answers, before a phrase of several words may stand for it; one that few share does not."""

LONGER_IS_CLEARER = 0.35
"""What each further word adds to a phrase's score: "tekort aan tijd" says more than "tijd"."""


def label_topics(texts: Sequence[str], answers: Sequence[str], labels: np.ndarray, stops: frozenset[str]) -> list[str]:
    """One label per topic, from phrases of one to four words.

    A phrase neither starts nor ends with a stop word (a negation may start it), and at least three answers of the
    topic use it (a phrase of several words: 8% of them). Its score is its share of the topic's answers times the
    logarithm of how much larger that is than its share of all, more for a longer phrase. Where the best phrase is one
    word, the next best joins it.

    Parameters
    ----------
    texts : sequence of str
        Segments, in an order that depends on their content only.
    answers : sequence of str
        The answer of each segment.
    labels : array (n,) of int
        The topic of each segment, from 0 without gaps; -1 for none.
    stops : frozenset of str

    Returns
    -------
    list of str
        A label per topic, "" where no phrase qualifies.
    """
    number = pd.factorize(pd.Series(answers, dtype="object"))[0]
    seen: dict[str, set[int]] = {}
    inside: list[dict[str, set[int]]] = [{} for _ in range(int(labels.max(initial=-1)) + 1)]
    for text, answer, label in zip(texts, number, labels, strict=True):
        for phrase in set(_phrases(text, stops)):
            seen.setdefault(phrase, set()).add(answer)
            if label >= 0:
                inside[label].setdefault(phrase, set()).add(answer)
    total = len(set(number)) or 1
    sizes = [len({a for a, label in zip(number, labels, strict=True) if label == k}) for k in range(len(inside))]
    frequency = {phrase: len(users) / total for phrase, users in seen.items()}
    taken: Counter[str] = Counter()
    found = []
    for phrases, size in zip(inside, sizes, strict=True):
        least = {False: FEWEST_ANSWERS, True: max(FEWEST_ANSWERS, LEAST_SHARE * size)}
        counts = {phrase: len(users) for phrase, users in phrases.items() if len(users) >= least[" " in phrase]}
        label = _label({p: _score(p, n / size, frequency[p]) for p, n in counts.items()})
        taken[label] += 1
        found.append(label if taken[label] == 1 or not label else f"{label} ({taken[label]})")
    return found


def _phrases(text: str, stops: frozenset[str]) -> list[str]:
    words = words_of(text)
    found = []
    for start, first in enumerate(words):
        if first in stops and first not in NEGATIONS:
            continue
        for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
            last = words[end - 1]
            if last not in stops and len(last) > 1:
                found.append(" ".join(words[start:end]))
    return found


def _score(phrase: str, share: float, overall: float) -> float:
    return share * float(np.log(max(share / overall, 1.0))) * (1 + LONGER_IS_CLEARER * phrase.count(" "))


def _label(scores: dict[str, float]) -> str:
    """The best phrase, and the next best of other words where the best is a single word."""
    ranked = sorted((p for p, score in scores.items() if score > 0), key=lambda p: (-scores[p], p))
    if not ranked:
        return ""
    best = ranked[0]
    if " " not in best:
        stem = best[:5]
        other = [p for p in ranked[1:12] if stem not in p and p[:5] not in best and scores[p] > 0.25 * scores[best]]
        best = f"{best}, {other[0]}" if other else best
    return best[0].upper() + best[1:]

"""Segments that show a topic: representative ones, and ones at its border."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from textmining.topics.grid import cosines

__all__ = ["Shown", "border_examples", "nearness", "readable", "representative"]

REPRESENTATIVE = 5
BORDER = 3

POOL = 60
"""Nearest segments among which representative ones are chosen."""

DIVERSE = 0.5
"""What likeness to an example already chosen costs, against closeness to the centre (maximal marginal relevance:
Carbonell & Goldstein 1998)."""

FEWEST_WORDS, MOST_WORDS = 3, 40
"""Of a segment that shows something and can be read at a glance."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Shown:
    """A segment that may be shown, for all that say the same.

    Attributes
    ----------
    row : int
        The first that says it.
    text : str
    author : int
        The respondent, or -1 where several gave it: no respondent gives two examples of a topic.
    """

    row: int
    text: str
    author: int


def nearness(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Cosine of each segment with each centre (n, k), exact on the grid."""
    if not len(points) or not len(centres):
        return np.zeros((len(points), len(centres)), dtype=np.float32)
    return np.vstack([block for _, block in cosines(points, centres)])


def readable(texts: Sequence[str], people: np.ndarray, members: np.ndarray) -> list[Shown]:
    """What a topic's segments say, each once: of a readable length where enough are.

    Parameters
    ----------
    texts : sequence of str
        Of all segments, in an order that depends on their content.
    people : array (n,) of int
        Their respondents.
    members : array of int
        The segments of the topic, ascending.
    """
    first: dict[str, int] = {}
    authors: dict[str, set[int]] = {}
    for n in members.tolist():
        said = " ".join(_WORD.findall(texts[n].lower()))
        if said:
            first.setdefault(said, n)
            authors.setdefault(said, set()).add(int(people[n]))
    every = {
        said: Shown(n, texts[n], next(iter(authors[said])) if len(authors[said]) == 1 else -1)
        for said, n in first.items()
    }
    good = [shown for said, shown in every.items() if FEWEST_WORDS <= len(said.split()) <= MOST_WORDS]
    return good if len(good) >= REPRESENTATIVE else [*good, *(s for s in every.values() if s not in good)]


def representative(topic: int, said: Sequence[Shown], points: np.ndarray, close: np.ndarray) -> list[Shown]:
    """Up to five segments near the centre of a topic that differ from each other.

    Parameters
    ----------
    topic : int
        Column of ``close``.
    said : sequence of Shown
        From ``readable``.
    points, close : array (n, dimension), (n, k)
        Grid vectors of all segments, and their ``nearness``.
    """
    pool = sorted(said, key=lambda s: (-float(close[s.row, topic]), s.text))[:POOL]
    if not pool:
        return []
    rows = [s.row for s in pool]
    alike = nearness(points[rows], points[rows])
    worth = close[rows, topic].astype(np.float64)
    penalty = np.zeros(len(pool))
    chosen: list[Shown] = []
    while len(chosen) < REPRESENTATIVE:
        told = {s.author for s in chosen} - {-1}
        free = [k for k, s in enumerate(pool) if s not in chosen and s.author not in told]
        if not free:
            break
        best = min(free, key=lambda k: (-round(float(worth[k] - DIVERSE * penalty[k]), 6), k))
        chosen.append(pool[best])
        penalty = np.maximum(penalty, alike[best])
    return chosen


def border_examples(
    topic: int, said: Sequence[Shown], close: np.ndarray, besides: Sequence[Shown]
) -> list[tuple[Shown, int]]:
    """Up to three segments that are nearly in another topic, each with that topic's column.

    Parameters
    ----------
    topic, said, close
        As for ``representative``.
    besides : sequence of Shown
        Segments that are shown already.
    """
    if close.shape[1] < 2:
        return []
    found = []
    for s in said:
        others = np.where(np.arange(close.shape[1]) == topic, -2.0, close[s.row])
        other = int(others.argmax())
        found.append((abs(round(float(close[s.row, topic]) - float(others[other]), 6)), s.text, s, other))
    chosen: list[tuple[Shown, int]] = []
    for _, _, s, other in sorted(found, key=lambda f: f[:2]):
        if len(chosen) == BORDER:
            break
        if s not in besides and s.author not in {c.author for c, _ in chosen} - {-1}:
            chosen.append((s, other))
    return chosen

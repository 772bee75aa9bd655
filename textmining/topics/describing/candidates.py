"""Phrases that may name a topic: shared by its respondents, and less by others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from textmining.topics.describing.phrases import POLAR, Key, Phrase
from textmining.topics.describing.usage import Usage

__all__ = ["Candidate", "candidates_of"]

LONGER_IS_CLEARER = (0.3, 0.5, 1.0, 1.25, 1.35)
"""By number of telling words: "tekort aan tijd" says more than "tijd"."""

SINGLE_VERB, SINGLE_ADJECTIVE = 0.6, 0.8
"""What a single word is worth beside a noun: "herinneren" says less than "werkdruk"."""

IDLE = 0.7
"""What a phrase is worth for each of its words that tells nothing, such as the question's own."""

NEARLY_ALL = 0.6
"""Of the users of a phrase use the longer one around it: then the longer one stands for both."""

LEAST_SHARE = 0.02
"""Of a topic's respondents, before a phrase may stand for it."""

LONGEST = 60
"""Characters of a label."""


@dataclass(frozen=True)
class Candidate:
    """A phrase that may name a topic.

    ``users`` is the number of respondents of the topic who use its words together, ``share`` their share, ``contrast``
    the logarithm of how many times larger that is than among all others, and ``weight`` says how telling it is.
    """

    text: str
    key: Key
    nominal: bool
    users: int
    share: float
    contrast: float
    weight: float


def candidates_of(
    topic: int, keys: Iterable[Key], usage: Usage, labels: np.ndarray, stops: frozenset[str], *, fewest: int
) -> list[Candidate]:
    """The most telling phrases of a topic, best first.

    Parameters
    ----------
    topic : int
    keys : iterable of Key
        The phrases of the topic's central segments.
    usage : Usage
    labels : array (n,) of int
        The topic of each segment among those compared: -1 for none of them, below for a segment that is not compared.
    stops : frozenset of str
        Lemmas that tell nothing.
    fewest : int
        Respondents who must share a phrase: its words together in this topic, and its wording anywhere.

    Returns
    -------
    list of Candidate
        The weight is a power of the share of the topic's respondents, times the log of how much larger that share is
        than among all others (half a respondent added: no phrase is infinitely telling), more for longer phrases.
    """
    size = len(np.unique(usage.people[labels == topic]))
    others = len(np.unique(usage.people[labels >= -1])) - size
    least = max(fewest, LEAST_SHARE * size)
    kept: dict[Key, Candidate] = {}
    for key in sorted(set(keys)):
        where = usage.segments(key)
        own = labels[where]
        inside = len(np.unique(usage.people[where[own == topic]]))
        if inside < least:
            continue
        written = usage.written(key, fewest)
        if written is None or len(written.text) > LONGEST:
            continue
        outside = max(len(np.unique(usage.people[where[own >= -1]])) - inside, 0)
        contrast = float(np.log((inside + 0.5) / (size + 1)) - np.log((outside + 0.5) / (max(others, 1) + 1)))
        if contrast <= 0:
            continue
        share = inside / size
        clear = _clear(written, stops)
        weight = share**0.6 * contrast * clear
        kept[key] = Candidate(written.text, key, written.nominal, inside, share, contrast, weight)
    ranked = sorted(kept.values(), key=lambda c: (-c.weight, c.text))
    return [c for c in ranked if not _swallowed(c, kept, stops)]


def _clear(phrase: Phrase, stops: frozenset[str]) -> float:
    """How much a phrase says by its words."""
    telling = sum(lemma in POLAR or lemma not in stops for lemma in phrase.key)
    clear = LONGER_IS_CLEARER[min(telling, len(LONGER_IS_CLEARER) - 1)]
    kind = SINGLE_VERB if phrase.verbal else 1 if phrase.nominal else SINGLE_ADJECTIVE
    return clear * IDLE ** (len(phrase.key) - telling) * (kind if len(phrase.key) == 1 else 1)


def _swallowed(candidate: Candidate, kept: Mapping[Key, Candidate], stops: frozenset[str]) -> bool:
    """Whether nearly all who use a phrase use one longer phrase around it, that tells more."""
    own = set(candidate.key)
    return any(
        own < set(other.key)
        and not set(other.key) - own <= stops - POLAR
        and other.users >= NEARLY_ALL * candidate.users
        and len(other.text) <= 45
        for other in kept.values()
    )

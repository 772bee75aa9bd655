"""Who uses which words: of respondents, never of texts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from textmining.cleaning.language import NEGATIONS
from textmining.topics.describing.phrases import Key, Phrase

__all__ = ["Usage"]

_WORD = re.compile(r"[^\W_][\w'@/-]*")


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, in order."""
    return _WORD.findall(text.lower().replace("’", "'"))


class Usage:
    """The words of a question's segments, and their respondents.

    Parameters
    ----------
    texts, lemmas : sequence of str
        Of each segment; lemmas joined by spaces.
    told : sequence of sequence of str
        The ``terms`` of each segment.
    people : array (n,) of int
        The respondent of each segment.
    phrases : mapping
        Numbers of segments to the phrases that were found in them.
    """

    def __init__(
        self,
        texts: Sequence[str],
        lemmas: Sequence[str],
        told: Sequence[Sequence[str]],
        people: np.ndarray,
        phrases: Mapping[int, set[Phrase]],
    ) -> None:
        self.people = people.astype(np.int64)
        whose = self.people.tolist()
        self._places: dict[str, set[int]] = {}
        for number, row in enumerate(lemmas):
            for lemma in set(row.split()):
                self._places.setdefault(lemma, set()).add(number)
        negated = [[term.rpartition("_") for term in row if "_" in term] for row in told]
        self._denied = [frozenset(lemma for word, _, lemma in row if word in NEGATIONS) for row in negated]
        self._forms: dict[Key, dict[Phrase, set[int]]] = {}
        for number, found in phrases.items():
            for phrase in found:
                self._forms.setdefault(phrase.key, {}).setdefault(phrase, set()).add(whose[number])
        self._texts = [f" {' '.join(words_of(text))} " for text in texts]

    def segments(self, key: Key) -> np.ndarray:
        """The numbers of the segments that have every lemma of a key, ascending.

        A negation in the key negates one of its lemmas there; without one, none of them is negated.
        """
        parts = sorted((self._places.get(lemma, set()) for lemma in key), key=len)
        found = parts[0].intersection(*parts[1:]) if parts else set()
        denies = not NEGATIONS.isdisjoint(key)
        return np.array([n for n in sorted(found) if denies != self._denied[n].isdisjoint(key)], dtype=np.int64)

    def written(self, key: Key, fewest: int) -> Phrase | None:
        """How most respondents write a phrase, None where no way of writing it is shared by ``fewest`` of them."""
        where = self.segments(key).tolist()
        shared: dict[Phrase, int] = {}
        for form, who in self._forms.get(key, {}).items():
            words = f" {form.text} "
            users = who.union(int(self.people[n]) for n in where if words in self._texts[n])
            if len(users) >= fewest:
                shared[form] = len(users)
        return min(shared, key=lambda form: (-shared[form], len(form.text), form)) if shared else None

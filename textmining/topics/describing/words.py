"""Words of topics: which terms tell them apart, and how these are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from textmining.cleaning.language import NEGATIONS
from textmining.cleaning.redaction import PLACEHOLDER

__all__ = ["Writing", "topic_terms"]

WORDS = 10

SLIP = (5, 5)
"""Letters from which a word may have one slip, and how many times as often the word that was meant is used."""

_WORD = re.compile(r"\d[\w'@/-]*[^\W\d_][\w'@/-]*|[^\W\d_][\w'@/-]*")


class Writing:
    """How a question's respondents write words: a lemma in its most used form, a name with its capital ("AVG").

    Parameters
    ----------
    texts, lemmas : sequence of str
        Of all segments. Words and lemmas are matched where a segment has as many of the one as of the other.
    people : sequence
        The respondent of each segment.
    fewest : int
        Respondents who must write a form before it is shown; else the lemma is.
    """

    def __init__(
        self, texts: Iterable[str], lemmas: Iterable[str], people: Iterable[object], *, fewest: int = 3
    ) -> None:
        self._fewest = fewest
        self._cases: dict[str, Counter[str]] = {}
        self._forms: dict[str, dict[str, set[object]]] = {}
        self._lemmas: dict[str, Counter[str]] = {}
        self._times: Counter[str] = Counter()
        for text, row, person in zip(texts, lemmas, people, strict=True):
            words = _WORD.findall(PLACEHOLDER.sub(" ", text.replace("’", "'")))
            if not all(word.isupper() for word in words):  # a shouted answer tells nothing of capitals
                for word in words[1:]:
                    self._cases.setdefault(word.lower(), Counter())[word] += 1
            self._times.update(word.lower() for word in words)
            found = row.split()
            if len(words) == len(found):
                lower = [word.lower() for word in words]
                for word, lemma in zip(lower, found, strict=True):
                    self._forms.setdefault(lemma, {}).setdefault(word, set()).add(person)
                    self._lemmas.setdefault(word, Counter())[lemma] += 1
                for (one, other), (first, second) in zip(pairwise(lower), pairwise(found), strict=True):
                    if (first in NEGATIONS) != (second in NEGATIONS):
                        term = f"{first}_{second}" if first in NEGATIONS else f"{second}_{first}"
                        self._forms.setdefault(term, {}).setdefault(f"{one} {other}", set()).add(person)

        self._common = sorted(word for word, times in self._times.items() if times >= SLIP[1])

    def misspelt(self, text: str) -> bool:
        """Whether a word of a text is one letter away from a word of another lemma that is used many times as often."""
        return any(self._slip(word) for word in text.lower().split())

    def _slip(self, word: str) -> bool:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        shortest, times = SLIP
        if len(word) < shortest:
            return False
        own = self._lemmas.get(word, Counter()).keys()
        near = extract(word, self._common, scorer=OSA.distance, score_cutoff=1, limit=None)
        return any(
            self._times[other] >= times * self._times[word]
            and self._lemmas.get(other, Counter()).keys().isdisjoint(own)
            for other, _, _ in near
            if other != word
        )

    def cased(self, text: str) -> str:
        """A lower-case phrase with the capitals that its words mostly have inside a sentence."""
        return " ".join(self._case(word) for word in text.split())

    def term(self, term: str) -> str | None:
        """A term as it is mostly written: "les" as "lessen", "niet_werken" as "werkt niet".

        None where a negation and its word do not stand side by side: "niet (genoeg) tijd" is no "niet tijd".
        """
        form = self._form(term)
        if form is None and term.partition("_")[0] not in NEGATIONS:
            return term.replace("_", " ")
        return form

    def _form(self, term: str) -> str | None:
        shared = {form: len(who) for form, who in self._forms.get(term, {}).items() if len(who) >= self._fewest}
        return self.cased(min(shared, key=lambda form: (-shared[form], form))) if shared else None

    def _case(self, word: str) -> str:
        cases = self._cases.get(word)
        return min(cases, key=lambda case: (-cases[case], case == word, case)) if cases else word


def topic_terms(
    terms: Sequence[Sequence[str]], people: np.ndarray, labels: np.ndarray, count: int, *, fewest: int
) -> list[list[str]]:
    """The terms that tell each topic most, best first: class-based tf-idf (Grootendorst 2022) over respondents.

    Parameters
    ----------
    terms : sequence of sequence of str
        The terms of each segment.
    people, labels : array (n,) of int
        The respondent and the topic of each segment, -1 for none.
    count : int
        Number of topics.
    fewest : int
        Respondents of a topic who must use a term.

    Returns
    -------
    list of list of str
        Per topic up to twice ``WORDS`` terms (some may be left out in writing), each of which a larger share of its
        respondents than of the others uses.
    """
    inside: list[dict[str, set[int]]] = [{} for _ in range(count)]
    anywhere: dict[str, set[int]] = {}
    everyone: set[int] = set()
    members: list[set[int]] = [set() for _ in range(count)]
    for told, person, label in zip(terms, people.tolist(), labels.tolist(), strict=True):
        everyone.add(person)
        if label >= 0:
            members[label].add(person)
        for term in told:
            anywhere.setdefault(term, set()).add(person)
            if label >= 0:
                inside[label].setdefault(term, set()).add(person)
    mean = sum(map(len, members)) / max(count, 1)
    found = []
    for own, member in zip(inside, members, strict=True):
        weights = {}
        for term, who in own.items():
            expected = len(anywhere[term]) / len(everyone) * len(member)
            if len(who) >= fewest and (len(who) > expected or count == 1):
                weights[term] = round(len(who) * float(np.log1p(mean / len(anywhere[term]))), 6)
        found.append(sorted(weights, key=lambda term: (-weights[term], term))[: 2 * WORDS])
    return found

"""Tags and lemmas of the words of a Dutch sentence, by HanTa's model; every word type is analysed once.

On UD Dutch (development parts, words without punctuation and names, given their tokens) the lemmas are right for 96.8
and 97.4% and the main tags for 98.8 and 98.3%.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from textmining.cleaning.language.hanta_tables import EMPTY, SPAN, START, Tables, load_tables
from textmining.cleaning.language.morphology import Morphology
from textmining.cleaning.language.placeholders import PLACEHOLDER

__all__ = ["HantaTagger", "load_hanta"]

_BEAM = 5
_LONGEST_WORD = 40
"""The time for a word grows with the cube of its length; what is longer is a typing accident, not a word."""

_LONGEST_SENTENCE = 256
_REMEMBERED = 200_000
_INFLECTED = ("N(soort", "ADJ", "WW", "BW")
_NUMBER = re.compile(r"[\d.,:/+-]*\d[\d.,:/+-]*")

State = tuple[int, int]


def load_hanta(models: Path) -> HantaTagger:
    """The Dutch tagger.

    Raises
    ------
    ModelError
        If HanTa's package data is missing or of another shape.
    """
    return HantaTagger(load_tables(models))


class HantaTagger:
    """Tags (CGN, as HanTa writes them) and lemmas for the words of a sentence."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables
        self._morphology = Morphology(tables)
        tag = tables.tags
        self._punctuation, self._number, self._symbol = tag["LET()"], tag["TW(hoofd,vrij)"], tag["SPEC(symb)"]
        self._conjunction, self._end = tag["VG(onder)"], tag["END"]
        self._name = tag["N(eigen,ev,basis,zijd,stan)"]
        self._fixed = frozenset((self._punctuation, self._number, self._symbol))
        self._any = [(tag, 0.0) for tag in tables.frequency]
        self._candidates: dict[tuple[str, bool], list[tuple[int, float]]] = {}
        self._analyses: dict[tuple[str, int], tuple[str, str]] = {}

    def analyse(self, words: Sequence[str]) -> list[tuple[str, str]]:
        """Tag and lemma of each word of one sentence, in order; lemmas are in lower case."""
        result: list[tuple[str, str]] = []
        for start in range(0, len(words), _LONGEST_SENTENCE):
            part = words[start : start + _LONGEST_SENTENCE]
            path = self._path([self._tags_of(word, i > 0) for i, word in enumerate(part)])
            result += [self._analysis(word, tag) for word, tag in zip(part, path, strict=True)]
        return result

    def morphemes(self, word: str, tag: str) -> list[tuple[str, str]]:
        """The morphemes of a word in lower case that has a tag, each with the name of its own kind."""
        names = self._t.names
        return [(text, names[kind]) for text, kind in self._morphology.morphemes(word, self._t.tags[tag])]

    def base_form(self, before: str, last: str, kind: str, main: str) -> str:
        """The lemma of a stem of a main tag, of which the last morpheme is of a kind."""
        return self._morphology.base_form(before, last, self._t.tags[kind], main)

    def knows(self, word: str) -> bool:
        """Whether a word is among the frequent ones of HanTa's corpus."""
        return word in self._t.words

    def _tags_of(self, word: str, capital_counts: bool) -> list[tuple[int, float]]:
        key = (word, capital_counts)
        found = self._candidates.get(key)
        if found is None:
            if len(self._candidates) >= _REMEMBERED:
                self._candidates.clear()
            found = self._candidates[key] = self._consider(word, capital_counts)
        return found

    def _consider(self, word: str, capital_counts: bool) -> list[tuple[int, float]]:
        if not any(c.isalnum() for c in word):
            is_symbol = all(c == "%" or unicodedata.category(c).startswith("S") for c in word)
            return [(self._symbol if is_symbol else self._punctuation, 0.0)]
        if word[0] == "[" and PLACEHOLDER.fullmatch(word):
            return [(self._name, 0.0)]
        if _NUMBER.fullmatch(word):
            return [(self._number, 0.0)]
        if len(word) > _LONGEST_WORD:
            return [(self._symbol, 0.0)]
        if word.lower() == "als":  # a conjunction in every sentence of UD Dutch; HanTa's older corpus has prepositions
            return [(self._conjunction, 0.0)]
        return self._morphology.tags_of(word, capital_counts=capital_counts) or self._any

    def _path(self, sentence: list[list[tuple[int, float]]]) -> list[int]:
        """The likeliest tags of a sentence (Viterbi over pairs of tags, as HanTa's ``tag_sent_viterbi``)."""
        row: dict[State, float] = {(EMPTY, START): 0.0}
        back: list[dict[State, State]] = []
        trigram, bigram = self._t.trigrams.get, self._t.bigrams
        for candidates in sentence:
            bound = sorted(row.values(), reverse=True)[_BEAM] - 1 if len(row) > _BEAM else None
            scores: dict[State, float] = {}
            origins: dict[State, State] = {}
            for state, score in row.items():
                if bound is not None and score < bound:
                    continue
                before, last = state
                base, fallback = (before * SPAN + last) * SPAN, bigram[last]
                for tag, likelihood in candidates:
                    step = trigram(base + tag)
                    total = score + likelihood + (fallback[tag] if step is None else step)
                    new = (last, tag)
                    if new not in scores or total > scores[new]:
                        scores[new] = total
                        origins[new] = state
            row = scores
            back.append(origins)
        state = max(
            row, key=lambda s: row[s] + trigram((s[0] * SPAN + s[1]) * SPAN + self._end, bigram[s[1]][self._end])
        )
        path: list[int] = []
        for origins in reversed(back):
            path.append(state[1])
            state = origins[state]
        return path[::-1]

    def _analysis(self, word: str, tag: int) -> tuple[str, str]:
        word = word.lower()
        key = (word, tag)
        found = self._analyses.get(key)
        if found is None:
            if len(self._analyses) >= _REMEMBERED:
                self._analyses.clear()
            name = self._t.names[tag]
            lemma = word if tag in self._fixed else self._morphology.lemma(word, tag)
            if name.startswith(_INFLECTED) and lemma not in self._t.words:
                lemma = _second_opinion(word, lemma)
            found = self._analyses[key] = (name, lemma)
        return found


def _second_opinion(word: str, lemma: str) -> str:
    """simplemma's lemma where it knows the word and does not know the lemma: "roman" for "romannetje", not "romannet".

    In every other case HanTa, which knows the tag and takes compounds apart, is right ten times as often.
    """
    from simplemma import is_known, lemmatize

    if not is_known(word, lang="nl") or is_known(lemma, lang="nl"):
        return lemma
    return lemmatize(word, lang="nl").replace("_", "").lower()

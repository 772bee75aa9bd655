"""The terms of a question's segments: lemmas and pairs of lemmas, without stop words, with negation kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from textmining.cleaning.redaction import PLACEHOLDER

__all__ = ["BREAK", "analyzer", "common_terms", "lemmas_of", "stop_words", "words_of"]

BREAK = "¶"
"""Stands before each segment, so that no pair of words runs from one segment into the next."""

FEWEST_ANSWERS = 3
"""A term of fewer answers could be one person's words."""

NEGATIONS = frozenset({"geen", "niet", "nooit", "zonder", "weinig", "no", "not", "without"})
"""No terms by themselves, but "geen tijd" differs from "tijd"."""

_WORD = re.compile(r"[^\W\d_][\w'’/-]*")

# What teachers and readers say around anything: too common in survey answers to tell one topic from another.
_SURVEY_WORDS = frozenset(
    """
    vinden zijn hebben worden kunnen moeten willen zullen gaan komen maken doen zien laten geven zeggen blijven heel
    erg echt eigenlijk gewoon wel vooral ook alleen soms vaak altijd bijvoorbeeld bijv bv etc enzovoort enz mn ivm
    mbt idd wss goed veel meer beetje ding zaak iets niets iemand men je jij ik mij mijn we wij ons onze ze zij hun
    het er hier daar
    """.split()  # noqa: SIM905
)


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, in order; a word starts with a letter. A placeholder is no word."""
    return _WORD.findall(PLACEHOLDER.sub(" ", text).lower())


def lemmas_of(texts: Iterable[str], lemmas: Iterable[str]) -> dict[str, str]:
    """The lemma of each word form, as most segments have it (ties to the first in the alphabet)."""
    seen: dict[str, Counter[str]] = {}
    for text, row in zip(texts, lemmas, strict=True):
        words, found = words_of(text), row.split()
        if len(words) == len(found):
            for word, lemma in zip(words, found, strict=True):
                seen.setdefault(word, Counter())[lemma] += 1
    return {word: min(counts, key=lambda lemma: (-counts[lemma], lemma)) for word, counts in seen.items()}


def stop_words(question: str, language: str, lemma_of: Mapping[str, str]) -> frozenset[str]:
    """Words that say nothing about a topic, in all their forms: the language's stop words and the question's own words.

    Parameters
    ----------
    question : str
        The text of the question; its words come back in most answers whatever they are about.
    language : str
        A language that spaCy has stop words for.
    lemma_of : mapping
        The lemma of each word form in the answers.
    """
    import importlib

    common = importlib.import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS
    survey = _SURVEY_WORDS if language == "nl" else frozenset()
    asked = frozenset(words_of(question))
    stops = frozenset(common) | survey | asked | NEGATIONS | {lemma_of[word] for word in asked if word in lemma_of}
    return stops | {word for word, lemma in lemma_of.items() if lemma in stops}


def analyzer(stops: Iterable[str]) -> Callable[[str], list[str]]:
    """What scikit-learn's CountVectorizer needs to count terms: single lemmas, and pairs that stand side by side."""
    stopped = frozenset(stops)

    def terms(document: str) -> list[str]:
        found: list[str] = []
        before = BREAK
        for token in document.split():
            if token == BREAK or not _WORD.fullmatch(token):
                before = BREAK
                continue
            if token not in stopped and len(token) > 1:
                found.append(token)
                if before in NEGATIONS or (before != BREAK and before not in stopped):
                    found.append(f"{before} {token}")
            before = token
        return found

    return terms


def common_terms(used: Iterable[tuple[Iterable[str], str]]) -> list[str]:
    """Terms that at least three answers use, in the order of the alphabet.

    Parameters
    ----------
    used : iterable of (terms, answer)
        The terms of each segment and the answer that it is from; an answer that repeats itself counts once.
    """
    answers_of: dict[str, set[str]] = {}
    for terms, answer in used:
        for term in terms:
            answers_of.setdefault(term, set()).add(answer)
    return sorted(term for term, answers in answers_of.items() if len(answers) >= FEWEST_ANSWERS)

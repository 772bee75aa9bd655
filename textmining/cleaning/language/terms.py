"""The terms that a segment's lemmas give for matching and counting: no stop words, and negation kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from textmining.cleaning.words import words

if TYPE_CHECKING:
    from textmining.cleaning.language.pipeline import LanguagePipeline

__all__ = ["NEGATIONS", "stop_words", "terms"]

NEGATIONS = words("geen niet nooit zonder no not never without")
"""No terms by themselves: each joins the word that it negates, so that "geen tijd" is not counted as "tijd"."""

_REACH = 3
"""Words that may stand between a negation and what it negates: "niet altijd goed genoeg"."""

_CLOSING = words("als dat doordat dus en hoe hoewel maar of omdat terwijl want waardoor wanneer zodat")
"""Words over which no negation reaches."""

# What teachers say around anything, as lemmas: too common in survey answers to tell one theme from another.
_SURVEY = words(
    """aantal al alleen altijd beetje bijv bijvoorbeeld blijven bv daar ding doen echt eigenlijk enz enzovoort erg etc
    gaan gebruiken genoeg geven gewoon goed heel het hier iemand iets ik ivm je jij kijken komen krijgen kunnen laten
    maken mbt meer men mij mijn mn moeten mogen niets niks nog onze ons ook soms staan steeds vaak veel vinden voldoende
    vooral we wel wij willen worden zaak ze zeggen zeker zelf zien zij zitten zoals zullen"""
)


def stop_words(question_text: str, pipeline: LanguagePipeline) -> frozenset[str]:
    """Lemmas that say nothing about the theme of an answer to a question.

    Parameters
    ----------
    question_text : str
        The question's own words come back in most answers, whatever these are about.
    pipeline : LanguagePipeline
        Gives the question's lemmas; its language decides about the rest.

    Returns
    -------
    frozenset of str
        spaCy's stop words of the language and their lemmas, words that are common in any survey answer (Dutch), and
        the lemmas of the question; never a negation.
    """
    asked = pipeline.lemmas([question_text])[0].split()
    survey = _SURVEY if pipeline.language == "nl" else frozenset()
    return (_common(pipeline.language) | survey | frozenset(asked)) - NEGATIONS


@cache
def _common(language: str) -> frozenset[str]:
    return frozenset(import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS)


def terms(lemmas: str, stop: frozenset[str], *, split: Callable[[str], tuple[str, ...]] | None = None) -> list[str]:
    """The terms of one segment, in order.

    A negation joins the content word that it negates, the next one or, where none follows, the one before it:
    "geen tijd" gives "geen_tijd", "wifi werkt niet" gives "wifi" and "niet_werken".

    Parameters
    ----------
    lemmas : str
        A segment's lemmas, joined by spaces.
    stop : frozenset of str
        From ``stop_words``.
    split : callable or None
        From a lemma to its parts (``CompoundSplitter.split``), to be added after a compound; a part of what is
        negated is negated.

    Examples
    --------
    >>> terms("ik hebben geen tijd", frozenset({"ik", "hebben"}))
    ['geen_tijd']
    >>> terms("de wifi werken niet", frozenset({"de"}))
    ['wifi', 'niet_werken']
    """
    found: list[tuple[str, str]] = []  # negation or "", and term
    negation, left = "", 0
    for lemma in lemmas.split():
        if lemma in NEGATIONS:
            negation, left = lemma, _REACH
        elif lemma in stop or lemma in _CLOSING or len(lemma) < 2:
            left -= 1
            if negation and (left < 0 or lemma in _CLOSING):
                found, negation = _backwards(found, negation), ""
        else:
            found.append((negation, lemma))
            negation = ""
    found = _backwards(found, negation)
    told: list[str] = []
    for denied, lemma in found:
        parts = split(lemma) if split else (lemma,)
        told += [f"{denied}_{part}" if denied else part for part in ((lemma, *parts) if len(parts) > 1 else parts)]
    return told


def _backwards(found: list[tuple[str, str]], negation: str) -> list[tuple[str, str]]:
    """Where nothing follows that a negation negates, it negates the word before it."""
    if negation and found and not found[-1][0]:
        return [*found[:-1], (negation, found[-1][1])]
    return found

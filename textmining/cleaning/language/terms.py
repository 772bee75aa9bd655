"""The terms that a segment's lemmas give for matching and counting: no stop words, and negation kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from textmining.cleaning.words import words

if TYPE_CHECKING:
    from textmining.cleaning.language.pipeline import LanguagePipeline

__all__ = ["NEGATIONS", "shared_terms", "stop_words", "terms"]

NEGATIONS = words("geen niet nooit zonder no not never without")
"""No terms by themselves: each joins the word that it negates, so that "geen tijd" is not counted as "tijd"."""

FEWEST_RESPONDENTS = 3
"""A term of fewer respondents could be one person's words."""

_REACH = 3
"""Words that may stand between a negation and what it negates: "niet altijd goed genoeg"."""

_CLOSING = words("als dat doordat dus en hoe hoewel maar of omdat terwijl want waardoor wanneer zodat")
"""Words over which no negation reaches."""

# What teachers say around anything, as lemmas: too common in survey answers to tell one theme from another.
_SURVEY = words(
    """aantal acht al alleen allemaal altijd b.v. beetje bijv bijv. bijvoorbeeld blijven bv bv. daar daarbij
    daardoor daarnaast daarom daarvan ding dmv doen drie echt echter eigenlijk elk elkaar enigszins enz enz.
    enzovoort erg etc etc. evt gaan gebruiken genoeg geven gewoon goed heel hem het hetzelfde hier hierdoor
    hiervan hun iedereen iemand iets ik ipv ivm jaar je jij kijken komen krijgen kunnen laten lijken maken mbt
    mbv meer men mij mijn mn moeten mogen natuurlijk nee negen niemand niets niks nog nu nvt ons onze ook per
    qua soms sorry staan steeds te tien tov twee vaak vandaar veel via vier vijf vinden voldoende vooral waarbij
    waardoor waarin waarop waarvan we wel wij willen worden wss zaak ze zeggen zeker zelf zes zeven zien zij
    zitten zo'n zoals zullen"""
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


def shared_terms(used: Iterable[tuple[Iterable[str], object]]) -> list[str]:
    """Terms that at least three respondents use, in the order of the alphabet.

    Parameters
    ----------
    used : iterable of (terms, respondent)
        The terms of each segment and who gave it; a respondent who repeats a term counts once.

    Examples
    --------
    >>> shared_terms([(["tijd", "naam"], 1), (["naam"], 1), (["tijd"], 2), (["tijd"], 3)])
    ['tijd']
    """
    people: dict[str, set[object]] = {}
    for found, person in used:
        for term in found:
            people.setdefault(term, set()).add(person)
    return sorted(term for term, who in people.items() if len(who) >= FEWEST_RESPONDENTS)

"""In which language an answer is, where that is plain to see.

Two witnesses must agree: lingua, a statistical detector made for short texts, and a count of little words. A detector
alone takes Dutch answers full of product names ("flipped classroom in de lessen") for English ones; a count alone does
not see languages apart that share many little words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from textmining.cleaning.words import words

if TYPE_CHECKING:
    from lingua import LanguageDetector

__all__ = ["Spoken", "languages_of"]


class Spoken(NamedTuple):
    """The language of an answer; ``clear`` is false where another one seems likely, but not enough so."""

    language: str
    clear: bool


# Words that are frequent in one of the languages and rare in the others: "is", "was", "les" and "want" say nothing.
_WORDS = {
    "nl": """
        aan alleen als altijd ben bij dan dat de deze dit door een eigen en er geen goed heb hebben heeft het hier
        hoe ik ja je kan kunnen maar maken meer met mijn moet moeten naar nee niet niets nog nu om omdat onze ook op
        over te teveel tijd toch tot uit van veel vind voor vooral waar wat weinig wel weer werd wij wordt worden ze
        zeer zelf zich zijn zo zou""",
    "en": """
        a about also always and any are at be because been being but by can could do does don't for from good
        had has have he her his how i i'm if into it it's its just lack like many more most much my no not nothing
        on or other our out people she should since so some something than that the their them then there they
        this time to too very we were what when which who with would you your""",
    "de": """
        aber als auch auf aus bei bin da das dass dem den der ein eine einen es für gibt gut haben habe hat ich ist
        kann kein keine mehr mein mit nach nicht noch nur oder schon sehr sich sie sind um und uns unter viel von
        war weil wenn werden wie wir wird zeit zu zum zur""",
    "fr": """
        à au aussi avec avoir beaucoup c'est ce ces cette comme des du elle est et être il ils je j'ai la le leur
        mais même mon ne nous on ou où par pour qu'il que qui sans se ses son sont sur temps très trop tout un une
        vous y""",
}
_LISTS = {language: words(text) for language, text in _WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

_FEWEST_WORDS = 4
_SURE = 0.7
"""Confidence of lingua among the four languages, between 0 and 1."""


def languages_of(texts: Sequence[str], expected: str = "nl") -> list[Spoken]:
    """The language of each text ("nl", "en", "de", "fr"), as far as it is plain; else the expected one.

    Another language than the expected one needs at least four words, a confidence of at least 0.7 from lingua, and more
    little words of that language than of the expected one. A text that only lingua takes for another language
    stays in the expected one, as not ``clear``; so do short ones, which are never told apart.

    Parameters
    ----------
    texts : sequence of str
        Repaired answers; each is looked at by itself.
    expected : str
        The language of the study.

    Returns
    -------
    list of Spoken
        Rows follow ``texts``.

    Notes
    -----
    lingua (Stahl 2024) compares n-grams of one to five letters.
    """
    said = [[word.replace("’", "'").lower() for word in _WORD.findall(text)] for text in texts]
    long = [number for number, found in enumerate(said) if len(found) >= _FEWEST_WORDS]
    judged = [Spoken(expected, True)] * len(texts)
    if not long:
        return judged
    confidences = _detector().compute_language_confidence_values_in_parallel([texts[number] for number in long])
    for number, values in zip(long, confidences, strict=True):
        language = values[0].language.iso_code_639_1.name.lower()
        if language != expected and values[0].value >= _SURE:
            plain = _hits(said[number], language) > _hits(said[number], expected)
            judged[number] = Spoken(language, True) if plain else Spoken(expected, False)
    return judged


def _hits(said: Sequence[str], language: str) -> int:
    known = _LISTS.get(language, frozenset())
    return sum(word in known for word in said)


@cache
def _detector() -> LanguageDetector:
    from lingua import Language, LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_languages(
        Language.DUTCH, Language.ENGLISH, Language.GERMAN, Language.FRENCH
    ).build()

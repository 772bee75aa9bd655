"""Does an answer say "none" of what a question asks for, where the question declares what that means?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from textmining.cleaning.judging.forms import Clause, normal_form, stem
from textmining.cleaning.judging.vocabulary import FILL, NO, WHICH
from textmining.cleaning.words import words

__all__ = ["means_none", "words_of_none"]

_AROUND = words(
    """echte enkel enkele ervaar ervaren ken ons onze wij zie zijn nee word wordt worden ondervind voel mezelf
    bij mee allemaal helemaal daarbij hierbij daarin daarvan ervan staat staan houdt ja wat die"""
)
_NEGATIVES = words("niets niks nix nergens nee neen nihil none nothing niemand geen nada noppes")

_OBSTACLES = words(
    """belemmering belemmeringen obstakel obstakels hindernis hindernissen hinder drempel drempels barriere barrieres
    beperking beperkingen probleem problemen knelpunt knelpunten bezwaar bezwaren moeilijkheden moeite last blokkade
    blokkades beletsel beletsels struikelblok struikelblokken tegenhoudt tegenhouden tegen hindert hinderen belemmert
    belemmeren belemmerd weerhoudt weerhouden gehinderd tegengehouden beperkt gehouden remt"""
)
"""Ways to name what stands in the way; where ``none`` is one of them it means none of the others either."""

_AT_EASE = re.compile(
    r"(?:het |dat |alles |dit |ach |nou )*(?:valt|viel) (?:\w+ ){0,3}?mee"
    r"|(?:het |alles |dat |dit )+(?:gaat|loopt|lukt|is|werkt|verloopt) (?:\w+ ){0,2}?(?:prima|goed|naar wens|"
    r"uitstekend|in orde|ok|oke|okay|top|vlekkeloos)(?: geregeld| op orde)?(?: hoor| bij ons)?"
    r"|(?:alles |allemaal )(?:prima|goed|ok|oke|in orde)(?: hoor| geregeld)?"
)
_EASE = words(
    "goed prima gewoon genoeg voldoende graag geregeld lukt loopt gaat red alles leuk makkelijk fijn tevreden top"
)
_CONTRAST = words(
    """maar behalve alleen hooguit tenzij soms enkel uitgezonderd hoogstens wel niet geen te weinig minder
    slecht jammer helaas meer ontbreekt mist nooit"""
)


def means_none(said: Sequence[Clause], asked: str, none: str) -> bool:
    """Whether an answer says "none": "geen", "geen belemmeringen", "er staat mij niets in de weg", "valt wel mee".

    What follows may only say that things are well: "geen, alles is goed geregeld".

    Parameters
    ----------
    said : sequence of clauses
        The answer.
    asked : str
        The text of the question.
    none : str
        What its ``none`` declares.
    """
    named, obstacles = _named(none)
    whole = frozenset(word for clause in said for word in clause)
    if len(whole) <= 14 and _is_none(whole, asked, named):
        return True
    if obstacles and _at_ease(said):
        return True
    first, rest = said[:1], said[1:]
    return bool(
        first
        and rest
        and _is_none(frozenset(first[0]), asked, named)
        and sum(map(len, rest)) <= 10
        and all(not _CONTRAST & set(clause) and _EASE & set(clause) for clause in rest)
    )


def words_of_none(asked: str, none: str) -> frozenset[str]:
    """All words that "none" may be said in, in answer to a question."""
    obstacles = _OBSTACLES if _named(none)[1] else frozenset()
    return NO | _NEGATIVES | FILL | _AROUND | obstacles | frozenset(normal_form(f"{asked} {none}").split())


def _named(none: str) -> tuple[frozenset[str], bool]:
    """Stems of the words for what there is none of, and whether that is an obstacle."""
    named = frozenset(stem(word) for word in normal_form(none).split() if word not in NO)
    stems = frozenset(stem(word) for word in _OBSTACLES)
    return (named | stems, True) if named & stems else (named, False)


def _at_ease(said: Sequence[Clause]) -> bool:
    """Whether an answer says that things are well, and nothing else."""
    well = [bool(_AT_EASE.fullmatch(" ".join(clause))) for clause in said]
    return any(well) and all(one or set(clause) <= FILL | NO for one, clause in zip(well, said, strict=True))


def _is_none(said: frozenset[str], asked: str, named: frozenset[str]) -> bool:
    """Whether some words are a negation, fillers, and words of what is asked for.

    After "geen" only what ``none`` names counts, since "geen ict" names something of which there is too little.
    """
    negated = said & _NEGATIVES
    if not negated and not ("niet" in said and any(stem(word) in named for word in said)):
        return False
    rest = {word for word in said - NO - _NEGATIVES - FILL - _AROUND - WHICH if stem(word) not in named}
    if "geen" not in said:
        rest -= set(normal_form(asked).split())
    return not rest

"""Separable verbs in two parts ("ik zet het digibord vaak in") are given one lemma ("inzetten")."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from textmining.cleaning.words import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["PARTICLE", "SeparableVerbs"]

PARTICLE = "compound:prt"
"""The relation of a particle to its verb, as UD and nl_core_news_lg name it; here set without a parser."""

_PARTICLES = words(
    """aan achter achterna achteruit af beet bekend bezig bij bijeen deel dicht door fijn gade in ineen kapot
    klaar kwijt langs leeg los mede mee na neer om omhoog omlaag onder op open over overeen plaats rond samen schoon
    stil stuk tegemoet tegen tekort teleur tentoon terecht terug teweeg thuis toe tussen uit uiteen vast vol voor
    voorbij voort vooruit weg"""
)
_PREPOSITIONS = words("aan achter bij door in langs mee na om onder op over tegen toe tussen uit voor")
"""Particles that may also be left behind by "er", "daar" or "waar", as in "waar ik veel aan heb"."""

_PLACES = words("daar hier waar")
_CLOSING = frozenset(".,;:!?…)")
_NEVER = words("zijn hebben worden zullen kunnen mogen moeten willen")
_BEFORE_TE = words("om door na")
_LONGEST_WAY = 25
"""Tokens between a verb and its particle."""


class SeparableVerbs:
    """spaCy component that joins verb and particle, after a tagger and lemmatiser that use CGN tags.

    The verb's lemma becomes the joined one, and the particle's ``dep_`` becomes ``PARTICLE``. Verb and particle are
    joined only where they make a verb that the dictionary (simplemma's) has, and the particle stands where a clause
    ends, or right before "te" or the verbs at the end of a clause ("in te zetten", "op kan slaan").
    """

    def __call__(self, doc: Doc) -> Doc:
        strings = doc.vocab.strings
        if any(strings[word] in _PARTICLES for word in set(doc.to_array("LOWER").tolist())):
            tokens = [token for token in doc if not token.is_space]
            lower = [token.lower_ for token in tokens]
            tags = [token.tag_ for token in tokens]
            for number, word in enumerate(lower):
                if word in _PARTICLES:
                    _join(tokens, lower, tags, number)
        return doc


def _join(tokens: Sequence[Token], lower: Sequence[str], tags: Sequence[str], number: int) -> None:
    if number and lower[number - 1] == "ten":  # "ten onder gaan"
        return
    verb = _verb_after(lower, tags, number)
    if verb is None and _ends_clause(lower, tags, number):
        verb = _verb_before(lower, tags, number)
    if verb is None:
        return
    token = tokens[verb]
    joined = lower[number] + token.lemma_.lower()
    if token.lemma_.lower() not in _NEVER and not token.lemma_.lower().startswith(lower[number]) and _is_verb(joined):
        token.lemma_ = joined
        tokens[number].dep_ = PARTICLE


def _verb_after(lower: Sequence[str], tags: Sequence[str], number: int) -> int | None:
    """The verb that a particle stands right before: "in te zetten", "op kan slaan", "op te kunnen slaan"."""
    at = number + 1
    te = at < len(lower) and lower[at] == "te"
    if te:
        if lower[number] in _BEFORE_TE and "om" not in lower[max(0, number - _LONGEST_WAY) : number]:
            return None  # "om te werken": the word belongs to "te", not to the verb
        at += 1
    first = at
    while at + 1 < len(tags) and tags[at].startswith(("WW|pv", "WW|inf")) and tags[at + 1].startswith(_NONFINITE):
        at += 1
    if at >= len(tags) or not tags[at].startswith(_NONFINITE):
        return None
    if not te and (at == first or _left_behind(lower, number)):
        return None
    return at


_NONFINITE = ("WW|inf", "WW|vd|vrij")


def _verb_before(lower: Sequence[str], tags: Sequence[str], number: int) -> int | None:
    """The finite verb that a particle at the end of a clause belongs to."""
    if _left_behind(lower, number) or number == 0:
        return None
    if tags[number - 1].startswith(("VZ", "LET", "VG")):
        return None
    for at in range(number - 1, max(-1, number - _LONGEST_WAY), -1):
        if tags[at].startswith("WW|pv"):
            return at
        if tags[at].startswith(("VG|onder", "VNW|betr")) or (tags[at].startswith("LET") and lower[at] != ","):
            return None
    return None


def _left_behind(lower: Sequence[str], number: int) -> bool:
    """Whether "er", "daar" or "waar" shortly before it claims a preposition; "er" does so with any but "uit"."""
    before = lower[max(0, number - 8) : number]
    word = lower[number]
    return word in _PREPOSITIONS and (not _PLACES.isdisjoint(before) or ("er" in before and word != "uit"))


def _ends_clause(lower: Sequence[str], tags: Sequence[str], number: int) -> bool:
    """Whether nothing follows in the clause, or only what may stand behind its end: "sluit zich aan bij de rest"."""
    if number + 1 == len(tags):
        return True
    after = tags[number + 1]
    if after == "VZ|init":
        return tags[number] != "VZ|init"
    return after.startswith("VG") or (after.startswith("LET") and lower[number + 1][0] in _CLOSING)


@cache
def _is_verb(lemma: str) -> bool:
    from simplemma import is_known

    return is_known(lemma, lang="nl")

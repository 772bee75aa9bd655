"""Redacted text as one would say it, for machines that would take a placeholder for a topic."""

from __future__ import annotations

import re

from textmining.cleaning.redaction.mentions import PLACEHOLDER
from textmining.cleaning.words import words

__all__ = ["in_plain_words", "says_something"]

_WORDS = {"persoon": "iemand", "school": "school", "team": "team", "locatie": "locatie"}
_KIND = re.compile(r"[a-z-]+")
_GREETINGS = words(
    """groet groeten groetje gr mvg vriendelijk hartelijk met van tel telefoon mail mailen bellen bereikbaar mw mevrouw
    dhr meneer collega mijn en of op ik zijn heten naam nummer"""
)


def in_plain_words(text: str) -> str:
    """A redacted text with "iemand" and the like for its placeholders, and nothing for numbers and addresses.

    >>> in_plain_words("[persoon 1] van [school] helpt, bel [telefoon]")
    'iemand van school helpt, bel '
    """
    return PLACEHOLDER.sub(lambda found: _WORDS.get(_KIND.search(found[0])[0], ""), text)  # type: ignore[index]


def says_something(text: str, lemmas: str) -> bool:
    """Whether a segment is more than a greeting or an address: "Groetjes [persoon]" says nothing about any theme."""
    if PLACEHOLDER.search(text) is None:
        return True
    return not set(lemmas.split()) <= _GREETINGS

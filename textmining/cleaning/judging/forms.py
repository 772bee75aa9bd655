"""Answers as the rules read them: without case, accents and punctuation, whole or clause by clause."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from textmining.cleaning.words import words

__all__ = ["Clause", "clauses", "is_dutch", "normal_form", "stem"]

Clause = tuple[str, ...]

_BREAKS = re.compile(r"[.,;:!?()\n\u2026\u2013\u2014]+|\s-+\s|\s/\s")
_TURNS = words("maar want dus")


def normal_form(text: str) -> str:
    """A text without case, accents, punctuation and superfluous white space: what two copies of an answer share."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = (c if c.isalnum() else "" if unicodedata.combining(c) or c in "'’" else " " for c in plain)
    return " ".join("".join(letters).split())


def clauses(text: str) -> list[Clause]:
    """The words of each clause of a text: between punctuation marks, and before "maar", "want" and "dus".

    >>> clauses("Geen idee, maar wel mooi!")
    [('geen', 'idee'), ('maar', 'wel', 'mooi')]
    """
    found: list[Clause] = []
    for part in _BREAKS.split(text):
        said = normal_form(part).split()
        starts = [0, *(i for i, word in enumerate(said) if i and word in _TURNS), len(said)]
        found += [tuple(said[a:b]) for a, b in pairwise(starts) if b > a]
    return found


def stem(word: str) -> str:
    """A word without the ending of a plural."""
    return re.sub(r"(?:en|s|e|n)$", "", word) if len(word) > 4 else word


def is_dutch(word: str) -> bool:
    """Whether simplemma's dictionary has a word."""
    from simplemma import is_known

    return bool(is_known(word, lang="nl"))

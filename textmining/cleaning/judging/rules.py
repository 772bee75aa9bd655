"""Rules for answers that are no words: keyboard noise, error codes, references with a number."""

from __future__ import annotations

import re

from textmining.cleaning.judging.forms import is_dutch
from textmining.cleaning.judging.vocabulary import FILL

__all__ = ["fired"]

_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_WALKS = frozenset(row[i : i + 3] for line in _KEYBOARD for row in (line, line[::-1]) for i in range(len(line) - 2))
_VOWELS = frozenset("aeiouy")

_ONE_LETTER = re.compile(r"([a-z])(?:\1| )*(?: [a-z]){0,3}|([bcdfghjklmnpqrstvwxz])\2+")
_TWICE = re.compile(r"([a-z]{2,4})\1{2,}[a-z]{0,2}")
_ERROR = re.compile(r"name|ref|div 0|value|num|null|nan|err \d+|na")
_NUMBERED = re.compile(
    r"(?:zie|als|bij|idem|zelfde als|hetzelfde als)(?: (?:antwoord|vraag|punt|bij|op|nr|nummer|onder)){0,3} \d+\w?"
)
_REFERENCE = re.compile(
    r"(?:zie|lees|als|zoals|idem|dito|zelfde|hetzelfde|het zelfde|conform|cf)"
    r"(?: (?:als|aan|bij|in|op|mijn|het|de|dit|dat|ook|al|reeds))*"
    r"(?: (?:hierboven|hiervoor|boven|bovenstaand\w*|bovengenoemd\w*|vorig\w*|voorgaand\w*|eerder\w*|vorengenoemd\w*|"
    r"andere|antwoord\w*|vraag|vragen|toelichting|opmerking\w*|genoemd\w*|gezegd|gegeven|staat|vermeld|hetzelfde|dito|idem|"
    r"omschreven|ingevuld))+"
)


def fired(form: str) -> str | None:
    """The name of the rule that a normal form meets, in Dutch; None where it meets none."""
    if len(form) > 80:
        return None
    core = _core(form)
    for name, pattern in (
        ("losse letters", _ONE_LETTER),
        ("losse letters", _TWICE),
        ("foutmelding", _ERROR),
        ("verwijzing", _NUMBERED),
        ("verwijzing", _REFERENCE),
    ):
        if pattern.fullmatch(form) or pattern.fullmatch(core):
            return name
    return "losse letters" if _is_noise(form) else None


def _core(form: str) -> str:
    """A form without the fillers around it."""
    said = form.split()
    while len(said) > 1 and said[-1] in FILL:
        said.pop()
    while len(said) > 1 and said[0] in (FILL | {"nee", "neen"}):
        said.pop(0)
    return " ".join(said)


def _is_noise(form: str) -> bool:
    """Whether fingers went over the keyboard: runs of neighbouring keys, or letters that no word has."""
    said = form.split()
    strange = [word for word in said if _is_strange(word)]
    return bool(strange) and all(len(word) < 3 or word in strange for word in said)


def _is_strange(word: str) -> bool:
    if not (word.isascii() and word.isalpha()):
        return False
    walked = sum(word[i : i + 3] in _WALKS for i in range(len(word) - 2))
    if len(word) >= 4 and walked >= (len(word) - 2) / 2 and not is_dutch(word):
        return True
    vowels = sum(letter in _VOWELS for letter in word)
    return len(word) >= 5 and vowels / len(word) < 0.15 and not is_dutch(word)

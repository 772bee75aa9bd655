"""The words of an answer as the recogniser of persons sees them: how they are written and what the lists say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from textmining.cleaning.redaction import context
from textmining.cleaning.redaction.lexicon import Entry, Lexicon, fold
from textmining.cleaning.redaction.mentions import PLACEHOLDER

__all__ = ["ABBREVIATIONS", "Token", "after", "compounded", "dotted", "skip_interfixes", "tokenise"]

ABBREVIATIONS = frozenset(
    "dhr hr mevr mvr mw mej dr drs ir ing prof mr mrs th ch chr joh fr ph st v d vrgr".split()  # noqa: SIM905
)
"""A full stop after them ends no sentence, and they are no names."""

# a placeholder, a word (with apostrophes inside or, as "'t", in front), a number
_WORD = re.compile(PLACEHOLDER.pattern + r"|(?:(?<![\w'’])['’])?[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d.,:/]*")
_ENDS = re.compile(r"[.?!…\n•*\"“”]|^\s*[-–]\s|\s[-–]\s*$")
_GENITIVE = re.compile(r"['’][sS]$")
_CAPITALS = re.compile(r"[^\W\d_a-zà-ÿ]+(?:['’]\w+)?$")
_SHOUTING = 0.7
_TITLE_CASE = 0.6
_MOST_INTERFIXES = 4


@dataclass(slots=True)
class Token:
    """A word of a text, or half of one with a hyphen, without a genitive s."""

    start: int
    end: int
    key: str
    """The word, folded."""
    entry: Entry
    shape: str
    """``C`` for Capital, ``U`` for CAPITALS, ``i`` for one capital letter, ``l`` for lower case, ``0`` for the rest."""
    gap: str
    """The text between the word before and this one."""
    opens: bool
    """At the start of a sentence, where a capital says nothing."""
    listed: bool = False
    """Part of a phrase that names a product, place, or author in general use."""
    coded: bool = False
    """Glued to a digit, or to an at sign in a word, as in "N@Tschool"."""

    @property
    def glued(self) -> bool:
        """Joined to the word before by a hyphen."""
        return self.gap == "-"


def tokenise(text: str, lexicon: Lexicon) -> list[Token]:
    """The words of a text, in order."""
    matches = list(_WORD.finditer(text))
    letters = [c for c in text if c.isalpha()]
    shouting = len(matches) > 2 and sum(map(str.isupper, letters)) > _SHOUTING * len(letters)
    tokens: list[Token] = []
    at = 0
    for match in matches:
        word, gap, end = match.group(), text[at : match.start()], match.end()
        at, shape, key = end, _shape(word), fold(word)
        if shouting and shape in "UC":
            shape = "l"
        if _GENITIVE.search(word) and len(word) > 2:
            end, key = end - 2, key[:-2]
        elif shape != "0" and _bare_genitive(key, lexicon):
            end, key = end - 1, key[:-1]
        entry = _entry(key, lexicon)
        opens = not tokens or (_ENDS.search(gap) is not None and not _abbreviated(tokens[-1], gap))
        opens = opens or (entry.word and gap[:1] in (":", ";"))
        coded = shape != "0" and _is_coded(text, *match.span())
        tokens.append(Token(match.start(), end, key, entry, shape, gap, opens, coded=coded))
    _level_title_case(tokens)
    _mark_phrases(tokens, lexicon)
    return tokens


def _entry(key: str, lexicon: Lexicon) -> Entry:
    """What the lists say about a word, and about what they take for a name and most answers do not."""
    entry = lexicon.look(key)
    if key in context.SHORT_FORMS:
        return Entry(False, False, False, False, False, other=True, word=True)
    return entry._replace(word=True) if key in context.WORDS_TOO else entry


def _is_coded(text: str, start: int, end: int) -> bool:
    before, after_ = text[max(0, start - 2) : start], text[end : end + 2]
    at = (before[-1:] == "@" and before[:-1].isalnum()) or (after_[:1] == "@" and after_[1:].isalnum())
    return at or before[-1:].isdigit() or after_[:1].isdigit()


def _shape(word: str) -> str:
    letters = word.lstrip("'’")
    if not letters or not letters[0].isalpha():
        return "0"
    if not letters[0].isupper():
        return "l"
    if len(letters) == 1:
        return "i"
    return "U" if letters[1].isupper() and _CAPITALS.match(letters) else "C"


def _bare_genitive(key: str, lexicon: Lexicon) -> bool:
    """Whether a word is a first name with an s: "Ahmeds"."""
    return len(key) > 4 and key[-1] == "s" and not any(lexicon.look(key)) and lexicon.look(key[:-1]).first


def _abbreviated(before: Token, gap: str) -> bool:
    """Whether a full stop belongs to the word before it: an initial or a title."""
    return (
        gap.startswith(".")
        and "\n" not in gap
        and (before.shape == "i" or (before.key in ABBREVIATIONS and not _is_no_title(before)))
    )


def _level_title_case(tokens: Sequence[Token]) -> None:
    """Where Each Word Has One, A Capital Says Nothing."""
    capitals = sum(token.shape == "C" for token in tokens)
    written = sum(token.shape in "Cl" for token in tokens)
    if written > 4 and capitals > _TITLE_CASE * written:
        for token in tokens:
            token.opens = True


def _mark_phrases(tokens: Sequence[Token], lexicon: Lexicon) -> None:
    keys = [token.key for token in tokens]
    for phrase in context.PHRASES:
        for at in (i for i, key in enumerate(keys) if key == phrase[0]):
            if tuple(keys[at : at + len(phrase)]) == phrase:
                for token in tokens[at : at + len(phrase)]:
                    token.listed = True
    at = 0
    while at < len(tokens):
        length = lexicon.phrase(keys, at)
        if length and any(token.shape in "CU" or token.entry.other for token in tokens[at : at + length]):
            for token in tokens[at : at + length]:
                token.listed = True
        at += max(length, 1)


def skip_interfixes(tokens: Sequence[Token], start: int, gaps: frozenset[str], first_gap: bool = True) -> int:
    """The place after the interfixes that begin at ``start``, each after one of ``gaps`` (the first one on request)."""
    end = start
    stop = min(len(tokens), start + _MOST_INTERFIXES)
    while end < stop and tokens[end].key in context.INTERFIXES:
        token = tokens[end]
        if (end > start or first_gap) and token.gap not in gaps and (token.gap, token.key) != ("/", "d"):  # "v/d"
            break
        end += 1
    return end


def dotted(tokens: Sequence[Token], i: int) -> bool:
    """Whether a full stop, or the end, follows."""
    return i + 1 == len(tokens) or tokens[i + 1].gap.startswith(".")


def after(tokens: Sequence[Token], i: int, cues: frozenset[str]) -> bool:
    """Whether one of the cues stands right before a word; titles may have a full stop, others a comma or colon."""
    if not i or tokens[i - 1].key not in cues:
        return False
    if cues is context.TITLES and _is_no_title(tokens[i - 1]):
        return False
    return tokens[i].gap in ((" ", ". ", ".") if cues is context.TITLES else (" ", ", ", ": ", " (", "-"))


def _is_no_title(token: Token) -> bool:
    """Whether what may be a title is something else, as it is in capitals: "HR", "MS Teams"."""
    return token.shape == "U" and token.key in context.NO_TITLES_IN_CAPITALS


def compounded(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word is the first half of a compound with a word: "Kirschner-model", "Groot-Nederlandse"."""
    if i + 1 == len(tokens):
        return False
    second = tokens[i + 1]
    if not second.glued or second.entry.name or second.key in context.INTERFIXES:
        return False
    return second.shape == "l" or second.key.endswith("se")

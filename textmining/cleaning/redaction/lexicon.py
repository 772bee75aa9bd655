"""What is known about a word that may be a name: from compiled lists of names, places, products and Dutch words.

The lists and their licences are described in ``data/SOURCES.md``; ``data/lexicon/make_lexicon.py`` of the repository
makes the file. Words are compared folded: lower case, without accents.
"""

from __future__ import annotations

import hashlib
import lzma
import unicodedata
from collections.abc import Container
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

from textmining.errors import ModelError

__all__ = [
    "ALPHABET",
    "FILE",
    "LEVELS",
    "SECTIONS",
    "STEPS",
    "ZERO",
    "Entry",
    "Lexicon",
    "fold",
    "is_compound",
    "lexicon_id",
    "load_lexicon",
    "threes",
]

FILE = Path(__file__).parent / "data" / "lexicon.txt.xz"
SECTIONS = ("first", "wide_first", "last", "wide_last", "place", "other", "words", "letters")

ALPHABET = "^abcdefghijklmnopqrstuvwxyz"
LEVELS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
STEPS, ZERO = 8, 31
"""The odds of three letters are written as one of ``LEVELS``: ``STEPS`` to a unit of log odds, ``ZERO`` is even."""

_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "ı": "i", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "’": "'", "‘": "'"}
)
_REMEMBERED = 100_000
_LONGEST = 40
_SHORTEST_PART = 4
_DIMINUTIVES = ("je", "tje", "pje", "ke", "ie")


class Entry(NamedTuple):
    """What the lists say about one word."""

    first: bool
    """A first name that is usual in the Netherlands."""
    wide_first: bool
    """A first name of the wider lists."""
    last: bool
    wide_last: bool
    place: bool
    other: bool
    """A product, company, author in general use, language, month or abbreviation."""
    word: bool
    """A Dutch word, a compound of Dutch words, or a common English or German word."""

    @property
    def name(self) -> bool:
        """In any list of names."""
        return self.first or self.wide_first or self.last or self.wide_last


def fold(word: str) -> str:
    """A word in lower case and without accents: "Gülsüm" is "gulsum"."""
    word = word.lower()
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFD", word.translate(_UNDECOMPOSED))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def lexicon_id() -> str:
    """Text that changes when the lists do."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()[:16]


@cache
def load_lexicon() -> Lexicon:
    """The lexicon, loaded once per process.

    Raises
    ------
    ModelError
        If the package's data file is missing or damaged.
    """
    try:
        lines = lzma.decompress(FILE.read_bytes()).decode("ascii").split("\n")
    except (OSError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise ModelError(f"{FILE.name}: the lists of names cannot be read. Install the package again.") from error
    if len(lines) != len(SECTIONS):
        raise ModelError(f"{FILE.name}: has {len(lines)} lists instead of {len(SECTIONS)}. Install the package again.")
    return Lexicon(*(frozenset(line.split(" ")) for line in lines))


class Lexicon:
    """Looks words up; what was found is remembered."""

    def __init__(
        self,
        first: frozenset[str],
        wide_first: frozenset[str],
        last: frozenset[str],
        wide_last: frozenset[str],
        place: frozenset[str],
        other: frozenset[str],
        words: frozenset[str],
        letters: frozenset[str],
    ) -> None:
        self._lists = (first, wide_first, last, wide_last)
        self._place, self._other, self._words = place, other, words
        # a phrase is found by its first word
        self._phrases: dict[str, list[tuple[str, ...]]] = {}
        for phrase in (*place, *other):
            if "_" in phrase:
                self._phrases.setdefault(phrase.split("_", 1)[0], []).append(tuple(phrase.split("_")))
        (table,) = letters
        combinations = map("".join, product(ALPHABET, repeat=3))
        self._odds = {
            three: (LEVELS.index(level) - ZERO) / STEPS for three, level in zip(combinations, table, strict=True)
        }
        self._entries: dict[str, Entry] = {}

    def look(self, folded: str) -> Entry:
        """What the lists say about a folded word; apostrophes in it do not count."""
        found = self._entries.get(folded)
        if found is None:
            if len(self._entries) >= _REMEMBERED:
                self._entries.clear()
            key = folded.replace("'", "")
            first, wide_first, last, wide_last = (key in names for names in self._lists)
            first = first or (not (last or key in self._words) and self._is_pet_name(key))
            place, other = key in self._place, key in self._other
            word = key in self._words or (not first and len(key) <= _LONGEST and is_compound(key, self._words))
            found = Entry(first, wide_first, last, wide_last, place, other, word)
            if len(folded) <= _LONGEST:
                self._entries[folded] = found
        return found

    def phrase(self, folded: list[str], start: int) -> int:
        """How many words from ``start`` make the longest known phrase ("jan linders"); 0 without one."""
        best = 0
        for phrase in self._phrases.get(folded[start], ()):
            if len(phrase) > best and tuple(folded[start : start + len(phrase)]) == phrase:
                best = len(phrase)
        return best

    def name_odds(self, folded: str) -> float:
        """Log odds that a word that no list knows is a name and not a (mistyped) word, by its letters.

        Naive Bayes over each three letters in a row; positive for a name. Letters outside a-z count for nothing.
        """
        return sum(self._odds.get(three, 0.0) for three in threes(folded.replace("'", "")))

    def near_first(self, folded: str) -> bool:
        """Whether a word differs from a usual first name by one letter more, less, other or two swapped."""
        names = self._lists[0]
        splits = [(folded[:i], folded[i:]) for i in range(len(folded) + 1)]
        letters = "abcdefghijklmnopqrstuvwxyz"
        return any(
            left + right[1:] in names
            or left + right[1:2] + right[:1] + right[2:] in names
            or any(left + c + right in names or left + c + right[1:] in names for c in letters)
            for left, right in splits
        )

    def _is_pet_name(self, key: str) -> bool:
        """Whether a word is a diminutive of a usual first name: "evelientje"."""
        names = self._lists[0]
        return any(key.endswith(end) and len(key) > len(end) + 3 and key[: -len(end)] in names for end in _DIMINUTIVES)


def is_compound(word: str, words: Container[str], most: int = 3) -> bool:
    """Whether a word is two known words or ``most``, each of four letters or more, with or without "s" between them."""
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        if word[:cut] not in words and not (word[cut - 1] == "s" and word[: cut - 1] in words):
            continue
        if word[cut:] in words or (most > 2 and is_compound(word[cut:], words, most - 1)):
            return True
    return False


def threes(word: str) -> list[str]:
    """Each three letters in a row, with marks for the start and the end."""
    marked = f"^{word}^"
    return [marked[i : i + 3] for i in range(len(marked) - 2)]

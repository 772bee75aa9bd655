"""How text is found: whatever its case and accents."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["LONGEST", "fold", "marked", "terms"]

LONGEST = 200
"""Characters of a search that are looked at."""

_TERM = re.compile(r'"([^"]+)"|(\S+)')


def fold(text: str) -> str:
    """A text without case and accents.

    >>> fold("Één ICT-coördinator")
    'een ict-coordinator'
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def terms(search: str) -> tuple[str, ...]:
    """What must all be in an answer: words, and phrases between quotes.

    >>> terms('Tijd "geen rooster"')
    ('tijd', 'geen rooster')
    """
    found = (phrase or word for phrase, word in _TERM.findall(search[:LONGEST]))
    return tuple(dict.fromkeys(folded for term in found if (folded := fold(term).strip().strip('"'))))


def marked(text: str, looked_for: tuple[str, ...]) -> list[tuple[int, int]]:
    """The stretches of a text that hold a term, apart and in order.

    >>> marked("Geen tíjd", ("tijd",))
    [(5, 9)]
    """
    if not looked_for:
        return []
    folded, origin = [], []
    for position, character in enumerate(text):
        piece = fold(character)
        folded.append(piece)
        origin += [position] * len(piece)
    whole = "".join(folded)
    hit = bytearray(len(text))
    for term in looked_for:
        start = whole.find(term)
        while start >= 0:
            for place in origin[start : start + len(term)]:
                hit[place] = 1
            start = whole.find(term, start + 1)
    stretches, start = [], 0
    while (start := hit.find(1, start)) >= 0:
        end = hit.find(0, start)
        end = len(text) if end < 0 else end
        stretches.append((start, end))
        start = end
    return stretches

"""An answer in parts that each say one thing: lines, list items, sentences, and clauses that stand by themselves."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from textmining.cleaning.language.placeholders import PLACEHOLDER
from textmining.cleaning.segmenting.clauses import Word, clause_starts, words_of
from textmining.cleaning.segmenting.sentences import Span, sentences, trimmed

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["segment"]

_LONGEST = 1000
"""Characters; a longer stretch without a full stop is cut at white space, so that no part is out of all proportion."""

_FEWEST_WORDS = 7
"""A sentence of fewer words has no two clauses that each say something."""


def segment(text: str, doc: Doc | None = None) -> list[Span]:
    """The parts of a redacted answer, in order; together they hold every word of it.

    Lines and list items always stand apart; sentences and clauses do where each says something by itself. Bullets,
    numbers of items and the white space between parts belong to no part. A part holds at least one letter or digit,
    unless the whole text has none: then the text is the one part. No placeholder is cut.

    Parameters
    ----------
    text : str
        The repaired and redacted answer.
    doc : Doc or None
        The same text from ``LanguagePipeline.docs``, with Dutch (CGN) tags; without it no clauses are parted, as in
        an answer in another language.
    """
    parts: list[Span] = list(sentences(text))
    if doc is not None:
        words = words_of(doc)
        starts = [word.start for word in words]
        parts = [clause for part in parts for clause in _clauses(part, words, starts)]
    parts = [cut for part in parts for cut in _cut(text, *part)]
    told = [part for part in (trimmed(text, *part) for part in parts) if any(c.isalnum() for c in text[slice(*part)])]
    return told or [trimmed(text, 0, len(text))]


def _clauses(part: Span, words: Sequence[Word], starts: Sequence[int]) -> list[Span]:
    first, last = bisect_left(starts, part[0]), bisect_left(starts, part[1])
    if last - first < _FEWEST_WORDS or part[1] - part[0] > _LONGEST:
        return [part]
    cuts = [starts[first + number] for number in clause_starts(words[first:last])]
    return list(pairwise([part[0], *cuts, part[1]]))


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > _LONGEST:
        space = text.rfind(" ", start + 1, start + _LONGEST)
        stop = space if space > start else start + _LONGEST
        for found in PLACEHOLDER.finditer(text, max(start, stop - 40), stop + 40):
            if found.start() < stop < found.end():
                stop = found.start() if found.start() > start else found.end()
        yield start, stop
        start = stop
    yield start, end

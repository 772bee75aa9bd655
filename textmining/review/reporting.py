"""What a report of words about a person would leave out, told before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textmining.cleaning.redaction import StudyNames
from textmining.codebook.masking import Mask
from textmining.review.book import Book

__all__ = ["MANY", "Context", "Report", "holds", "look_ahead"]

SHOWN = 5
AROUND = 60
"""Characters that are shown before and after the words."""

MANY = 25
"""Answers from which words are more likely a common word than a name."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where the words stand in one answer."""

    before: str
    words: str
    after: str


@dataclass(frozen=True)
class Report:
    """Where words stand in the whole study: in how many answers, quotes and themes, and a few of them in context."""

    words: str
    answers: int
    quotes: int
    themes: int
    contexts: tuple[Context, ...]


def holds(text: str, words: str, names: StudyNames) -> bool:
    """Whether redaction would find the words in a text: as whole words, and no name that may stay."""
    return bool(Mask([words], names).masked(text).stretches)


def look_ahead(books: Sequence[Book], words: str, names: StudyNames) -> Report:
    """Count what the words would be left out of.

    Parameters
    ----------
    books : sequence of Book
        All codebooks of the study.
    words : str
    names : StudyNames
        Those that the study brings itself.
    """
    mask = Mask([words], names)
    found = [
        (answer.text, mask.masked(answer.text).stretches) for book in books for answer in book.material.answers.values()
    ]
    hits = [(text, stretches[0]) for text, stretches in found if stretches]
    quotes = [quote for book in books for quote in book.codebook.quotes.values()]
    themes = [theme for book in books for theme in book.codebook.themes.values()]
    return Report(
        words,
        len(hits),
        sum(mask.masked(quote).text != quote for quote in quotes),
        sum(mask.theme(theme) != theme for theme in themes),
        tuple(_context(text, start, end) for text, (start, end, *_) in hits[:SHOWN]),
    )


def _context(text: str, start: int, end: int) -> Context:
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = f"… {before.partition(' ')[2]}"
    if end + AROUND < len(text):
        after = f"{after.rpartition(' ')[0]} …"
    return Context(before, text[start:end], after)

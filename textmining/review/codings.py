"""The themes of single answers and where each is known from, as programs are told them: never a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from textmining.review.book import Book

__all__ = ["Coding", "Source", "codings_of"]

Source = Literal["model", "coder", "rule"]


@dataclass(frozen=True, slots=True)
class Coding:
    """A theme of an answer.

    ``confidence`` is the similarity of its nearest segment where the model gave it, from 0 to 1; else 1.
    """

    answer_id: str
    theme_id: str
    source: Source
    confidence: float


def codings_of(book: Book, answers: Iterable[str]) -> list[Coding]:
    """The codings of some answers, as the pages show them now.

    Parameters
    ----------
    book : Book
    answers : iterable of str

    Returns
    -------
    list of Coding
        In the order of the answers, then of the codebook. A main theme is there where no sub-theme of it is. An answer
        without any theme has none.
    """
    codebook, found = book.codebook, []
    for answer in answers:
        own = book.themes_of.get(answer, frozenset())
        whole = answer in codebook.hands or answer in codebook.settled
        for theme in (theme for theme in book.order if theme in own):
            found.append(Coding(answer, theme, "coder", 1.0) if whole else _of_parts(book, answer, theme))
    return found


def _of_parts(book: Book, answer: str, theme: str) -> Coding:
    """A theme of an answer that nobody coded as a whole."""
    codebook, known = book.codebook, book.material.answers.get(answer)
    placed = [s for s in (known.segments if known else ()) if codebook.placement.get(s.id) == theme]
    if (answer, theme) in codebook.added or any(segment.id in codebook.by_hand for segment in placed):
        return Coding(answer, theme, "coder", 1.0)
    if placed:
        known_as = [segment.similarity for segment in placed if segment.similarity is not None]
        return Coding(answer, theme, "model", max(known_as, default=0.0))
    return Coding(answer, theme, "rule", 1.0)

"""What may be quoted of an answer: the whole of it, or stretches of it in their order with "…" between them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from textmining.cleaning.redaction import PLACEHOLDER
from textmining.codebook.state import Codebook

__all__ = ["NEVER_QUOTED", "QuoteError", "quote_of", "standing_quotes"]

NEVER_QUOTED = frozenset({"health", "conflict", "sensitive"})
"""Marks of answers that are never quoted."""

GAP = "…"

_GAP = re.compile(r"\[…\]|\(…\)|\[\.{3}\]|\(\.{3}\)|…|\.{3,}")
_WORD = re.compile(r"[^\W_]+")


class QuoteError(ValueError):
    """A text that is not made of an answer.

    Attributes
    ----------
    part : str
        The first stretch that is not in the answer, or not after the stretch before it.
    words : tuple of str
        Its words that the answer does not have at all.
    """

    def __init__(self, part: str, words: tuple[str, ...]) -> None:
        self.part, self.words = part, words
        super().__init__(part)


def quote_of(answer: str, text: str) -> str:
    """The quote that a text asks for, in the letters of the answer.

    Parameters
    ----------
    answer : str
        The redacted answer.
    text : str
        Stretches of whole words in their order, with "…" where something is left out. Case and blanks do not matter,
        nor do the numbers of persons in placeholders.

    Raises
    ------
    QuoteError
        If it holds something else.

    >>> quote_of("Er is geen tijd, en het rooster is vol.", "geen tijd ... het rooster is vol")
    'geen tijd … het rooster is vol'
    """
    pieces = [" ".join(piece.split()) for piece in _GAP.split(text)]
    stretches, at = [], 0
    for piece in pieces:
        if not piece:
            continue
        found = _pattern(piece).search(answer, at) or _pattern(piece, whoever=True).search(answer, at)
        if found is None:
            known = {word.casefold() for word in _WORD.findall(answer)}
            raise QuoteError(piece, tuple(w for w in _WORD.findall(piece) if w.casefold() not in known))
        stretches.append(found.group())
        at = found.end()
    if not stretches:
        raise QuoteError("", ())
    edges = (GAP if not pieces[0] else "", GAP if not pieces[-1] else "")
    quoted = f" {GAP} ".join(" ".join(stretch.split()) for stretch in stretches)
    return " ".join(filter(None, (edges[0], quoted, edges[1])))


def standing_quotes(codebook: Codebook, answers: Mapping[str, str]) -> dict[str, str]:
    """The quotes that may be published.

    Parameters
    ----------
    codebook : Codebook
    answers : mapping
        answer_id to the redacted text as it is now: a word that was redacted since a quote was cleared takes it along.

    Returns
    -------
    dict
        answer_id to quote; none of answers that are marked as sensitive, nor of those that say something else now.
    """
    found = {}
    for answer, text in codebook.quotes.items():
        if answer in answers and not codebook.marks.get(answer, frozenset()) & NEVER_QUOTED:
            try:
                found[answer] = quote_of(answers[answer], text)
            except QuoteError:
                continue
    return found


def _pattern(piece: str, *, whoever: bool = False) -> re.Pattern[str]:
    """A stretch, at the edges of words, with any blanks between its words, and any numbers of persons (``whoever``)."""
    parts, at = [], 0
    for placeholder in PLACEHOLDER.finditer(piece) if whoever else ():
        parts += [_plain(piece[at : placeholder.start()]), rf"\[{placeholder.group()[1:-1].split()[0]}(?: [0-9]+)?\]"]
        at = placeholder.end()
    body = "".join((*parts, _plain(piece[at:])))
    before = r"(?<!\w)" if piece[0].isalnum() else ""
    after = r"(?!\w)" if piece[-1].isalnum() else ""
    return re.compile(before + body + after, re.IGNORECASE)


def _plain(text: str) -> str:
    return r"\s+".join(map(re.escape, text.split(" ")))

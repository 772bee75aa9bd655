"""Placeholders such as [persoon 1] in redacted text: one token each, tagged as a name, without a lemma."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from textmining.cleaning.redaction.mentions import PLACEHOLDER

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.vocab import Vocab

__all__ = ["PLACEHOLDER", "TAG", "PlaceholderTags", "PlaceholderTokenizer", "is_placeholder"]

_STRETCH = re.compile(r"\S{200}")

TAG = "N|eigen|ev|basis|zijd|stan"
"""The tag of a placeholder: that of a name."""


def is_placeholder(token: Token) -> bool:
    """Whether a token stands where something personal was."""
    return token.text[0] == "[" and PLACEHOLDER.fullmatch(token.text) is not None


class PlaceholderTokenizer:
    """A tokenizer that keeps each placeholder whole, and leaves the text between them to another tokenizer.

    The other one gets long stretches without white space in pieces, since its time grows with their square.
    """

    def __init__(self, tokenizer: Callable[[str], Doc], vocab: Vocab) -> None:
        self._tokenizer = tokenizer
        self._vocab = vocab

    def __call__(self, text: str) -> Doc:
        if ("[" not in text or PLACEHOLDER.search(text) is None) and _STRETCH.search(text) is None:
            return self._tokenizer(text)
        from spacy.tokens import Doc

        words: list[str] = []
        spaces: list[bool] = []
        for start, end, whole in _pieces(text):
            piece = text[start:end]
            if words and piece[0] == " ":
                spaces[-1] = True  # the space after a placeholder belongs to it, as after any token
                piece = piece[1:]
            for word, spaced in [(piece, False)] if whole else self._tokens(piece):
                words.append(word)
                spaces.append(spaced)
        return Doc(self._vocab, words=words, spaces=spaces)

    def _tokens(self, text: str) -> list[tuple[str, bool]]:
        return [(token.text, bool(token.whitespace_)) for token in self._tokenizer(text)]


def _pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each placeholder (True) and of what stands between them, cut where it is one long stretch."""
    start = 0
    for found in [*PLACEHOLDER.finditer(text), None]:
        stop = found.start() if found else len(text)
        for stretch in _STRETCH.finditer(text, start, stop):
            yield start, stretch.end(), False
            start = stretch.end()
        if start < stop:
            yield start, stop, False
        if found:
            yield *found.span(), True
            start = found.end()


class PlaceholderTags:
    """spaCy component that tags placeholders, whatever the tagger before it made of them."""

    def __call__(self, doc: Doc) -> Doc:
        if doc.vocab.strings["["] in doc.to_array("PREFIX"):
            for token in doc:
                if is_placeholder(token):
                    token.tag_, token.pos_, token.lemma_ = TAG, "PROPN", token.text
        return doc

"""An answer cut in stretches that look alike on a page: in a theme or outside it, found by a search or not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from textmining.review.material import Answer
from textmining.review.material.folding import marked

__all__ = ["Piece", "pieces"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an answer; ``inside`` the theme that the page is about, ``hit`` by the search."""

    text: str
    inside: bool
    hit: bool


def pieces(answer: Answer, segments: Collection[str], terms: tuple[str, ...]) -> list[Piece]:
    """An answer cut where its look changes; an answer that is in a theme as a whole has nothing outside."""
    inside = [(s.start, s.end) for s in answer.segments if s.id in segments] or [(0, len(answer.text))]
    hits = marked(answer.text, terms)
    cuts = sorted({0, len(answer.text), *(place for stretch in (*inside, *hits) for place in stretch)})
    return [Piece(answer.text[a:b], _covers(inside, a), _covers(hits, a)) for a, b in pairwise(cuts)]


def _covers(stretches: Sequence[tuple[int, int]], place: int) -> bool:
    return any(start <= place < end for start, end in stretches)

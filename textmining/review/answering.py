"""One answer as a coder sees it: its segments, its themes and where each of them comes from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from textmining.codebook.state import CodeTheme
from textmining.review.book import Book
from textmining.review.material import Answer, Segment

__all__ = ["Part", "Sourced", "change_themes", "groups_of", "parts", "sources", "unseen_by"]


@dataclass(frozen=True, slots=True)
class Part:
    """A segment of an answer: its text, the theme that holds it now, and whether a coder placed it there."""

    segment: Segment
    text: str
    theme: CodeTheme | None
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Sourced:
    """A theme of an answer and where it comes from.

    ``by``: "settled" (coders agreed), "hand" (the last coding of the whole answer, by ``coder``), "added" (to this
    answer), "moved" (a coder placed a segment), "model" or "rule".
    """

    theme: CodeTheme
    by: str
    coder: str = ""


def parts(book: Book, answer: Answer) -> list[Part]:
    """The segments of an answer in the order of its text; none of which nothing is left."""
    themes, placement = book.codebook.themes, book.codebook.placement
    return [
        Part(one, text, themes[held] if held else None, one.id in book.codebook.by_hand)
        for one in answer.segments
        if (text := answer.text[one.start : one.end]).strip()
        for held in [placement.get(one.id)]
    ]


def sources(book: Book, answer: Answer) -> list[Sourced]:
    """The themes of an answer, in the order in which themes are listed."""
    codebook, own = book.codebook, book.themes_of.get(answer.id, frozenset())
    ordered = [codebook.themes[theme] for theme in book.order if theme in own]
    if answer.id in codebook.settled:
        return [Sourced(theme, "settled") for theme in ordered]
    if answer.id in codebook.hands:
        coder = codebook.hands[answer.id][-1].coder
        return [Sourced(theme, "hand", coder) for theme in ordered]
    placed = {codebook.placement.get(one.id): one.id in codebook.by_hand for one in answer.segments}
    added = {codebook.now(theme) for one, theme in codebook.added if one == answer.id}
    return [Sourced(theme, _source(theme.id, placed, added)) for theme in ordered]


def _source(theme: str, placed: dict[str | None, bool], added: Collection[str | None]) -> str:
    if theme in placed:
        return "moved" if placed[theme] else "model"
    return "added" if theme in added else "rule"


def groups_of(book: Book, answer: Answer) -> list[tuple[str, str]]:
    """Groupings and the value of each that the answer is of, as far as a page can be narrowed to it.

    Together with the wave they are shared by enough answers (``minimum_group``): a value with which they would be of
    fewer is left out, or who knows a colleague could tell whose answer it is.
    """
    shared = [one for one in book.material.answers.values() if one.wave == answer.wave]
    found = []
    for title, values in book.material.groups:
        for key, label in values:
            if key in answer.groups:
                alike = [one for one in shared if key in one.groups]
                if len(alike) >= book.material.minimum_group:
                    shared = alike
                    found.append((title, label))
    return found


def unseen_by(book: Book, answer: Answer, coder: str) -> bool:
    """Whether another coded the answer blind and this coder has yet to: then the page may not tell what was chosen."""
    hands = book.codebook.hands.get(answer.id, ())
    mine = any(hand.coder == coder for hand in hands)
    return any(hand.blind for hand in hands) and not mine and answer.id not in book.codebook.settled


def change_themes(
    book: Book, answer: Answer, *, add: Collection[str] = (), remove: Collection[str] = ()
) -> list[dict[str, object]]:
    """The actions by which an answer gets and loses themes.

    What a coder chose for the whole answer is kept for the agreement between coders, and goes before what is added or
    removed: there the new themes are settled.
    """
    codebook = book.codebook
    if answer.id in codebook.hands or answer.id in codebook.settled:
        themes = (book.themes_of.get(answer.id, frozenset()) - set(remove)) | set(add)
        return [{"kind": "settle", "answer": answer.id, "themes": tuple(sorted(themes))}]
    kinds = [("remove_theme", theme) for theme in sorted(remove)] + [("add_theme", theme) for theme in sorted(add)]
    return [{"kind": kind, "answer": answer.id, "theme": theme} for kind, theme in kinds]

"""From the answers and segments that a coder chose to the actions that put them in another theme, or in a new one."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from textmining.codebook.decisions import MOST
from textmining.review.answering import change_themes
from textmining.review.book import Book, Loose, Member

__all__ = ["Chosen", "chosen_members", "chosen_segments", "moved", "named_alike", "new_theme_id", "split_off"]

Actions = list[dict[str, object]]


@dataclass(frozen=True)
class Chosen:
    """What a coder chose to move.

    Attributes
    ----------
    segments : tuple of str
        Segments, each once.
    answers : tuple of str
        Answers that are in the theme as a whole, by a coder or a rule, so that they hold no segment to move.
    theme : str or None
        The theme that they are taken out of; None where each leaves the theme that it is in.
    """

    segments: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    theme: str | None = None

    def __bool__(self) -> bool:
        return bool(self.segments or self.answers)


def chosen_members(theme: str, members: Iterable[Member]) -> Chosen:
    """Answers of a theme, with all that they hold of it."""
    own = list(members)
    segments = tuple(dict.fromkeys(segment for member in own for segment in member.segments))
    return Chosen(segments, tuple(member.answer.id for member in own if not member.segments), theme)


def chosen_segments(loose: Iterable[Loose]) -> Chosen:
    """Segments that are in no theme."""
    return Chosen(tuple(dict.fromkeys(one.segment.id for one in loose)))


def moved(book: Book, chosen: Chosen, to: str | None) -> Actions:
    """The actions that put what was chosen in a theme, or in none.

    Answers that were coded as a whole do not follow their segments: their themes are changed as well.
    """
    actions = _along(book, chosen, to)
    for start in range(0, len(chosen.segments), MOST):
        actions.append({"kind": "move", "segments": chosen.segments[start : start + MOST], "to": to})
    return actions


def split_off(book: Book, chosen: Chosen, theme: str, label: str) -> Actions:
    """The actions that make a new theme ``theme`` of what was chosen."""
    first, rest = chosen.segments[:MOST], Chosen(chosen.segments[MOST:], chosen.answers, chosen.theme)
    if first and chosen.theme is not None:
        made: dict[str, object] = {"kind": "split", "theme": chosen.theme, "part": theme, "label": label}
        along = _along(book, Chosen(first, (), chosen.theme), theme)
        return [made | {"segments": first}, *along, *moved(book, rest, theme)]
    made = {"kind": "new_theme", "theme": theme, "label": label}
    return [made, *moved(book, chosen, theme)]


def new_theme_id(book: Book) -> str:
    """An id that no theme has: longer than those that discovery gives, and drawn at random."""
    while True:
        made = f"t{secrets.token_hex(8)}"
        if made not in book.codebook.themes:
            return made


def named_alike(book: Book, label: str) -> str | None:
    """The theme in use that has a name already, whatever its case and blanks."""
    wanted = " ".join(label.split()).casefold()
    labels = {" ".join(one.label.split()).casefold(): one.id for one in book.codebook.in_use.values()}
    return labels.get(wanted)


def _along(book: Book, chosen: Chosen, to: str | None) -> Actions:
    """What moving segments does not say by itself: the themes of answers that were coded as a whole, those that a coder
    added to an answer or took from it, and those of answers without segments."""
    codebook, segments = book.codebook, set(chosen.segments)
    touched = dict.fromkeys([*chosen.answers, *(book.material.segments[one].answer for one in chosen.segments)])
    below = _with_parts(book, chosen.theme) if chosen.theme else frozenset()
    added, removed = _said_of(codebook.added, touched), _said_of(codebook.removed, touched)
    into = {to} if to is not None else set()
    actions: Actions = []
    for answer_id in touched:
        answer, own = book.material.answers[answer_id], book.themes_of.get(answer_id, frozenset())
        held = {codebook.placement.get(one.id) for one in answer.segments if one.id in segments}
        stays = {codebook.placement.get(one.id) for one in answer.segments if one.id not in segments}
        out = {theme for theme in own if theme in (below or held) and theme not in stays | into}
        if answer_id in codebook.hands or answer_id in codebook.settled or answer_id in chosen.answers:
            add, remove = into - own, out
        else:
            add = into & set(removed[answer_id])
            remove = {theme for theme in added[answer_id] if below and codebook.now(theme) in out}
        if add or remove:
            actions += change_themes(book, answer, add=add, remove=remove)
    return actions


def _said_of(pairs: Iterable[tuple[str, str]], answers: Iterable[str]) -> dict[str, list[str]]:
    """The themes that pairs of answer and theme name, for these answers."""
    found: dict[str, list[str]] = {answer: [] for answer in answers}
    for answer, theme in pairs:
        if answer in found:
            found[answer].append(theme)
    return found


def _with_parts(book: Book, theme: str) -> frozenset[str]:
    """A theme and its sub-themes."""
    return frozenset({theme, *(part.id for part in book.parts(theme))})

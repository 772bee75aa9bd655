"""A codebook after coders said something of a few answers: only those are looked at again, not all ten thousand."""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from textmining.codebook.decisions import CodeAnswer, Decision
from textmining.codebook.state import Codebook, Hand
from textmining.publishing.theme_words import nested
from textmining.review.book import Book, make_book, surest
from textmining.review.material import Material

__all__ = ["coded_since", "recoded"]

MOST = 500
"""Answers beyond which making the whole book anew is no slower."""


def recoded(book: Book, codebook: Codebook, last: int, actors: Mapping[str, int]) -> Book | None:
    """Bring a book up to date with codes, themes and marks of single answers.

    Parameters
    ----------
    book : Book
    codebook : Codebook
        Of the same material, some decisions later.
    last : int
        The last decision in it.
    actors : mapping
        Who decided something, to how many decisions.

    Returns
    -------
    Book or None
        As ``make_book`` would make it; None where more changed than single answers, and that is to be done.
    """
    changed = _changed(book.codebook, codebook)
    if changed is None or len(changed) > MOST:
        return None
    part = make_book(_material(book.material, changed), _codebook(book.material, codebook, changed), last, actors)
    members = dict(book.members)
    for theme in _themes(book, changed) | {theme for theme, own in part.members.items() if own}:
        found = [member for member in members.get(theme, ()) if member.answer.id not in changed]
        for member in part.members.get(theme, ()):
            insort(found, member, key=surest)
        members[theme] = tuple(found)
    loose = [one for one in book.loose if one.answer.id not in changed]
    loose = sorted([*loose, *part.loose], key=lambda one: (-(one.segment.similarity or 0.0), one.segment.id))
    in_use = codebook.in_use
    by_size = sorted(in_use, key=lambda theme: (-len(members.get(theme, ())), theme))
    return replace(
        book,
        codebook=codebook,
        last=last,
        order=nested(by_size, {theme_id: theme.parent for theme_id, theme in in_use.items()}),
        members=members,
        themes_of={**{a: own for a, own in book.themes_of.items() if a not in changed}, **part.themes_of},
        loose=tuple(loose),
        actors=dict(actors),
    )


def coded_since(codebook: Codebook, since: Sequence[Decision]) -> Codebook | None:
    """Add codings of answers to a codebook without folding all that was decided before.

    Parameters
    ----------
    codebook : Codebook
        The fold of a log of which every decision was taken on the same discovery.
    since : sequence of Decision
        What was decided after that log.

    Returns
    -------
    Codebook or None
        The fold of both; None where anything else was decided, or themes that are not in the codebook were coded.
    """
    hands: dict[str, tuple[Hand, ...]] = {}
    for decision in since:
        action = decision.action
        if not isinstance(action, CodeAnswer) or decision.fit != codebook.base.fit:
            return None
        if any(theme not in codebook.themes for theme in action.themes):
            return None
        made = Hand(
            decision.actor,
            frozenset(action.themes),
            action.queue,
            action.blind,
            action.inclusion_probability,
            decision.id,
        )
        before = hands.get(action.answer, codebook.hands.get(action.answer, ()))
        hands[action.answer] = (*(hand for hand in before if hand.coder != decision.actor), made)
    applied = codebook.applied | {decision.id for decision in since}
    return replace(codebook, hands={**codebook.hands, **hands}, applied=applied)


def _changed(before: Codebook, after: Codebook) -> frozenset[str] | None:
    """The answers of which something else is said; None where themes or segments changed as well."""

    def shape(one: Codebook) -> dict[str, tuple[bool, str | None, str | None]]:
        used = one.in_use
        return {theme.id: (theme.id in used, theme.parent, theme.merged_into) for theme in one.themes.values()}

    if shape(before) != shape(after) or before.placement != after.placement or before.by_hand != after.by_hand:
        return None
    pairs = (before.added ^ after.added) | (before.removed ^ after.removed)
    found = {answer for answer, _ in pairs}
    for one, other in ((before.hands, after.hands), (before.settled, after.settled)):
        found |= {answer for answer in one.keys() | other.keys() if one.get(answer) != other.get(answer)}
    return frozenset(found)


def _themes(book: Book, answers: Collection[str]) -> set[str]:
    """The themes that answers are in, and the main themes above them."""
    found: set[str] = set()
    for answer in answers:
        for theme in book.themes_of.get(answer, ()):
            here: str | None = theme
            while here is not None and here not in found and here in book.codebook.themes:
                found.add(here)
                here = book.codebook.themes[here].parent
    return found


def _material(material: Material, answers: Collection[str]) -> Material:
    """The material of a few answers."""
    return replace(
        material,
        answers={answer: material.answers[answer] for answer in answers if answer in material.answers},
        ruled={theme: tuple(a for a in own if a in answers) for theme, own in material.ruled.items()},
    )


def _codebook(material: Material, codebook: Codebook, answers: Collection[str]) -> Codebook:
    """What a codebook says of a few answers."""
    own = {s.id: answer for answer in answers if answer in material.answers for s in material.answers[answer].segments}
    return replace(
        codebook,
        base=replace(codebook.base, answer_of=own),
        placement={segment: codebook.placement.get(segment) for segment in own},
        added=frozenset(pair for pair in codebook.added if pair[0] in answers),
        removed=frozenset(pair for pair in codebook.removed if pair[0] in answers),
        hands={answer: hands for answer, hands in codebook.hands.items() if answer in answers},
        settled={answer: themes for answer, themes in codebook.settled.items() if answer in answers},
    )

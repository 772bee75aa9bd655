"""What a coder can choose for an answer, what the model would, and how what was chosen is written down."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from textmining.codebook.coder import Predictions
from textmining.codebook.state import Codebook, CodeTheme
from textmining.review.book import Book
from textmining.review.coding.sample import Sample
from textmining.review.coding.ticket import Ticket

__all__ = ["Branch", "branches", "code_action", "suggestions", "themes_today"]

SUGGESTED, LEAST_LIKELY = 5, 0.1
"""Themes that the model suggests at most, and how likely each is at least."""


@dataclass(frozen=True)
class Branch:
    """A theme that can be chosen, and those below it."""

    theme: CodeTheme
    below: tuple[Branch, ...] = ()


def branches(book: Book) -> tuple[Branch, ...]:
    """All themes in use as they are listed, nested."""

    def under(parent: str | None) -> tuple[Branch, ...]:
        return tuple(Branch(book.codebook.themes[one], under(one)) for one in below.get(parent, ()))

    below: dict[str | None, list[str]] = {}
    above: list[str] = []  # the listing tells how deep a theme is, whatever became of its main theme
    for theme, depth in book.order.items():
        del above[depth:]
        below.setdefault(above[-1] if above else None, []).append(theme)
        above.append(theme)
    return under(None)


def suggestions(book: Book, predictions: Predictions | None, answer: str) -> list[tuple[CodeTheme, float]]:
    """Themes that the model thinks an answer mentions, the likeliest first, with their probability.

    A main theme is left out where it is no likelier than one of its sub-themes that is there.
    """
    if predictions is None or answer not in predictions.probability.index:
        return []
    known: dict[str, float] = {}
    for theme, probability in predictions.probability.loc[answer].items():
        now = book.codebook.now(str(theme))
        if now is not None:
            known[now] = max(known.get(now, 0.0), float(probability))
    likely = [theme for theme, p in sorted(known.items(), key=lambda one: (-one[1], one[0])) if p >= LEAST_LIKELY]
    kept = without_main_themes(book.codebook, likely)
    return [(book.codebook.themes[theme], known[theme]) for theme in likely if theme in kept][:SUGGESTED]


def themes_today(codebook: Codebook, chosen: Iterable[str]) -> set[str]:
    """What became of chosen themes: those merged since are in the theme that holds them, rejected ones in none.

    Raises
    ------
    KeyError
        If one was never a theme.
    """
    return {now for theme in chosen if (now := codebook.now(codebook.themes[theme].id)) is not None}


def without_main_themes(codebook: Codebook, themes: Collection[str]) -> set[str]:
    """Themes without the main themes of others among them: who mentions a sub-theme mentions its main theme."""
    above: set[str] = set()
    for theme in themes:
        here = codebook.themes[theme].parent
        while here is not None and here in codebook.themes and here not in above:
            above.add(here)
            here = codebook.themes[here].parent
    return set(themes) - above


def code_action(book: Book, sample: Sample, ticket: Ticket, themes: Collection[str], now: float) -> dict[str, object]:
    """The decision that a coder codes an answer.

    Parameters
    ----------
    book : Book
    sample : Sample
        As it is now: it says whether the answer was drawn, and with which probability.
    ticket : Ticket
        Says how the answer was shown, and when.
    themes : collection of str
        Themes in use; empty for none of them.
    now : float
        Seconds since 1970.
    """
    chance = sample.chances.get(ticket.answer) if ticket.blind else None
    queue: str = ticket.queue
    if queue == "random" and chance is None:
        queue = "free"  # it was shown as drawn, by a sample that is not wanted any more
    again = any(hand.coder == ticket.coder for hand in book.codebook.hands.get(ticket.answer, ()))
    return {
        "kind": "code_answer",
        "answer": ticket.answer,
        "themes": tuple(sorted(without_main_themes(book.codebook, themes))),
        "queue": queue,
        "blind": ticket.blind,
        "inclusion_probability": chance,
        "seconds": None if again else ticket.seconds(now),
    }

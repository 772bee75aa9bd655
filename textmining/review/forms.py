"""From a form to one decision in the log, and back to the page; what a second coder is told of the first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from fastapi import HTTPException, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from textmining.codebook.decisions import action_of
from textmining.codebook.store import CollisionError
from textmining.errors import UsageError
from textmining.review.access import form_of, visitor_of
from textmining.review.book import Book
from textmining.review.rendering import page
from textmining.review.site import app_of

__all__ = ["about", "decide", "decide_all", "lines_of", "number_of", "text_of"]


def decide(
    request: Request, book: Book, action: dict[str, object], back: str, *, about_too: Collection[str] = ()
) -> Response:
    """Write a decision down and go back to a page; a second coder is told of the first, and nothing is lost.

    The form's ``gezien`` is the last decision that the coder saw, its ``reden`` why; ``about_too`` what the decision
    touches beside what the action names.

    Raises
    ------
    HTTPException
        400, in Dutch, if the action cannot be as it is.
    """
    return decide_all(request, book, [action], back, about_too=about_too)


def decide_all(
    request: Request,
    book: Book,
    actions: Sequence[dict[str, object]],
    back: str,
    *,
    seen: int | None = None,
    about_too: Collection[str] = (),
) -> Response:
    """Write decisions that belong together down: all or none. As ``decide``; ``seen`` goes before the form's."""
    app, user, form = app_of(request), visitor_of(request).user, form_of(request)
    try:
        wanted = [action_of(action) for action in actions]
    except UsageError as error:
        raise HTTPException(400, f"Dit kan niet worden opgeslagen. {_told(error)}") from error
    known = seen if seen is not None else number_of(form, "gezien") or 0
    actor, reason = user.name if user else "", text_of(form, "reden")
    try:
        app.books.decide_all(book, wanted, actor=actor, seen=known, reason=reason, about=about_too)
    except CollisionError as collision:
        shown = {
            "book": book,
            "wanted": about(book, collision.wanted),
            "wanted_kind": collision.wanted.kind,
            "others": [(other, about(book, other.action)) for other in collision.others],
            "back": back,
        }
        return page(request, "botsing.html", "Intussen is hierover iets besloten", shown, 409)
    return RedirectResponse(back, 303)


_FIELDS = {
    "label": "naam",
    "definition": "omschrijving",
    "include": "hoort erbij",
    "exclude": "hoort er niet bij",
    "text": "tekst",
    "segments": "gekozen stukjes tekst",
    "themes": "gekozen thema’s",
}


def _told(error: UsageError) -> str:
    """Which fields cannot be as they are."""
    wrong = [_FIELDS.get(problem.where.split(".")[-1], "") or problem.where.split(".")[0] for problem in error.problems]
    names = ", ".join(dict.fromkeys(_FIELDS.get(name, name) for name in wrong))
    return f"Leeg of te lang: {names} (een naam heeft 1 tot 120 tekens, een omschrijving ten hoogste 4.000)."


def about(book: Book, action: Any) -> str:
    """What an action is about, in the names that themes have now."""

    def name(theme: str) -> str:
        known = book.codebook.themes.get(theme)
        return f"‘{known.label}’" if known else theme

    parts = [name(theme) for theme in getattr(action, "themes", ())]
    parts += [name(theme) for field in ("theme", "part") if (theme := getattr(action, field, None))]
    text = ", ".join(parts)
    if getattr(action, "into", None):
        text += f" in {name(action.into)}"
    if getattr(action, "label", None):
        text += f": {book.mask.text(action.label)}"
    if action.kind in ("undo", "restore"):
        text = f"besluit {action.decision}"
    if action.kind == "sign_off":
        text = f"versie {action.number}"
    return text


def text_of(form: FormData, name: str) -> str:
    """A field of a form, without spaces around it; "" where it is not there."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def lines_of(form: FormData, name: str) -> list[str]:
    """The lines of a field that hold something."""
    return [line for part in text_of(form, name).splitlines() if (line := part.strip())]


def number_of(form: FormData, name: str) -> int | None:
    """A field that holds a whole number from 0; None where it does not."""
    value = text_of(form, name)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 13 else None

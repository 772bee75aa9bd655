"""What coders decide about themes: each form is one decision in the log."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from textmining.codebook.decisions import Decision, action_of
from textmining.codebook.folding import undone_in
from textmining.codebook.store import CollisionError
from textmining.errors import UsageError
from textmining.review.access import form_of, visitor_of
from textmining.review.book import Book
from textmining.review.rendering import page
from textmining.review.routes.reading import book_of, book_of_theme
from textmining.review.site import app_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

SHOWN = 200
"""Decisions on one page of the history."""


@router.post("/thema/{theme}/vaststellen")
def accept(request: Request, theme: str) -> Response:
    """The theme is good as it is."""
    return _about(request, theme, {"kind": "accept", "theme": theme})


@router.post("/thema/{theme}/afwijzen")
def reject(request: Request, theme: str) -> Response:
    """The theme is no theme."""
    return _about(request, theme, {"kind": "reject", "theme": theme})


@router.post("/thema/{theme}/naam")
def rename(request: Request, theme: str) -> Response:
    """The theme gets another label."""
    return _about(request, theme, {"kind": "rename", "theme": theme, "label": _text(form_of(request), "naam")})


@router.post("/thema/{theme}/omschrijving")
def define(request: Request, theme: str) -> Response:
    """What is in the theme and what is not; examples stand on lines of their own."""
    form = form_of(request)
    action: dict[str, object] = {
        "kind": "define",
        "theme": theme,
        "definition": _text(form, "omschrijving"),
        "include": tuple(_lines(form, "wel")),
        "exclude": tuple(_lines(form, "niet")),
    }
    return _about(request, theme, action)


@router.post("/vraag/{codebook}/samenvoegen")
def merge(request: Request, codebook: str) -> Response:
    """The chosen themes become one: the largest of them, or the one that is named."""
    book, form = book_of(request, codebook), form_of(request)
    chosen = [theme for theme in dict.fromkeys(map(str, form.getlist("thema"))) if theme in book.codebook.in_use]
    if len(chosen) < 2:
        raise HTTPException(400, "Kies ten minste twee thema’s om samen te voegen.")
    named = _text(form, "naar")
    into = named if named in chosen else max(chosen, key=lambda theme: (book.size(theme), theme))
    others = tuple(theme for theme in chosen if theme != into)
    return _decide(request, book, {"kind": "merge", "themes": others, "into": into}, f"/thema/{quote(into, safe='')}")


@router.post("/vraag/{codebook}/ongedaan")
def undo(request: Request, codebook: str) -> Response:
    """An earlier decision no longer counts."""
    book, number = book_of(request, codebook), _text(form_of(request), "besluit")
    known = {decision.id for decision in app_of(request).books.store.read(codebook)}
    if not number.isascii() or not number.isdigit() or len(number) > 12 or int(number) not in known:
        raise HTTPException(404, "Dit besluit is er niet.")
    back = f"/vraag/{quote(codebook, safe='')}/besluiten"
    return _decide(request, book, {"kind": "undo", "decision": int(number)}, back)


@router.get("/vraag/{codebook}/besluiten")
def history(request: Request, codebook: str) -> Response:
    """What was decided, the newest first."""
    book = book_of(request, codebook)
    log = app_of(request).books.store.read(codebook)
    undone = undone_in(log)
    rows = [(decision, _about_what(book, decision), decision.id in undone) for decision in reversed(log[-SHOWN:])]
    return page(request, "besluiten.html", "Besluiten", {"book": book, "rows": rows, "total": len(log)})


def _about(request: Request, theme_id: str, action: dict[str, object]) -> Response:
    book, theme = book_of_theme(request, theme_id)
    if theme.status == "merged":
        raise HTTPException(409, "Dit thema is intussen samengevoegd met een ander. Er is niets gewijzigd.")
    return _decide(request, book, action, f"/thema/{quote(theme_id, safe='')}")


def _decide(request: Request, book: Book, action: dict[str, object], back: str) -> Response:
    """Write a decision down and go back to the page; a second coder is told of the first, and nothing is lost."""
    app, user, form = app_of(request), visitor_of(request).user, form_of(request)
    seen = _text(form, "gezien")
    try:
        wanted = action_of(action)
    except UsageError as error:
        raise HTTPException(400, f"Dit kan niet worden opgeslagen. {_told(error)}") from error
    last = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 13 else 0
    try:
        app.books.decide(book, wanted, actor=user.name if user else "", seen=last, reason=_text(form, "reden"))
    except CollisionError as collision:
        shown = {
            "book": book,
            "wanted": _what(book, wanted),
            "wanted_kind": wanted.kind,
            "others": [(other, _about_what(book, other)) for other in collision.others],
            "back": back,
        }
        return page(request, "botsing.html", "Intussen is hierover iets besloten", shown, 409)
    return RedirectResponse(back, 303)


_FIELDS = {"label": "naam", "definition": "omschrijving", "include": "hoort erbij", "exclude": "hoort er niet bij"}


def _told(error: UsageError) -> str:
    """Which fields cannot be as they are."""
    wrong = [_FIELDS.get(problem.where.split(".")[-1], "") or problem.where.split(".")[0] for problem in error.problems]
    names = ", ".join(dict.fromkeys(_FIELDS.get(name, name) for name in wrong))
    return f"Leeg of te lang: {names} (een naam heeft 1 tot 120 tekens, een omschrijving ten hoogste 4.000)."


def _about_what(book: Book, decision: Decision) -> str:
    return _what(book, decision.action)


def _what(book: Book, action: Any) -> str:
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
        text += f": {action.label}"
    if action.kind in ("undo", "restore"):
        text = f"besluit {action.decision}"
    if action.kind == "sign_off":
        text = f"versie {action.number}"
    return text


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def _lines(form: FormData, name: str) -> list[str]:
    return [line for part in _text(form, name).splitlines() if (line := part.strip())]

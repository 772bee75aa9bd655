"""What coders decide about themes: each form is one decision in the log."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from textmining.codebook.folding import undone_in
from textmining.review.access import form_of
from textmining.review.forms import about, decide, lines_of, number_of, text_of
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
    return _about(request, theme, {"kind": "rename", "theme": theme, "label": text_of(form_of(request), "naam")})


@router.post("/thema/{theme}/omschrijving")
def define(request: Request, theme: str) -> Response:
    """What is in the theme and what is not; examples stand on lines of their own."""
    form = form_of(request)
    action: dict[str, object] = {
        "kind": "define",
        "theme": theme,
        "definition": text_of(form, "omschrijving"),
        "include": tuple(lines_of(form, "wel")),
        "exclude": tuple(lines_of(form, "niet")),
    }
    return _about(request, theme, action)


@router.post("/vraag/{codebook}/samenvoegen")
def merge(request: Request, codebook: str) -> Response:
    """The chosen themes become one: the largest of them, or the one that is named."""
    book, form = book_of(request, codebook), form_of(request)
    chosen = [theme for theme in dict.fromkeys(map(str, form.getlist("thema"))) if theme in book.codebook.in_use]
    if len(chosen) < 2:
        raise HTTPException(400, "Kies ten minste twee thema’s om samen te voegen.")
    named = text_of(form, "naar")
    into = named if named in chosen else max(chosen, key=lambda theme: (book.size(theme), theme))
    others = tuple(theme for theme in chosen if theme != into)
    return decide(request, book, {"kind": "merge", "themes": others, "into": into}, f"/thema/{quote(into, safe='')}")


@router.post("/vraag/{codebook}/ongedaan")
def undo(request: Request, codebook: str) -> Response:
    """An earlier decision no longer counts."""
    book, number = book_of(request, codebook), number_of(form_of(request), "besluit")
    if number not in {decision.id for decision in app_of(request).books.store.read(codebook)}:
        raise HTTPException(404, "Dit besluit is er niet.")
    back = f"/vraag/{quote(codebook, safe='')}/besluiten"
    return decide(request, book, {"kind": "undo", "decision": number}, back)


@router.get("/vraag/{codebook}/besluiten")
def history(request: Request, codebook: str) -> Response:
    """What was decided, the newest first."""
    book = book_of(request, codebook)
    log = app_of(request).books.store.read(codebook)
    undone = undone_in(log)
    rows = [(decision, about(book, decision.action), decision.id in undone) for decision in reversed(log[-SHOWN:])]
    return page(request, "besluiten.html", "Besluiten", {"book": book, "rows": rows, "total": len(log)})


def _about(request: Request, theme_id: str, action: dict[str, object]) -> Response:
    book, theme = book_of_theme(request, theme_id)
    if theme.status == "merged":
        raise HTTPException(409, "Dit thema is intussen samengevoegd met een ander. Er is niets gewijzigd.")
    return decide(request, book, action, f"/thema/{quote(theme_id, safe='')}")

"""What no longer fits after a re-fit or an undo: each case with its choices, and what a coder chose."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from textmining.codebook import decisions as d
from textmining.codebook.decisions import Decision
from textmining.codebook.store.browsing import Wanted, browse, named
from textmining.review.access import form_of
from textmining.review.book import Book
from textmining.review.forms import decide_all, text_of
from textmining.review.rendering import page
from textmining.review.routes.reading import book_of
from textmining.review.routes.versions import teller_of
from textmining.review.site import app_of
from textmining.review.versions.doubts import Doubt, doubts_of
from textmining.review.versions.history import Row, rows_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

MOST = 20
"""Decisions on one theme that are listed with a case."""

_ABOUT_THEMES = ("accept", "reject", "rename", "define", "merge", "split", "new_theme", "move", "add_theme")
_MAKE = (d.NewTheme, d.Split)


@router.get("/vraag/{codebook}/nakijken")
def conflicts(request: Request, codebook: str) -> Response:
    """What does not fit, and the choices in each case."""
    book = book_of(request, codebook)
    found = _doubts(request, book)
    shown = {"book": book, "doubts": [(doubt, _rows(request, book, doubt)) for doubt in found]}
    return page(request, "nakijken.html", "Nakijken", shown)


@router.post("/vraag/{codebook}/nakijken")
def resolve(request: Request, codebook: str) -> Response:
    """A case is closed in the way that was chosen."""
    book, form = book_of(request, codebook), form_of(request)
    asked, theme = text_of(form, "punt"), text_of(form, "thema")
    doubt = next((one for one in _doubts(request, book) if one.key == asked), None)
    if doubt is None:
        raise HTTPException(409, "Dit is intussen al opgelost, door u of door een ander. Er is niets gewijzigd.")
    value = text_of(form, "keuze")
    actions = doubt.actions(value, theme)
    if actions is None and value == "other":
        raise HTTPException(400, "Kies eerst een thema uit de lijst.")
    if actions is None:
        raise HTTPException(400, "Deze keuze is er niet (meer). Ververs de pagina en kies opnieuw.")
    about = {one for one in (doubt.conflict.theme, *doubt.conflict.candidates) if one is not None}
    if doubt.decision is not None:
        about |= doubt.decision.touches
    back = f"/vraag/{quote(codebook, safe='')}/nakijken"
    return decide_all(request, book, [action.model_dump() for action in actions], back, about_too=about)


def _doubts(request: Request, book: Book) -> list[Doubt]:
    if not book.codebook.conflicts:
        return []
    books = app_of(request).books
    ids = {conflict.decision for conflict in book.codebook.conflicts if conflict.decision is not None}
    decisions = {n: book.mask.decision(one) for n, one in named(books.store, ids).items()}
    makers, names = _makers(request, book)
    return doubts_of(book, books.past.earlier(book), decisions, makers, names)


def _makers(request: Request, book: Book) -> tuple[dict[str, int], dict[str, str]]:
    """Themes that coders made and that are no more: the decision that undid each, and its name."""
    unknown = {conflict.theme for conflict in book.codebook.conflicts if conflict.kind == "unknown"}
    if not unknown:
        return {}, {}
    store, undone = app_of(request).books.store, book.codebook.undone
    found = browse(store, Wanted(book.material.id, kinds=("new_theme", "split", "undo"), upto=book.last), most=10**9)
    undos = {one.action.decision: one.id for one in found if isinstance(one.action, d.Undo) and one.id not in undone}
    makers: dict[str, int] = {}
    names: dict[str, str] = {}
    for one in (one for one in found if isinstance(one.action, _MAKE)):
        made = one.action.theme if isinstance(one.action, d.NewTheme) else one.action.part
        if made in unknown:
            names.setdefault(made, book.mask.text(one.action.label or ""))
            if one.id in undos:
                makers.setdefault(made, undos[one.id])
    return makers, names


def _rows(request: Request, book: Book, doubt: Doubt) -> list[Row]:
    """The decisions that a case is about: the one that does not fit, else those on its themes that count."""
    store, teller = app_of(request).books.store, teller_of(request, book)
    if doubt.decision is not None:
        return rows_of(store, teller, [doubt.decision])
    found: dict[int, Decision] = {}
    for theme in dict.fromkeys([doubt.conflict.theme, *doubt.conflict.candidates]):
        if theme is not None:
            wanted = Wanted(book.material.id, themes=(theme,), kinds=_ABOUT_THEMES, upto=book.last)
            own = browse(store, wanted, most=MOST)
            found |= {one.id: one for one in own if one.id not in book.codebook.undone}
    return rows_of(store, teller, [found[number] for number in sorted(found, reverse=True)][:MOST])

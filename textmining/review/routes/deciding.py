"""What coders decide about themes: each form is one decision in the log."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from textmining.review.access import form_of
from textmining.review.book import Book
from textmining.review.forms import decide, decide_all, lines_of, text_of
from textmining.review.routes.reading import book_of, book_of_theme

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


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
    form = form_of(request)
    return _about(request, theme, {"kind": "rename", "theme": theme, "label": text_of(form, "naam")})


@router.post("/thema/{theme}/omschrijving")
def define(request: Request, theme: str) -> Response:
    """What is in the theme and what is not; examples stand on lines of their own. The form may hold its name too."""
    form, (_, known) = form_of(request), book_of_theme(request, theme)
    renamed: dict[str, object] = {"kind": "rename", "theme": theme, "label": text_of(form, "naam")}
    defined: dict[str, object] = {
        "kind": "define",
        "theme": theme,
        "definition": text_of(form, "omschrijving"),
        "include": tuple(lines_of(form, "wel")),
        "exclude": tuple(lines_of(form, "niet")),
    }
    if "naam" not in form:
        return _about(request, theme, defined)
    changed = [renamed] if renamed["label"] != known.label else []
    changed += [defined] if any(defined[part] != getattr(known, part) for part in _DEFINED) else []
    return _about(request, theme, *changed)


_DEFINED = ("definition", "include", "exclude")


@router.post("/vraag/{codebook}/samenvoegen")
def merge(request: Request, codebook: str) -> Response:
    """The chosen themes become one: the largest of them, or the one that is named."""
    book, form = book_of(request, codebook), form_of(request)
    chosen = [theme for theme in dict.fromkeys(map(str, form.getlist("thema"))) if theme in book.codebook.in_use]
    if len(chosen) < 2:
        raise HTTPException(400, "Kies ten minste twee thema’s om samen te voegen.")
    named = text_of(form, "naar")
    if named and named not in chosen:
        raise HTTPException(400, "Het thema waarvan u de naam wilt houden, hoort niet bij de gekozen thema’s.")
    into = named if named else max(chosen, key=lambda theme: (book.size(theme), theme))
    others = tuple(theme for theme in chosen if theme != into)
    return decide(request, book, {"kind": "merge", "themes": others, "into": into}, f"/thema/{quote(into, safe='')}")


def _about(request: Request, theme_id: str, *actions: dict[str, object]) -> Response:
    book, theme = book_of_theme(request, theme_id)
    if theme.status == "merged":
        raise HTTPException(409, "Dit thema is intussen samengevoegd met een ander. Er is niets gewijzigd.")
    here = f"/thema/{quote(theme_id, safe='')}"
    if text_of(form_of(request), "terug") == "vraag":
        gone = any(action["kind"] == "reject" for action in actions)
        stays = _after(book, theme_id) if gone else theme_id
        here = f"/vraag/{quote(book.material.id, safe='')}#{quote(stays, safe='')}"
    return decide_all(request, book, actions, here) if actions else RedirectResponse(here, 303)


def _after(book: Book, theme_id: str) -> str:
    """The main theme that is listed after one, or the one before it where there is none."""
    listed = [one for one, depth in book.order.items() if depth == 0]
    place = listed.index(theme_id) if theme_id in listed else len(listed)
    return next(iter(listed[place + 1 :] or listed[:place][-1:]), "")

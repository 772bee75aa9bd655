"""Moving and splitting: which segments are in which theme, new themes, and notes on themes."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from textmining.codebook.decisions import LONGEST_LABEL
from textmining.review.access import form_of, visitor_of
from textmining.review.book import Book
from textmining.review.choosing import Choice, asked_loose, asked_members, read_choice
from textmining.review.forms import decide, decide_all, number_of, text_of
from textmining.review.lately import together
from textmining.review.placing import (
    Chosen,
    chosen_members,
    chosen_segments,
    moved,
    named_alike,
    new_theme_id,
    split_off,
)
from textmining.review.routes.reading import book_of, book_of_theme
from textmining.review.site import app_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

NONE = "geen"
"""What a form sends for no theme; no theme has this id."""

_GONE = "Een antwoord dat u koos, is er niet (meer) of staat niet meer in dit thema. Ververs de pagina en kies opnieuw."


@router.post("/vraag/{codebook}/verplaatsen")
def move(request: Request, codebook: str) -> Response:
    """What was chosen goes to another theme, or to none; to a new one where only a name was given."""
    book, form = book_of(request, codebook), form_of(request)
    to, label = text_of(form, "naar"), text_of(form, "naam")
    source = text_of(form, "van") or None
    if source is not None and source not in book.codebook.in_use:
        raise HTTPException(404, "Het thema waaruit u verplaatst, is er niet (meer).")
    if text_of(form, "wat") == "nieuw" or (not to and label):
        return _split(request, book, source)
    if to != NONE and to not in book.codebook.in_use:
        raise HTTPException(400, "Kies eerst een thema om naar te verplaatsen.")
    if to == source:
        raise HTTPException(400, "Dit zijn al antwoorden van dat thema. Kies een ander thema.")
    actions = moved(book, _chosen(request, book, source), None if to == NONE else to)
    return decide_all(request, book, actions, _back(request, book, source))


@router.post("/vraag/{codebook}/verplaatsen/ongedaan")
def take_back(request: Request, codebook: str) -> Response:
    """What the coder changed last, with all that was written down with it, no longer counts."""
    book, form, user = book_of(request, codebook), form_of(request), visitor_of(request).user
    last, source = number_of(form, "besluit"), text_of(form, "van") or None
    found = together(app_of(request).books.store, book, user.name, last) if user and last else []
    counting = [one for one in found if one.id not in book.codebook.undone]
    if not counting:
        raise HTTPException(404, "Dit besluit is niet van u, of het is al ongedaan gemaakt.")
    actions: list[dict[str, object]] = [{"kind": "undo", "decision": one.id} for one in counting]
    things = frozenset().union(*(one.touches for one in counting))
    here = source if source in book.codebook.themes else None
    return decide_all(request, book, actions, _back(request, book, here), about_too=things)


@router.post("/thema/{theme}/splitsen")
def split(request: Request, theme: str) -> Response:
    """What was chosen becomes a theme of its own."""
    book, own = book_of_theme(request, theme)
    if own.id not in book.codebook.in_use:
        raise HTTPException(409, "Dit thema is intussen samengevoegd of afgewezen. Er is niets gewijzigd.")
    return _split(request, book, own.id)


@router.post("/thema/{theme}/zelfstandig")
def stand_alone(request: Request, theme: str) -> Response:
    """A sub-theme becomes a main theme."""
    book, own = book_of_theme(request, theme)
    if own.parent is None or own.id not in book.codebook.in_use:
        raise HTTPException(409, "Dit is geen subthema (meer). Er is niets gewijzigd.")
    return decide(request, book, {"kind": "split", "theme": own.parent, "part": own.id}, _theme(own.id))


@router.post("/vraag/{codebook}/nieuw-thema")
def new_theme(request: Request, codebook: str) -> Response:
    """A theme that discovery did not find, by itself or under another."""
    book, form = book_of(request, codebook), form_of(request)
    parent = text_of(form, "onder") or None
    if parent is not None and book.order.get(parent) != 0:
        raise HTTPException(400, "Het thema waar dit onder moet, is er niet (meer) of is zelf een subthema.")
    theme, label = new_theme_id(book), _new_label(request, book)
    return decide(request, book, {"kind": "new_theme", "theme": theme, "label": label, "parent": parent}, _theme(theme))


@router.post("/thema/{theme}/notitie")
def note(request: Request, theme: str) -> Response:
    """A remark for other coders."""
    book, own = book_of_theme(request, theme)
    text = text_of(form_of(request), "notitie")
    return decide(request, book, {"kind": "note", "theme": own.id, "text": text}, f"{_theme(own.id)}#notities")


def _split(request: Request, book: Book, source: str | None) -> Response:
    label, theme = _new_label(request, book), new_theme_id(book)
    actions = split_off(book, _chosen(request, book, source), theme, label)
    return decide_all(request, book, actions, _theme(theme))


def _new_label(request: Request, book: Book) -> str:
    label = text_of(form_of(request), "naam")
    if not 0 < len(label) <= LONGEST_LABEL:
        raise HTTPException(400, f"Geef het nieuwe thema een naam van 1 tot {LONGEST_LABEL} tekens.")
    if named_alike(book, label) is not None:
        raise HTTPException(
            400, f"Er is al een thema dat ‘{label}’ heet. Kies een andere naam, of verplaats ernaartoe."
        )
    return label


def _chosen(request: Request, book: Book, source: str | None) -> Chosen:
    """What the form chose, as it is in the book now.

    Raises
    ------
    HTTPException
        If that is nothing, or something that is not there.
    """
    form = form_of(request)
    if text_of(form, "alles") == "1":
        choice = _choice(request, book)
        found = chosen_members(source, asked_members(book, source, choice)) if source else None
        chosen = found or chosen_segments(asked_loose(book, choice))
    else:
        segments = [segment for value in form.getlist("stukje") for segment in str(value).split()]
        whole = tuple(dict.fromkeys(str(value) for value in form.getlist("geheel")))
        known = {member.answer.id for member in book.members.get(source or "", ()) if not member.segments}
        if not book.material.segments.keys() >= set(segments) or not known >= set(whole):
            raise HTTPException(400, _GONE)
        chosen = Chosen(tuple(dict.fromkeys(segments)), whole, source)
    if not chosen:
        raise HTTPException(400, "Kies eerst ten minste één antwoord.")
    return chosen


def _choice(request: Request, book: Book) -> Choice:
    form = form_of(request)
    return read_choice({name: value for name, value in form.items() if isinstance(value, str)}, book)


def _back(request: Request, book: Book, source: str | None) -> str:
    """The page that the form was on, with the same filters."""
    answer = text_of(form_of(request), "antwoord")
    if answer in book.material.answers:
        return f"/antwoord/{quote(answer, safe='')}#stukjes"
    page = _theme(source) if source else f"/vraag/{quote(book.material.id, safe='')}/overig"
    choice = _choice(request, book)
    return f"{page}{choice.address(page=choice.page).rstrip('?')}#antwoorden"


def _theme(theme_id: str) -> str:
    return f"/thema/{quote(theme_id, safe='')}"

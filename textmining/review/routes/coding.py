"""Coding answers one after another: the queue, and double coding."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from textmining.codebook.decisions import LONGEST_TEXT
from textmining.codebook.folding import undone_in
from textmining.review.access import form_of, visitor_of
from textmining.review.book import Book
from textmining.review.coding import Place, Ticket
from textmining.review.coding.choosing import branches, code_action, suggestions, themes_today
from textmining.review.coding.ticket import mark_of
from textmining.review.forms import decide, text_of
from textmining.review.rendering import page
from textmining.review.routes.reading import book_of
from textmining.review.site import app_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_ENDS: dict[Place, str] = {"single": "coderen", "double": "dubbel"}
_TITLES: dict[Place, str] = {"single": "Coderen", "double": "Dubbel coderen"}

NOT_OURS = "Dit formulier is niet van u of klopt niet. Er is niets opgeslagen. Open de pagina opnieuw."
NOTHING_CHOSEN = "Kies een of meer thema’s, of klik op ‘Geen van deze thema’s’."
BOTH = "U koos thema’s, en ook ‘Geen van deze thema’s’. Haal de vinkjes weg, of klik op ‘Bewaar’."
OTHER_THEMES = (
    "De lijst met thema’s is intussen gewijzigd. Er is nog niets opgeslagen: kijk uw keuze na en bewaar opnieuw."
)
LONG_NOTE = "De notitie is te lang: ten hoogste 4.000 tekens."
NOTHING_TO_UNDO = "Er is niets van u om ongedaan te maken bij dit antwoord."


@router.get("/vraag/{codebook}/coderen")
def code(request: Request, codebook: str) -> Response:
    """The next answer of the queue."""
    return _next(request, book_of(request, codebook), "single")


@router.get("/vraag/{codebook}/dubbel")
def code_double(request: Request, codebook: str) -> Response:
    """The next answer that every coder codes."""
    return _next(request, book_of(request, codebook), "double")


@router.post("/vraag/{codebook}/coderen")
def save(request: Request, codebook: str) -> Response:
    """All themes of one answer, or none of them."""
    book, ticket = _opened(request, codebook)
    form, app = form_of(request), app_of(request)
    chosen = [str(theme) for theme in form.getlist("thema")]
    if any(theme not in book.codebook.themes for theme in chosen):
        raise HTTPException(400, NOT_OURS)
    themes, none, note = themes_today(book.codebook, chosen), "geen" in form, text_of(form, "notitie")
    wrong, status = "", 400
    if ticket.themes != mark_of(book.codebook.in_use):
        wrong, status = OTHER_THEMES, 409
    elif len(note) > LONGEST_TEXT:
        wrong = LONG_NOTE
    elif not themes and not none:
        wrong = NOTHING_CHOSEN
    elif themes and none:
        wrong = BOTH
    if wrong:
        return _form(request, book, ticket, themes, note, wrong, status)
    back = _address(book, _place(ticket))
    if note:
        decide(request, book, {"kind": "note", "answer": ticket.answer, "text": note}, back)
    action = code_action(book, app.coding.drawn(book), ticket, themes, app.desk.clock())
    return _done(request, book, ticket, decide(request, book, action, back))


@router.post("/vraag/{codebook}/coderen/niet-te-coderen")
def uncodable(request: Request, codebook: str) -> Response:
    """An answer that says nothing that can be coded; it is in no denominator."""
    book, ticket = _opened(request, codebook)
    action: dict[str, object] = {"kind": "mark_answer", "answer": ticket.answer, "mark": "uncodable"}
    return _done(request, book, ticket, decide(request, book, action, _address(book, _place(ticket))))


@router.post("/vraag/{codebook}/coderen/overslaan")
def skip(request: Request, codebook: str) -> Response:
    """An answer for later."""
    book, ticket = _opened(request, codebook)
    app_of(request).desk.skip(book, ticket.coder, ticket.answer)
    return RedirectResponse(_address(book, _place(ticket)), 303)


@router.post("/vraag/{codebook}/coderen/ongedaan")
def undo(request: Request, codebook: str) -> Response:
    """What the coder last said of an answer no longer counts, and the answer is before the coder again."""
    book, form, app, coder = book_of(request, codebook), form_of(request), app_of(request), _coder(request)
    answer = text_of(form, "antwoord")
    log = app.books.store.read(codebook)
    undone = undone_in(log)
    own = [one for one in log if one.actor == coder and one.id not in undone and _codes(one.action, answer)]
    if not own:
        raise HTTPException(409, NOTHING_TO_UNDO)
    last = own[-1].action
    at_double = last.queue == "double" if last.kind == "code_answer" else text_of(form, "plek") == "double"
    place: Place = "double" if at_double else "single"
    told = decide(request, book, {"kind": "undo", "decision": own[-1].id}, _address(book, place))
    if told.status_code == 303:
        app.desk.back(book_of(request, codebook), coder, answer, place)
    return told


def _codes(action: object, answer: str) -> bool:
    """Whether an action says of an answer what is said on these pages."""
    kind = getattr(action, "kind", "")
    said = kind == "code_answer" or (kind == "mark_answer" and getattr(action, "mark", "") == "uncodable")
    return said and getattr(action, "answer", None) == answer


def _coder(request: Request) -> str:
    user = visitor_of(request).user
    return user.name if user else ""


def _opened(request: Request, codebook: str) -> tuple[Book, Ticket]:
    """The codebook, and the answer that the form was made for: of this codebook, before this coder."""
    book, app = book_of(request, codebook), app_of(request)
    ticket = Ticket.opened(text_of(form_of(request), "kaart"), app.coding.key)
    mine = ticket is not None and (ticket.coder, ticket.codebook) == (_coder(request), book.material.id)
    if ticket is None or not mine or ticket.answer not in book.material.answers:
        raise HTTPException(400, NOT_OURS)
    return book, ticket


def _done(request: Request, book: Book, ticket: Ticket, told: Response) -> Response:
    """After a decision: the desk goes on to the next answer, and a model is fitted to what was said."""
    if told.status_code == 303:
        app = app_of(request)
        app.desk.saved(book, ticket.coder, ticket.answer)
        app.coding.predictions(book_of(request, book.material.id))
    return told


def _place(ticket: Ticket) -> Place:
    return "double" if ticket.queue == "double" else "single"


def _address(book: Book, place: Place) -> str:
    return f"/vraag/{quote(book.material.id, safe='')}/{_ENDS[place]}"


def _next(request: Request, book: Book, place: Place) -> Response:
    app, coder = app_of(request), _coder(request)
    offer = app.desk.offer(book, coder, place) if book.order else None
    if offer is None:
        return page(request, "coderen_klaar.html", _TITLES[place], _frame(request, book, place))
    mark = mark_of(book.codebook.in_use)
    ticket = Ticket(book.material.id, offer.answer, coder, offer.queue, app.desk.clock(), mark)
    return _form(request, book, ticket)


def _form(
    request: Request,
    book: Book,
    ticket: Ticket,
    chosen: Collection[str] = (),
    note: str = "",
    wrong: str = "",
    status: int = 200,
) -> Response:
    """The form for one answer, as it was filled in if something is wrong with it."""
    app, answer = app_of(request), book.material.answers[ticket.answer]
    ticket = replace(ticket, themes=mark_of(book.codebook.in_use))
    shown = {
        **_frame(request, book, _place(ticket)),
        "answer": answer,
        "queue": ticket.queue,
        "ticket": ticket.sealed(app.coding.key),
        "branches": branches(book),
        "suggestions": [] if ticket.blind else suggestions(book, app.coding.predictions(book), ticket.answer),
        "chosen": chosen,
        "note": note,
        "wrong": wrong,
    }
    return page(request, "coderen.html", _TITLES[_place(ticket)], shown, status)


def _frame(request: Request, book: Book, place: Place) -> dict[str, object]:
    """What the page shows around an answer."""
    app, coder = app_of(request), _coder(request)
    before = app.desk.previous(book, coder)
    hands = book.codebook.hands.get(before, ()) if before else ()
    own = next((hand.themes for hand in hands if hand.coder == coder), None)
    said = None if own is None else sorted(book.codebook.themes[t].label for t in themes_today(book.codebook, own))
    return {
        "book": book,
        "place": place,
        "state": app.coding.state(book),
        "progress": app.desk.progress(book, coder),
        "before": book.material.answers.get(before) if before else None,
        "said": said,
    }

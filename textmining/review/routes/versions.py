"""History: what was decided, the codebook as it was, undoing, restoring, and signing it off."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from textmining.codebook.coder import ENOUGH
from textmining.codebook.coder.whole import uncodable
from textmining.codebook.decisions import Decision
from textmining.codebook.state import CodeTheme
from textmining.codebook.store.browsing import named
from textmining.publishing.theme_words import nested
from textmining.review.access import form_of, visitor_of
from textmining.review.book import Book
from textmining.review.forms import decide, number_of, text_of
from textmining.review.rendering import page
from textmining.review.routes.agreeing import PATIENCE, agreement_of
from textmining.review.routes.reading import book_of
from textmining.review.site import App, app_of
from textmining.review.telling import Teller
from textmining.review.versions.checking import Check, checklist
from textmining.review.versions.comparing import changes
from textmining.review.versions.history import read_asked, rows_of, show_history
from textmining.review.versions.past import state_of
from textmining.review.versions.signed import next_number, on_themes, signed_versions, standing_of

__all__ = ["router", "teller_of"]

router = APIRouter(include_in_schema=False)

NO_SUCH_DECISION = "Dit besluit is er niet."


def teller_of(request: Request, book: Book) -> Teller:
    """Tells decisions to whoever makes a request."""
    visitor = visitor_of(request)
    labels = app_of(request).books.past.labels(book)
    return Teller(book, labels, visitor.user.name if visitor.user else "", visitor.may("coder"))


@router.get("/vraag/{codebook}/besluiten")
def history(request: Request, codebook: str) -> Response:
    """What was decided, the newest first."""
    book = book_of(request, codebook)
    asked = read_asked(request.query_params, book)
    books = app_of(request).books
    names = books.past.names(book, asked.theme) if asked.theme else ()
    found = show_history(books.store, teller_of(request, book), asked, names)
    shown = {"book": book, "asked": asked, "found": found, "themes": _listed(book.codebook.themes, book.order)}
    return page(request, "besluiten.html", "Besluiten", shown)


@router.get("/vraag/{codebook}/besluiten/{decision}")
def moment(request: Request, codebook: str, decision: int) -> Response:
    """A decision, and the codebook as it was right after it beside what it is now, or was after another (``met``)."""
    book, books = book_of(request, codebook), app_of(request).books
    then = books.past.at(book, decision)
    if then is None:
        raise HTTPException(404, NO_SUCH_DECISION)
    other = request.query_params.get("met", "")
    beside = books.past.at(book, int(other)) if other.isascii() and other.isdigit() and len(other) < 10 else None
    later = beside.themes if beside is not None else state_of(book)
    became = books.past.became(book, then.fit, beside.fit if beside is not None else "")
    in_use = {theme_id: state for theme_id, state in then.themes.items() if state.in_use}
    order = nested(sorted(in_use, key=lambda t: (-in_use[t].size, t)), {t: s.theme.parent for t, s in in_use.items()})
    heirs = became.heirs if became is not None else {}
    found = changes(then.themes, later, became.heirs if became is not None else None)
    shown = {
        "book": book,
        "row": rows_of(books.store, teller_of(request, book), [then.decision])[0],
        "beside": beside,
        "differences": [one for one in found if one.kind != "resized"],
        "resized": sum(one.kind == "resized" for one in found),
        "other_fit": then.fit != book.material.base.fit,
        "listed": [(in_use[theme], depth, later.get(heirs.get(theme, theme))) for theme, depth in order.items()],
        "since": on_themes(books.store, book, decision),
    }
    return page(request, "besluit.html", f"Besluit {decision}", shown)


@router.post("/vraag/{codebook}/ongedaan")
def undo(request: Request, codebook: str) -> Response:
    """An earlier decision no longer counts; where that is an undo, what it undid counts again."""
    book, form = book_of(request, codebook), form_of(request)
    undone = _decision_of(request, book, number_of(form, "besluit"))
    if undone.id in book.codebook.undone:
        raise HTTPException(409, "Dit besluit telt al niet meer mee. Er is niets gewijzigd.")
    asked = text_of(form, "terug")
    there = "nakijken" if asked == "nakijken" else f"besluiten{asked if asked.startswith('?') else ''}"
    back = f"/vraag/{quote(codebook, safe='')}/{there}"
    return decide(
        request, book, {"kind": "undo", "decision": undone.id}, back, about_too=_touched(request, book, undone)
    )


@router.post("/vraag/{codebook}/herstellen")
def restore(request: Request, codebook: str) -> Response:
    """The codebook becomes again what it was after a decision; codes and marks of answers stay."""
    book = book_of(request, codebook)
    decision = _decision_of(request, book, number_of(form_of(request), "besluit"))
    back = f"/vraag/{quote(codebook, safe='')}/besluiten"
    # whoever has an older page open is told before deciding on a theme that is another now
    return decide(request, book, {"kind": "restore", "decision": decision.id}, back, about_too=book.codebook.themes)


@router.get("/vraag/{codebook}/versies")
def versions(request: Request, codebook: str) -> Response:
    """The signed versions, and what stands in the way of the next."""
    return _versions(request, book_of(request, codebook))


@router.post("/vraag/{codebook}/ondertekenen")
def sign(request: Request, codebook: str) -> Response:
    """The codebook as it is becomes the next version; what warns must have been read."""
    book, form = book_of(request, codebook), form_of(request)
    read = {str(name) for name in form.getlist("punt")}
    found = _checks(request, book)
    if any(check.level == "stop" for check in found):
        wrong = "Dit codeboek kan nog niet worden ondertekend. Los eerst op wat hieronder bij ‘Eerst oplossen’ staat."
        return _versions(request, book, wrong=wrong)
    if any(check.level == "warning" and check.id not in read for check in found):
        wrong = "Niet alle aandachtspunten zijn aangevinkt. Lees ze, vink ze aan en onderteken opnieuw."
        return _versions(request, book, read=read, wrong=wrong)
    number = next_number(app_of(request).books.store, book)
    back = f"/vraag/{quote(codebook, safe='')}/versies?ondertekend={number}"
    return decide(request, book, {"kind": "sign_off", "number": number}, back)


def _versions(request: Request, book: Book, *, read: Collection[str] = (), wrong: str = "") -> Response:
    app = app_of(request)
    signed = signed_versions(app.books.past, book)
    asked = request.query_params.get("ondertekend", "")
    others = [one for one in app.books.all() if one.material.id != book.material.id]
    shown = {
        "book": book,
        "signed": signed,
        "standing": standing_of(app.books.store, book),
        "done": next((one.version for one in signed if str(one.version.number) == asked), None),
        "waiting": [one for one in others if not _is_signed(one)],
        "checks": _checks(request, book),
        "number": next_number(app.books.store, book),
        "read": read,
        "wrong": wrong,
        "reason": text_of(form_of(request), "reden") if wrong else "",
    }
    return page(request, "versies.html", "Versies", shown, 400 if wrong else 200)


def _checks(request: Request, book: Book) -> list[Check]:
    app = app_of(request)
    study, standing = app.books.study(), standing_of(app.books.store, book)
    by_hand = (book.codebook.hands.keys() | book.codebook.settled.keys()) - uncodable(book.codebook)
    short_of = max(0, ENOUGH - len(by_hand))
    return checklist(
        book,
        current=study is None or study.current,
        changed=standing.since if standing.version is not None and standing.present else None,
        short_of=short_of,
        abstained=None if short_of else app.coding.abstained(book),
        alphas=_alphas(app, book),
    )


def _alphas(app: App, book: Book) -> dict[str, float | None] | None:
    """Krippendorff's alpha of each theme as far as it is known; None where nothing was coded twice."""
    if all(len(hands) < 2 for hands in book.codebook.hands.values()):
        return None
    found, _ = agreement_of(app, book, wait=PATIENCE)
    if found is None or not found.n:
        return None
    rows = zip(found.themes["theme_id"], found.themes["alpha"], strict=True)
    return {str(theme): None if math.isnan(alpha) else float(alpha) for theme, alpha in rows}


def _is_signed(book: Book) -> bool:
    """Whether an edition can be made of the codebook as it is signed."""
    last = book.codebook.versions[-1] if book.codebook.versions else None
    return last is not None and last.fit == book.material.base.fit


def _decision_of(request: Request, book: Book, number: int | None) -> Decision:
    """A decision on this codebook.

    Raises
    ------
    HTTPException
        If there is none of that id.
    """
    found = named(app_of(request).books.store, [number]).get(number) if number is not None else None
    if found is None or found.codebook != book.material.id:
        raise HTTPException(404, NO_SUCH_DECISION)
    return found


def _touched(request: Request, book: Book, undone: Decision) -> frozenset[str]:
    """What a decision is about: of an undo, what it undid is about; of a restoration, all themes."""
    seen: set[int] = set()
    while undone.action.kind == "undo" and undone.id not in seen:
        seen.add(undone.id)
        undone = _decision_of(request, book, undone.action.decision)
    return frozenset(book.codebook.themes) if undone.action.kind == "restore" else undone.touches


def _listed(themes: Mapping[str, CodeTheme], order: Mapping[str, int]) -> list[tuple[CodeTheme, int]]:
    """Themes as they can be chosen: those in use nested, then the others by name."""
    used = [(themes[theme], depth) for theme, depth in order.items()]
    others = sorted((t for t in themes.values() if t.id not in order), key=lambda t: t.label.casefold())
    return [*used, *((theme, 0) for theme in others)]

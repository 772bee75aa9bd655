"""How well coders agree, and settling where they differ."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from textmining.review.access import form_of, visitor_of
from textmining.review.agreement import (
    Agreement,
    Difference,
    Doubles,
    Grounds,
    ModelAgreement,
    differences_of,
    doubles_of,
    grounds_of,
    measure,
    measure_model,
)
from textmining.review.agreement.telling import TABLES, agreement_csv, told
from textmining.review.book import Book
from textmining.review.forms import decide, number_of, text_of
from textmining.review.progress import Deed
from textmining.review.rendering import page
from textmining.review.routes.reading import book_of
from textmining.review.site import App, app_of

__all__ = ["agreement_of", "differences_for", "doubles_for", "router", "sees_codes"]

router = APIRouter(include_in_schema=False)

PATIENCE = 0.06
"""Seconds that a page waits for figures; those of a usual sample take less."""

PER_PAGE = 50

NOT_YET = (
    "Eerst codeert u zelf alle antwoorden van de dubbele steekproef. Daarna ziet u wat anderen kozen; zo blijft uw "
    "oordeel het uwe."
)
NO_DIFFERENCE = "Over dit antwoord is er geen verschil (meer)."


@router.get("/vraag/{codebook}/overeenstemming")
def agreement(request: Request, codebook: str) -> Response:
    """How well coders agree, before they settled anything; only how far they are to who still has to code."""
    book = book_of(request, codebook)
    doubles = doubles_for(app_of(request), book)
    shown: dict[str, object] = {"book": book, "doubles": doubles, "sees": sees_codes(request, doubles)}
    if shown["sees"]:
        found, current = agreement_of(app_of(request), book, wait=PATIENCE)
        shown |= {"found": found and told(book, found, _by_model(app_of(request), book)), "current": current}
        shown["tables"] = TABLES
        shown["state"] = app_of(request).coding.state(book)
    return page(request, "overeenstemming.html", "Overeenstemming", shown)


@router.get("/vraag/{codebook}/overeenstemming/{table}.csv")
def agreement_table(request: Request, codebook: str, table: str) -> Response:
    """One table of the page, for a spreadsheet."""
    book = book_of(request, codebook)
    if table not in TABLES:
        raise HTTPException(404, "Deze tabel is er niet.")
    if not sees_codes(request, doubles_for(app_of(request), book)):
        raise HTTPException(400, NOT_YET)
    found, _ = agreement_of(app_of(request), book, wait=60.0)
    if found is None:
        raise HTTPException(503, "De cijfers worden nog berekend. Probeer het over een minuut opnieuw.")
    user = visitor_of(request).user
    detail = f"overeenstemming {book.material.id} {table}"
    app_of(request).accounts.note("export", user.name if user else None, request.state.address, detail)
    name = f"overeenstemming-{table}.csv"
    return Response(
        agreement_csv(book, found, _by_model(app_of(request), book), table),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get("/vraag/{codebook}/verschillen")
def differing(request: Request, codebook: str) -> Response:
    """The answers that coders coded differently: those to settle, and those that are settled."""
    book = book_of(request, codebook)
    doubles = doubles_for(app_of(request), book)
    shown: dict[str, object] = {"book": book, "doubles": doubles, "sees": sees_codes(request, doubles)}
    if shown["sees"]:
        in_use, query = book.codebook.in_use, request.query_params
        about = tuple(theme for name in ("thema", "ander") if (theme := query.get(name, "")) in in_use)
        found = [one for one in differences_for(app_of(request), book) if one.is_about(*about)]
        waiting = [one for one in found if one.settled is None]
        pages = max(1, -(-len(waiting) // PER_PAGE))
        number = min(_whole(query.get("blad", "1")), pages)
        asked = urlencode([(name, theme) for name, theme in zip(("thema", "ander"), about, strict=False)])
        shown |= {
            "about": [in_use[theme] for theme in about],
            "open": waiting[(number - 1) * PER_PAGE : number * PER_PAGE],
            "total": len(waiting),
            "settled": _settled(app_of(request), book, found),
            "number": number,
            "pages": pages,
            "asked": f"{asked}&" if asked else "",
        }
    return page(request, "verschillen.html", "Verschillen", shown)


@router.get("/vraag/{codebook}/verschillen/{answer}")
def difference(request: Request, codebook: str, answer: str) -> Response:
    """One answer that coders coded differently, with what each chose."""
    book = book_of(request, codebook)
    one, place, total = _difference(request, book, answer)
    chosen = one.settled if one.settled is not None else one.agreed
    return _shown(request, book, one, (place, total), chosen=chosen, none=one.settled == ())


@router.post("/vraag/{codebook}/verschillen/{answer}")
def settle(request: Request, codebook: str, answer: str) -> Response:
    """The themes that coders agree on for one answer; on to the next difference."""
    book, form = book_of(request, codebook), form_of(request)
    one, place, total = _difference(request, book, answer)
    sent = list(dict.fromkeys(map(str, form.getlist("thema"))))
    chosen = tuple(theme for theme in book.order if theme in sent)
    none, wrong = text_of(form, "geen") != "", ""
    if len(chosen) < len(sent):
        wrong = "Een van de gekozen thema’s is er niet meer. Kijk uw keuze na en bewaar opnieuw."
    elif not chosen and not none:
        wrong = "Kies ten minste één thema, of kies ‘Geen van deze thema’s’."
    elif chosen and none:
        wrong = "U koos ‘Geen van deze thema’s’ en ook een thema. Kies een van de twee."
    if wrong:
        reason = text_of(form, "reden")
        return _shown(request, book, one, (place, total), chosen=chosen, none=none, reason=reason, wrong=wrong)
    action: dict[str, object] = {"kind": "settle", "answer": answer, "themes": chosen}
    return decide(request, book, action, _next(app_of(request), book, answer))


@router.post("/vraag/{codebook}/verschillen/{answer}/ongedaan")
def unsettle(request: Request, codebook: str, answer: str) -> Response:
    """What was settled for one answer no longer counts."""
    book = book_of(request, codebook)
    _difference(request, book, answer)
    last = app_of(request).books.work.settled(book).get(answer)
    if last is None or last.id != number_of(form_of(request), "besluit"):
        raise HTTPException(409, "Dit besluit is intussen al gewijzigd of ongedaan gemaakt. Ververs de pagina.")
    return decide(request, book, {"kind": "undo", "decision": last.id}, f"{_here(book)}#beslist")


# --- for other pages ------------------------------------------------------------------------------------------------


def doubles_for(app: App, book: Book) -> Doubles:
    """How far the double sample of a codebook is."""
    sample = app.coding.drawn(book).double
    name = f"double sample of {book.material.id}"
    return app.latest.get(name, (book.codebook, sample), lambda: doubles_of(book.codebook, sample))


def sees_codes(request: Request, doubles: Doubles) -> bool:
    """Whether who asks may see what other coders chose for the double sample."""
    visitor = visitor_of(request)
    name = visitor.user.name if visitor.user else ""
    return doubles.open_to(name, researcher=visitor.may("researcher"))


def agreement_of(app: App, book: Book, *, wait: float) -> tuple[Agreement | None, bool]:
    """How well coders agree, and whether that is of this state of the codebook or of one before."""
    grounds = _grounds(app, book)
    return app.agreement.get(book.material.id, grounds.key, lambda: measure(grounds), wait=wait)


def differences_for(app: App, book: Book) -> list[Difference]:
    """The answers on which coders differ, the furthest apart first."""
    name = f"differences of {book.material.id}"
    return app.latest.get(name, (book.codebook, book.order), lambda: differences_of(book))


# --- inside ---------------------------------------------------------------------------------------------------------


def _grounds(app: App, book: Book) -> Grounds:
    return app.latest.get(f"grounds of {book.material.id}", (book.codebook,), lambda: grounds_of(book))


def _by_model(app: App, book: Book) -> ModelAgreement | None:
    predicted = app.coding.out_of_fold(book)
    if predicted is None:
        return None
    name = f"model of {book.material.id}"
    return app.latest.get(name, (book.codebook, predicted), lambda: measure_model(book, _grounds(app, book), predicted))


def _here(book: Book) -> str:
    return f"/vraag/{quote(book.material.id, safe='')}/verschillen"


def _difference(request: Request, book: Book, answer: str) -> tuple[Difference, int, int]:
    """A difference that an address names, its place among those to settle (0 for a settled one) and how many these are.

    Raises
    ------
    HTTPException
        404 if there is none, 400 if who asks still has to code.
    """
    if not sees_codes(request, doubles_for(app_of(request), book)):
        raise HTTPException(400, NOT_YET)
    found = differences_for(app_of(request), book)
    one = next((one for one in found if one.answer == answer), None)
    if one is None or answer not in book.material.answers:
        raise HTTPException(404, NO_DIFFERENCE)
    waiting = [other.answer for other in found if other.settled is None]
    return one, waiting.index(answer) + 1 if answer in waiting else 0, len(waiting)


def _next(app: App, book: Book, answer: str) -> str:
    """The page of the difference after this one; that of all of them after the last."""
    found = differences_for(app, book)
    place = [one.answer for one in found].index(answer)
    later = [one.answer for one in (*found[place + 1 :], *found[:place]) if one.settled is None]
    return f"{_here(book)}/{quote(later[0], safe='')}" if later else _here(book)


def _shown(
    request: Request,
    book: Book,
    one: Difference,
    place: tuple[int, int],
    *,
    chosen: tuple[str, ...],
    none: bool,
    reason: str = "",
    wrong: str = "",
) -> Response:
    themes = book.codebook.themes
    near = {*one.agreed, *one.disputed, *chosen}
    last = app_of(request).books.work.settled(book).get(one.answer) if one.settled is not None else None
    shown = {
        "book": book,
        "one": one,
        "answer": book.material.answers[one.answer],
        "place": place[0],
        "total": place[1],
        "after": _next(app_of(request), book, one.answer),
        "defined": [themes[theme] for theme in book.order if theme in one.disputed],
        "near": [theme for theme in book.order if theme in near],
        "others": [theme for theme in book.order if theme not in near],
        "chosen": chosen,
        "none": none,
        "reason": reason,
        "wrong": wrong,
        "last": last,
    }
    return page(request, "verschil.html", "Verschil", shown, 400 if wrong else 200)


def _settled(app: App, book: Book, found: list[Difference]) -> list[tuple[Difference, Deed]]:
    """Settled differences with the decision that settled each, the newest first."""
    by = app.books.work.settled(book)
    rows = [(one, by[one.answer]) for one in found if one.settled is not None and one.answer in by]
    return sorted(rows, key=lambda row: -row[1].id)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text) > 0 else 1

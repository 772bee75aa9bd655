"""One answer: its themes, notes, quote and marks, and the report of personal data in it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from textmining.codebook.decisions import LONGEST_TEXT, Decision
from textmining.codebook.quoting import NEVER_QUOTED, QuoteError, quote_of
from textmining.review.access import form_of, visitor_of
from textmining.review.answering import change_themes, groups_of, parts, sources, unseen_by
from textmining.review.book import Book
from textmining.review.forms import decide, decide_all, number_of, text_of
from textmining.review.material import Answer
from textmining.review.rendering import page
from textmining.review.reporting import MANY, holds, look_ahead
from textmining.review.routes.agreeing import doubles_for, sees_codes
from textmining.review.site import app_of
from textmining.review.telling import Teller
from textmining.review.words import MARKS_OF_ANSWERS

__all__ = ["book_of_answer", "router"]

router = APIRouter(include_in_schema=False)

NO_SUCH_ANSWER = "Dit antwoord is er niet (meer)."


def book_of_answer(request: Request, answer_id: str) -> tuple[Book, Answer]:
    """The answer that an address names, and the codebook by which it is coded.

    Raises
    ------
    HTTPException
        If there is none.
    """
    book = app_of(request).books.of_answer(answer_id)
    if book is None:
        raise HTTPException(404, NO_SUCH_ANSWER)
    return book, book.material.answers[answer_id]


@router.get("/antwoord/{answer}")
def answer_page(request: Request, answer: str) -> Response:
    """An answer and everything that was decided about it."""
    return _shown(request, *book_of_answer(request, answer))


@router.post("/antwoord/{answer}/thema")
def add_theme(request: Request, answer: str) -> Response:
    """The answer mentions a theme."""
    book, own = book_of_answer(request, answer)
    theme = text_of(form_of(request), "thema")
    if theme not in book.codebook.in_use:
        raise HTTPException(400, "Kies eerst een thema.")
    if theme in book.themes_of.get(answer, frozenset()):
        return RedirectResponse(_address(request, own), 303)
    return decide_all(request, book, change_themes(book, own, add={theme}), _address(request, own))


@router.post("/antwoord/{answer}/thema-weg")
def remove_theme(request: Request, answer: str) -> Response:
    """The answer does not mention a theme."""
    book, own = book_of_answer(request, answer)
    theme = text_of(form_of(request), "thema")
    if theme not in book.themes_of.get(answer, frozenset()):
        raise HTTPException(409, "Dit antwoord heeft dat thema niet (meer). Er is niets gewijzigd.")
    return decide_all(request, book, change_themes(book, own, remove={theme}), _address(request, own))


@router.post("/antwoord/{answer}/notitie")
def note(request: Request, answer: str) -> Response:
    """A remark for other coders."""
    book, own = book_of_answer(request, answer)
    text = text_of(form_of(request), "notitie")
    if not 0 < len(text) <= LONGEST_TEXT:
        return _wrong(request, book, own, "notitie", text, f"Een notitie heeft 1 tot {LONGEST_TEXT} tekens.")
    return decide(request, book, {"kind": "note", "answer": answer, "text": text}, _address(request, own))


@router.post("/antwoord/{answer}/citaat")
def clear_quote(request: Request, answer: str) -> Response:
    """The answer, or stretches of it, may be quoted; or may no longer."""
    book, own = book_of_answer(request, answer)
    form = form_of(request)
    how, text = text_of(form, "wat"), text_of(form, "citaat")
    if how == "intrekken":
        return decide(request, book, {"kind": "clear_quote", "answer": answer, "text": ""}, _address(request, own))
    if book.codebook.marks.get(answer, frozenset()) & NEVER_QUOTED:
        told = "Dit antwoord is gemarkeerd als gevoelig en wordt daarom niet geciteerd. Haal eerst de markering weg."
        return _wrong(request, book, own, "citaat", text, told)
    try:
        quoted = quote_of(own.text, own.text if how == "geheel" else text)
    except QuoteError as error:
        return _wrong(request, book, own, "citaat", text, _why_no_quote(error))
    if len(quoted) > LONGEST_TEXT:
        told = f"Een citaat heeft ten hoogste {LONGEST_TEXT} tekens. Kort het in, met … waar u iets weglaat."
        return _wrong(request, book, own, "citaat", text, told)
    return decide(request, book, {"kind": "clear_quote", "answer": answer, "text": quoted}, _address(request, own))


@router.post("/antwoord/{answer}/markering")
def mark(request: Request, answer: str) -> Response:
    """The answer is sensitive, or cannot be coded."""
    book, own = book_of_answer(request, answer)
    chosen = text_of(form_of(request), "markering")
    if chosen not in MARKS_OF_ANSWERS:
        raise HTTPException(400, "Kies eerst een markering.")
    if chosen in book.codebook.marks.get(answer, frozenset()):
        return RedirectResponse(_address(request, own), 303)
    return decide(request, book, {"kind": "mark_answer", "answer": answer, "mark": chosen}, _address(request, own))


@router.post("/antwoord/{answer}/persoonsgegeven")
def report_personal(request: Request, answer: str) -> Response:
    """Words about a person: told first in how much they stand, and left out everywhere once that is confirmed."""
    book, own = book_of_answer(request, answer)
    app, form = app_of(request), form_of(request)
    words = " ".join(text_of(form, "woorden").split())
    study = app.books.study()
    if study is None:
        raise HTTPException(404, NO_SUCH_ANSWER)
    if not 2 <= len(words) <= 200:
        return _wrong(request, book, own, "woorden", words, "Schrijf de woorden over die weg moeten: 2 tot 200 tekens.")
    if not holds(own.text, words, study.names):
        told = (
            "Deze woorden staan niet zo in het antwoord, als hele woorden na elkaar (of ze staan in de lijst van namen "
            "die mogen blijven). Neem ze letterlijk over, zonder wat tussen [haken] staat."
        )
        return _wrong(request, book, own, "woorden", words, told)
    if text_of(form, "zeker") != "ja":
        report = look_ahead(app.books.all(), words, study.names)
        shown = {"book": book, "answer": own, "report": report, "many": report.answers >= MANY}
        return page(request, "persoonsgegeven.html", "Persoonsgegeven melden", shown | _forms(request, own))
    # a report overwrites nothing: it need not wait for what others decided about the answer meanwhile
    action: dict[str, object] = {"kind": "report_personal", "answer": answer, "text": words}
    return decide_all(request, book, [action], _address(request, own), seen=book.last)


@router.post("/antwoord/{answer}/ongedaan")
def undo(request: Request, answer: str) -> Response:
    """A decision about the answer no longer counts."""
    book, own = book_of_answer(request, answer)
    number = number_of(form_of(request), "besluit")
    found = [one for one in _decisions(request, book, own) if one.id == number and one.id not in book.codebook.undone]
    if not found:
        raise HTTPException(404, "Dit besluit is er niet, of het is al ongedaan gemaakt.")
    action: dict[str, object] = {"kind": "undo", "decision": number}
    return decide(request, book, action, _address(request, own), about_too=found[0].touches)


def _decisions(request: Request, book: Book, answer: Answer) -> list[Decision]:
    """What was decided about an answer and its segments, oldest first."""
    things = {answer.id, *(segment.id for segment in answer.segments)}
    return app_of(request).books.store.about(book.material.id, things)


def _forms(request: Request, answer: Answer) -> dict[str, object]:
    """What the forms of a page on one answer need."""
    return {"here": f"/antwoord/{quote(answer.id, safe='')}", "blind": _asked_blind(request)}


def _asked_blind(request: Request) -> bool:
    form = form_of(request) if request.method == "POST" else request.query_params
    return form.get("blind") == "1"


def _address(request: Request, answer: Answer) -> str:
    return f"/antwoord/{quote(answer.id, safe='')}{'?blind=1' if _asked_blind(request) else ''}"


def _wrong(request: Request, book: Book, answer: Answer, field: str, given: str, told: str) -> Response:
    """The page again, with what was typed and why it could not be saved."""
    return _shown(request, book, answer, wrong={field: told}, given={field: given}, status=400)


def _shown(
    request: Request,
    book: Book,
    answer: Answer,
    *,
    wrong: Mapping[str, str] | None = None,
    given: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    visitor = visitor_of(request)
    name = visitor.user.name if visitor.user else ""
    codes = visitor.may("coder")
    withheld = codes and _withheld(request, book, answer, name)
    forms = _forms(request, answer)
    open_to = not (forms["blind"] or withheld)
    log = _decisions(request, book, answer) if open_to else []
    teller = Teller(book, viewer=name, codes=codes, decisions={one.id: one for one in log}, here=answer.id)
    notes = {one for one, _, of_answer, _ in book.codebook.notes if of_answer == answer.id}
    shown = {
        "book": book,
        "answer": answer,
        "open_to": open_to,
        "withheld": withheld,
        "parts": parts(book, answer),
        "sources": sources(book, answer),
        "by_hand": answer.id in book.codebook.hands or answer.id in book.codebook.settled,
        "groups": groups_of(book, answer),
        "marks": sorted(book.codebook.marks.get(answer.id, frozenset())),
        "sensitive": bool(book.codebook.marks.get(answer.id, frozenset()) & NEVER_QUOTED),
        "quote": book.codebook.quotes.get(answer.id, ""),
        "quote_stands": _stands(book, answer),
        "notes": [(one, book.mask.text(one.action.text)) for one in log if one.id in notes],
        "log": [(one, teller.told(one), one.id in book.codebook.undone) for one in reversed(log)],
        "others": _elsewhere(log, answer),
        "wrong": wrong or {},
        "given": given or {},
    }
    return page(request, "antwoord.html", "Antwoord", shown | forms, status)


def _withheld(request: Request, book: Book, answer: Answer, coder: str) -> bool:
    """Whether the page may not yet tell what others chose: this coder still has to code without knowing."""
    hands = book.codebook.hands.get(answer.id, ())
    if answer.id in book.codebook.settled or all(hand.coder == coder for hand in hands):
        return False
    doubles = doubles_for(app_of(request), book)
    if answer.id in doubles.answers:
        return not sees_codes(request, doubles)
    return not visitor_of(request).may("researcher") and unseen_by(book, answer, coder)


def _stands(book: Book, answer: Answer) -> bool:
    """Whether the quote is still made of the answer, which a new run may have changed."""
    try:
        quote_of(answer.text, book.codebook.quotes.get(answer.id, ""))
    except QuoteError:
        return False
    return True


def _elsewhere(log: list[Decision], answer: Answer) -> dict[int, int]:
    """For each decision the number of segments of other answers that it is about too."""
    own = {segment.id for segment in answer.segments}
    counts = {one.id: len(set(getattr(one.action, "segments", ())) - own) for one in log}
    return {decision: count for decision, count in counts.items() if count}


def _why_no_quote(error: QuoteError) -> str:
    if not error.part:
        return "Schrijf het citaat op, of geef het hele antwoord vrij."
    if error.words:
        words = ", ".join(f"‘{word}’" for word in dict.fromkeys(error.words))
        return f"Dit staat niet in het antwoord: {words}. Een citaat mag alleen woorden van het antwoord hebben."
    return (
        f"‘{error.part}’ staat niet zo in het antwoord, of niet na wat ervoor staat. "
        "Houd de volgorde aan, en zet … waar u iets weglaat."
    )

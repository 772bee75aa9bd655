"""The codebook and codings as files, and what comes back from a workbook."""

from __future__ import annotations

import threading
from dataclasses import replace
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from textmining.codebook.store import CollisionError
from textmining.errors import UsageError
from textmining.review.access import form_of, visitor_of
from textmining.review.book import Book
from textmining.review.exchange.commands import file_name
from textmining.review.exchange.handing_in import typographic
from textmining.review.exchange.intake import plan_again, plan_workbook
from textmining.review.exchange.plans import Plan, carry_out, take_back
from textmining.review.exchange.reading import read_moments
from textmining.review.exchange.telling import SHOWN, Line, line_of, per_theme
from textmining.review.exchange.uploads import Upload
from textmining.review.forms import number_of
from textmining.review.rendering import page
from textmining.review.routes.reading import book_of
from textmining.review.site import app_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "application/zip",
    "qdpx": "application/octet-stream",
}
"""What can be downloaded: nothing that tells who gave an answer."""

_NOTHING_YET = "Er is nog niets overgenomen. Hieronder staat wat er nu zou veranderen."

_ONE_AT_A_TIME = threading.Lock()
"""Two files at once would take twice the memory."""


@router.get("/vraag/{codebook}/uitwisselen")
def exchange(request: Request, codebook: str) -> Response:
    """Files to download, and the form to hand one in."""
    return _form(request, book_of(request, codebook))


@router.get("/vraag/{codebook}/bestand/{soort}")
def download(request: Request, codebook: str, soort: str, versie: int | None = None) -> Response:
    """The codebook and its codings as a file, as they are now or as they were signed off."""
    book, app = book_of(request, codebook), app_of(request)
    numbers = {version.number for version in book.codebook.versions}
    if soort not in _KINDS or (versie is not None and versie not in numbers):
        raise HTTPException(404, "Dit bestand is er niet.")
    from textmining.review.exchange import writing

    with _ONE_AT_A_TIME:
        _, (moment,) = read_moments(app.books.watched.project(), app.books.store, [codebook], versie)
        if soort == "xlsx":
            data = writing.workbook(moment)
        else:
            data = (writing.archive_of_csv if soort == "csv" else writing.project_file)([moment])
    state = f"versie-{versie}" if versie is not None else f"stand-{moment.last}"
    _note(request, "export", f"{soort}: {codebook}, {state.replace('-', ' ')}")
    name = file_name(app.site.study_id, codebook, state, soort)
    return Response(data, 200, {"Content-Disposition": f'attachment; filename="{name}"'}, _KINDS[soort])


@router.post("/vraag/{codebook}/uitwisselen")
def hand_in(request: Request, codebook: str) -> Response:
    """Read a workbook that a coder edited, and show what it would change; nothing changes yet."""
    book, app = book_of(request, codebook), app_of(request)
    sent = _file_of(form_of(request))
    if sent is None:
        return _form(request, book, "Kies eerst een bestand.")
    name, data = sent
    try:
        with _ONE_AT_A_TIME:
            plan = plan_workbook(
                app.books.watched.project(), app.books.store, data, name, _user(request), codebook=codebook
            )
    except UsageError as error:
        return _form(request, book, typographic(" ".join(map(str, error.problems))))
    upload = app.uploads.keep(_user(request), codebook, plan)
    return RedirectResponse(_address(upload), 303)


@router.get("/vraag/{codebook}/uitwisselen/{upload}")
def handed_in(request: Request, codebook: str, upload: str) -> Response:
    """What a workbook would change, or did change."""
    book = book_of(request, codebook)
    return _shown(request, book, _upload(request, codebook, upload))


@router.post("/vraag/{codebook}/uitwisselen/{upload}")
def take_over(request: Request, codebook: str, upload: str) -> Response:
    """Carry out exactly what was shown; where that is not what would happen now, show that instead."""
    book, app = book_of(request, codebook), app_of(request)
    own = _upload(request, codebook, upload)
    with own.busy:
        if own.written is not None:
            return RedirectResponse(_address(own), 303)
        if number_of(form_of(request), "gezien") != own.plan.seen:
            return _shown(request, book, own, f"Deze pagina liet een oudere stand zien. {_NOTHING_YET}")
        try:
            own.written = carry_out(own.plan, app.books.store, own.user)
        except CollisionError as collision:
            who = ", ".join(dict.fromkeys(other.actor for other in collision.others))
            project = app.books.watched.project()
            own.plan = plan_again(project, app.books.store, own.plan.handed_in, own.user)
            return _shown(request, book, own, f"Intussen nam {who} een besluit over hetzelfde. {_NOTHING_YET}")
        if own.written:
            told = f"{own.plan.handed_in.name[:80]}: besluiten {own.written[0].id} t/m {own.written[-1].id}"
            _note(request, "import", told)
    return RedirectResponse(_address(own), 303)


@router.post("/vraag/{codebook}/uitwisselen/{upload}/ongedaan")
def undo_all(request: Request, codebook: str, upload: str) -> Response:
    """Take back all that was taken over from a workbook."""
    book, app = book_of(request, codebook), app_of(request)
    own = _upload(request, codebook, upload)
    with own.busy:
        if own.written and not own.undone:
            seen = number_of(form_of(request), "gezien") or 0
            try:
                undone = take_back(own.plan, own.written, app.books.store, own.user, seen)
            except CollisionError as collision:
                who = ", ".join(dict.fromkeys(other.actor for other in collision.others))
                warning = f"{who} besloot intussen ook over iets uit deze werkmap. Er is niets ongedaan gemaakt; "
                return _shown(request, book, own, warning + "doe dat per besluit, bij Besluiten.")
            own.undone = True
            _note(request, "import", f"{own.plan.handed_in.name[:80]}: {len(undone)} besluiten ongedaan gemaakt")
    return RedirectResponse(_address(own), 303)


def _file_of(form: FormData) -> tuple[str, bytes] | None:
    """The name and bytes of the file that was sent; None where there is none."""
    found = None
    for field, value in form.multi_items():
        if isinstance(value, UploadFile):
            with value.file as file:
                if field == "bestand" and value.filename:
                    found = "".join(letter for letter in value.filename if letter.isprintable())[-100:], file.read()
    return found


def _form(request: Request, book: Book, wrong: str = "") -> Response:
    shown = {"book": book, "wrong": wrong, "versions": book.codebook.versions[::-1]}
    return page(request, "uitwisselen.html", "Uitwisselen", shown, 400 if wrong else 200)


def _shown(request: Request, book: Book, upload: Upload, warning: str = "") -> Response:
    plan = upload.plan
    shown = {
        "book": book,
        "plan": plan,
        "written": upload.written,
        "undone": upload.undone,
        "here": _address(upload),
        "warning": warning,
        "counts": plan.counts,
        "parts": {verdict: _lines(plan, verdict, book) for verdict in ("apply", "held", "there")},
        "per_theme": per_theme(plan),
        "unread": plan.handed_in.unread[:SHOWN],
        "texts": {answer.id: answer.text for answer in book.material.answers.values()},
        "most": SHOWN,
    }
    return page(request, "ingeleverd.html", "Ingeleverde werkmap", shown, 409 if warning else 200)


def _lines(plan: Plan, verdict: str, book: Book) -> list[Line]:
    """The first changes with one verdict, without words about persons that were reported since."""
    text = book.mask.text
    lines = (line_of(one, plan) for one in plan.of(verdict)[:SHOWN])
    return [
        replace(
            line,
            about=text(line.about),
            before=text(line.before),
            after=text(line.after),
            others=book.mask.texts(line.others),
        )
        for line in lines
    ]


def _upload(request: Request, codebook: str, mark: str) -> Upload:
    found = app_of(request).uploads.of(mark, _user(request), codebook)
    if found is None:
        raise HTTPException(404, "Deze inlevering is verlopen. Lever de werkmap opnieuw in.")
    return found


def _address(upload: Upload) -> str:
    return f"/vraag/{quote(upload.codebook, safe='')}/uitwisselen/{upload.mark}"


def _user(request: Request) -> str:
    user = visitor_of(request).user
    return user.name if user else ""


def _note(request: Request, kind: str, detail: str) -> None:
    app_of(request).accounts.note(kind, _user(request), request.state.address, detail)

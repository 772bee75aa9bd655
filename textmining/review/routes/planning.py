"""What coders' hours buy, and how far they are."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from textmining.codebook.coder import ENOUGH, whole_codes
from textmining.review.access import visitor_of
from textmining.review.book import Book
from textmining.review.planning import OWN, Frame, frame_key, frame_of, options_of, read_asked, rows_of_strata
from textmining.review.progress import Progress, progress_of
from textmining.review.rendering import page
from textmining.review.routes.reading import book_of
from textmining.review.site import App, app_of

__all__ = ["progress_for", "router"]

router = APIRouter(include_in_schema=False)

PATIENCE = 0.06
"""Seconds that a page waits for the frame; where it is not ready it says so."""

MOST_STRATA = 200
"""Rows of the table of strata on the page."""


@router.get("/vraag/{codebook}/planning")
def planning(request: Request, codebook: str) -> Response:
    """From hours to a sample, and what it tells; nothing is kept."""
    from textmining.codebook.coder import seconds_per_answer

    app, book = app_of(request), book_of(request, codebook)
    measured = app.books.work.seconds(book)
    asked = read_asked(request.query_params, seconds_per_answer(measured))
    shown: dict[str, object] = {"book": book, "asked": asked, "measured": len(measured), "now": app.coding.drawn(book)}
    frame, current = frame_for(app, book, wait=PATIENCE)
    shown |= {"frame": frame, "current": current, "plan": None, "state": app.coding.state(book)}
    if frame is not None and len(frame.sizes) and len(frame.share) and not asked.wrong:
        options = options_of(frame, asked)
        chosen = next(option for option in options if option.name == OWN)
        strata = rows_of_strata(book, frame, chosen.answers)
        themes = [book.codebook.themes[theme] for theme in frame.share.index if theme in book.codebook.in_use]
        shown |= {"plan": chosen, "options": options, "strata": strata[:MOST_STRATA], "more": len(strata) > MOST_STRATA}
        shown |= {"themes": themes, "total": int(frame.sizes.sum())}
        shown["questions"] = sum(1 for other in app.books.all() if other.order)
    return page(request, "planning.html", "Planning", shown, 400 if asked.wrong else 200)


@router.get("/vraag/{codebook}/voortgang")
def progress(request: Request, codebook: str) -> Response:
    """How far the question is, and who did what."""
    app, book = app_of(request), book_of(request, codebook)
    visitor = visitor_of(request)
    shown = {
        "book": book,
        "progress": progress_for(app, book),
        "sees_speed": lambda coder: visitor.may("researcher") or (visitor.user and visitor.user.name == coder),
    }
    return page(request, "voortgang.html", "Voortgang", shown)


# --- for other pages ------------------------------------------------------------------------------------------------


def progress_for(app: App, book: Book, now: datetime | None = None) -> Progress:
    """How far a question is, by the clock of this machine."""
    drawn = app.coding.drawn(book)
    return progress_of(
        book,
        app.books.work.of(book),
        sample=drawn.chances,
        double_sample=drawn.double,
        # before that the model codes nothing that is published, so its doubts say nothing
        abstained=app.coding.abstained(book) if len(whole_codes(book.codebook)) >= ENOUGH else None,
        now=now or datetime.now().astimezone(),
    )


def frame_for(app: App, book: Book, *, wait: float) -> tuple[Frame | None, bool]:
    """What a plan for a question is made from, and whether that is of this moment or of one before."""
    predicted, out_of_fold = app.coding.predictions(book), app.coding.out_of_fold(book)
    answers = app.coding.strata(book).index
    name = f"frame of {book.material.id}"
    return app.frames.get(
        book.material.id,
        app.latest.get(name, (book.codebook, predicted), lambda: frame_key(book, predicted)),
        lambda: frame_of(book, answers, predicted, out_of_fold),
        wait=wait,
    )

"""Pages that show: the overview, the themes of a question, the answers of a theme, and what no theme holds."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from textmining.codebook.decisions import Decision
from textmining.codebook.state import CodeTheme
from textmining.codebook.store.browsing import named
from textmining.review.access import visitor_of
from textmining.review.book import Book, Member
from textmining.review.choosing import LEVELS, ORDERS, choose_loose, choose_members, read_choice
from textmining.review.lately import main_of, placed_lately
from textmining.review.pieces import pieces
from textmining.review.progress import Progress, progress_of
from textmining.review.rendering import page
from textmining.review.site import App, app_of
from textmining.review.telling import Bit, Teller
from textmining.review.versions.signed import standing_of

__all__ = ["book_of", "book_of_theme", "router"]

router = APIRouter(include_in_schema=False)

NO_SUCH_QUESTION = "Deze vraag is er niet, of heeft geen eigen codeboek."
NO_SUCH_THEME = "Dit thema is er niet (meer)."


def book_of(request: Request, codebook: str) -> Book:
    """The codebook that an address names.

    Raises
    ------
    HTTPException
        If there is none.
    """
    book = app_of(request).books.of(codebook)
    if book is None:
        raise HTTPException(404, NO_SUCH_QUESTION)
    return book


def book_of_theme(request: Request, theme_id: str) -> tuple[Book, CodeTheme]:
    """The theme that an address names, and its codebook.

    Raises
    ------
    HTTPException
        If there is none.
    """
    book = app_of(request).books.of_theme(theme_id)
    if book is None or theme_id not in book.codebook.themes:
        raise HTTPException(404, NO_SUCH_THEME)
    return book, book.codebook.themes[theme_id]


@router.get("/")
def overview(request: Request) -> Response:
    """The questions and how far coders are."""
    app = app_of(request)
    study = app.books.study()
    books = app.books.all()
    shown = {
        "books": books,
        "progress": {book.material.id: _progress(app, book) for book in books},
        "standing": {book.material.id: standing_of(app.books.store, book) for book in books},
        "current": study is None or study.current,
        "there": study is not None,
    }
    return page(request, "overzicht.html", "Overzicht", shown)


@router.get("/vraag/{codebook}")
def question(request: Request, codebook: str) -> Response:
    """The themes of a question."""
    book = book_of(request, codebook)
    done = [theme for theme in book.codebook.themes.values() if theme.status in ("rejected", "merged")]
    shown = {"book": book, "examples": book.examples, "done": sorted(done, key=lambda t: t.label.casefold())}
    return page(request, "vraag.html", book.material.text, shown)


@router.get("/vraag/{codebook}/overig")
def leftover(request: Request, codebook: str) -> Response:
    """Segments that no theme holds."""
    book = book_of(request, codebook)
    choice = read_choice(request.query_params, book)
    found = choose_loose(book, choice)
    rows = [
        (
            loose,
            book.codebook.themes[loose.nearest] if loose.nearest else None,
            pieces(loose.answer, {loose.segment.id}, found.terms),
        )
        for loose in found.rows
    ]
    shown = {"book": book, "choice": choice, "found": found, "rows": rows, "lately": _lately(request, book)}
    return page(request, "overig.html", "Overig", shown)


@router.get("/thema/{theme}")
def theme_page(request: Request, theme: str) -> Response:
    """One theme and its answers."""
    book, own = book_of_theme(request, theme)
    choice = read_choice(request.query_params, book)
    found = choose_members(book, theme, choice)
    rows = [(m, _others(book, own, m), pieces(m.answer, set(m.segments), found.terms)) for m in found.rows]
    into = book.codebook.now(theme)
    shown = {
        "book": book,
        "theme": own,
        "into": book.codebook.themes[into] if into is not None and into != theme else None,
        "choice": choice,
        "found": found,
        "rows": rows,
        "levels": LEVELS,
        "orders": ORDERS,
        "borders": _borders(book, own),
        "notes": _notes(request, book, theme),
        "lately": _lately(request, book),
    }
    return page(request, "thema.html", own.label, shown)


def _lately(request: Request, book: Book) -> tuple[int, list[Bit]] | None:
    """What the coder who looks changed last in where answers are: the id to undo it by, and what it was."""
    visitor = visitor_of(request)
    if visitor.user is None or not visitor.may("coder"):
        return None
    found = placed_lately(app_of(request).books.store, book, visitor.user.name)
    return (found[0].id, Teller(book, viewer=visitor.user.name).told(main_of(found))) if found else None


def _progress(app: App, book: Book) -> Progress:
    """How far a question is; not what the model thinks of it, which would have every model fitted to show this page."""
    drawn = app.coding.drawn(book)
    return progress_of(
        book,
        app.books.work.of(book),
        sample=drawn.chances,
        double_sample=drawn.double,
        abstained=None,
        now=datetime.now().astimezone(),
    )


def _notes(request: Request, book: Book, theme: str) -> list[tuple[Decision, str]]:
    """Remarks on a theme, with who made them and when, oldest first."""
    texts = {one: text for one, of_theme, _, text in book.codebook.notes if of_theme == theme}
    return [(one, texts[number]) for number, one in sorted(named(app_of(request).books.store, texts).items())]


def _others(book: Book, theme: CodeTheme, member: Member) -> list[CodeTheme]:
    """The other themes of an answer; a sub-theme of this one tells more than this one does."""
    own = book.themes_of.get(member.answer.id, frozenset()) - {theme.id}
    return sorted((book.codebook.themes[t] for t in own), key=lambda t: t.label.casefold())


def _borders(book: Book, theme: CodeTheme) -> list[tuple[str, CodeTheme]]:
    """Segments on the border with another theme, and that theme."""
    found = []
    for example in book.material.examples.get(theme.id, ()):
        other = book.codebook.now(example.other) if example.other else None
        if example.kind == "border" and other is not None and other != theme.id:
            found.append((book.text_of(example.segment), book.codebook.themes[other]))
    return found[:5]

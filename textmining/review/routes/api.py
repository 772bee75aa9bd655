"""/api/v1: the codebooks as JSON, for programs with a token or a session. No answer text is in it."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request, Security
from fastapi.security import HTTPBearer
from pydantic import TypeAdapter
from starlette.responses import Response

from textmining.codebook.coder.whole import uncodable
from textmining.codebook.state import CodeTheme
from textmining.review.access import visitor_of
from textmining.review.book import Book
from textmining.review.codings import codings_of
from textmining.review.routes.agreeing import NOT_YET, agreement_of, doubles_for, sees_codes
from textmining.review.routes.api_shapes import (
    AgreementOut,
    CoderOut,
    CodingOut,
    CodingsOut,
    ErrorOut,
    ProgressOut,
    QuestionOut,
    SampleOut,
    ThemeAgreementOut,
    ThemeOut,
    VersionOut,
    WholeThemeOut,
)
from textmining.review.routes.planning import progress_for
from textmining.review.routes.reading import NO_SUCH_THEME, book_of
from textmining.review.site import app_of

__all__ = ["router"]

_TOKEN = HTTPBearer(
    auto_error=False,  # ``admit`` judges it, as it does a session
    scheme_name="token",
    description="From `textmining users token`; reads only. A browser that has signed in needs none.",
)

_REFUSED: dict[int | str, dict[str, Any]] = {
    304: {"description": "Nothing was decided since the answer that If-None-Match names"},
    401: {"description": "Without session or token", "model": ErrorOut},
    403: {"description": "The role does not suffice", "model": ErrorOut},
    422: {"description": "A parameter cannot be what it is", "model": ErrorOut},
}
_OF_QUESTION: dict[int | str, dict[str, Any]] = {404: {"description": "No such codebook or theme", "model": ErrorOut}}
_BLIND: dict[int | str, dict[str, Any]] = {
    409: {"description": "Who asks still codes the double sample blind, or figures are still made", "model": ErrorOut}
}

router = APIRouter(prefix="/api/v1", dependencies=[Security(_TOKEN)], responses=_REFUSED)

Codebook = Annotated[str, Path(max_length=200, description="The id of a question that has a codebook")]

LARGEST_PAGE = 5000
PATIENCE = 30.0
"""Seconds that a program waits for figures of agreement."""


@router.get("/questions", response_model=list[QuestionOut])
def questions(request: Request) -> Response:
    """Every question with a codebook, in the order of the study."""
    books = app_of(request).books.all()

    def made() -> list[QuestionOut]:
        return [
            QuestionOut(
                id=book.material.id,
                text=book.material.text,
                n_answers=len(book.material.answers),
                n_themes=len([t for t in book.main_themes if t.id in book.order]),
                n_judged=book.judged,
            )
            for book in books
        ]

    return _told(request, list[QuestionOut], made, *map(_state, books))


@router.get("/questions/{codebook}/themes", response_model=list[ThemeOut], responses=_OF_QUESTION)
def themes(request: Request, codebook: Codebook) -> Response:
    """The themes in use of one question, sub-themes after their main theme."""
    book = book_of(request, codebook)

    def made() -> list[ThemeOut]:
        return [ThemeOut(**_theme(book, book.codebook.themes[theme])) for theme in book.order]

    return _told(request, list[ThemeOut], made, _state(book))


@router.get("/questions/{codebook}/themes/{theme}", response_model=WholeThemeOut, responses=_OF_QUESTION)
def theme(request: Request, codebook: Codebook, theme: Annotated[str, Path(max_length=200)]) -> Response:
    """One theme, in use or not."""
    book = book_of(request, codebook)
    own = book.codebook.themes.get(theme)
    if own is None:
        raise HTTPException(404, NO_SUCH_THEME)

    def made() -> WholeThemeOut:
        return WholeThemeOut(
            **_theme(book, own),
            include=own.include,
            exclude=own.exclude,
            origin=own.origin,
            merged_into=book.codebook.now(own.id) if own.merged_into else None,
        )

    return _told(request, WholeThemeOut, made, _state(book))


@router.get("/questions/{codebook}/codings", response_model=CodingsOut, responses=_OF_QUESTION)
def codings(
    request: Request,
    codebook: Codebook,
    after: Annotated[str, Query(max_length=200, description="The answer after which to go on")] = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="Most answers to look at")] = 1000,
) -> Response:
    """The themes of every answer as they are now, some answers at a time, in the order of their ids.

    Answers that cannot be coded are left out. For a coder who still codes the double sample blind, so is what others
    chose for it.
    """
    book = book_of(request, codebook)
    doubles = doubles_for(app_of(request), book)
    sees = sees_codes(request, doubles) or not visitor_of(request).may("coder")
    hidden = set() if sees else set(doubles.answers) & book.codebook.hands.keys()

    def made() -> CodingsOut:
        left_out = uncodable(book.codebook)
        answers = sorted(answer for answer in book.material.answers if answer not in left_out)
        start = bisect_right(answers, after)
        asked = answers[start : start + limit]
        found = codings_of(book, (answer for answer in asked if answer not in hidden))
        return CodingsOut(
            items=tuple(
                CodingOut(
                    answer_id=one.answer_id,
                    theme_id=one.theme_id,
                    source=one.source,
                    confidence=round(one.confidence, 4),
                )
                for one in found
            ),
            next=asked[-1] if start + limit < len(answers) else None,
            n_answers=len(answers),
        )

    return _told(request, CodingsOut, made, _state(book), sees, after, limit)


@router.get("/questions/{codebook}/agreement", response_model=AgreementOut, responses={**_OF_QUESTION, **_BLIND})
def agreement(request: Request, codebook: Codebook) -> Response:
    """How well coders agreed before they settled their differences."""
    app, book = app_of(request), book_of(request, codebook)
    if visitor_of(request).may("coder") and not sees_codes(request, doubles_for(app, book)):
        raise HTTPException(409, NOT_YET)
    found, current = agreement_of(app, book, wait=PATIENCE)
    if found is None or not current:
        raise HTTPException(409, "De cijfers worden nog berekend. Probeer het straks opnieuw.")
    whole, in_use = found.overall, book.codebook.in_use

    def made() -> AgreementOut:
        rows = found.themes.astype("object").where(found.themes.notna(), None).to_dict("records")
        return AgreementOut(
            n_answers=found.n,
            n_coders=len(found.coders),
            alpha=whole.value,
            low=whole.low,
            high=whole.high,
            same=found.same,
            mark="indicatief" if whole.mark else None,
            themes=tuple(
                ThemeAgreementOut(label=in_use[row["theme_id"]].label, n_answers=row.pop("n"), **row)
                for row in rows
                if row["theme_id"] in in_use
            ),
        )

    return _told(request, AgreementOut, made, _state(book), whole)


@router.get("/questions/{codebook}/progress", response_model=ProgressOut, responses=_OF_QUESTION)
def progress(request: Request, codebook: Codebook) -> Response:
    """How far coders are with a question."""
    book = book_of(request, codebook)
    found = progress_for(app_of(request), book)
    coders = found.coders if visitor_of(request).may("coder") else ()

    def made() -> ProgressOut:
        names = ("random", "uncertain", "double", "free", "on_themes")
        return ProgressOut(
            themes=SampleOut(done=found.themes.done, total=found.themes.total),
            random=SampleOut(done=found.random.done, total=found.random.total),
            double=SampleOut(done=found.double.done, total=found.double.total),
            n_coded=found.coded,
            abstained=found.abstained,
            coders=tuple(CoderOut(name=one.coder, **{n: getattr(one, n) for n in names}) for one in coders),
        )

    return _told(request, ProgressOut, made, _state(book), found.random, found.double, found.abstained, bool(coders))


@router.get("/questions/{codebook}/versions", response_model=list[VersionOut], responses=_OF_QUESTION)
def versions(request: Request, codebook: Codebook) -> Response:
    """The versions that were signed off, the first one first."""
    app, book = app_of(request), book_of(request, codebook)

    def made() -> list[VersionOut]:
        counted = [deed.id for deed in app.books.work.of(book)]
        return [
            VersionOut(
                number=version.number,
                decision=version.decision,
                signed_by=version.actor,
                signed_at=version.at,
                decisions_since=sum(number > version.decision for number in counted),
            )
            for version in book.codebook.versions
        ]

    return _told(request, list[VersionOut], made, _state(book))


@router.get("/openapi.json", include_in_schema=False)
def schema(request: Request) -> dict[str, Any]:
    """The description of the API."""
    found: dict[str, Any] = request.app.openapi()
    return found


def _theme(book: Book, own: CodeTheme) -> dict[str, Any]:
    return {
        "theme_id": own.id,
        "parent_id": own.parent,
        "label": own.label,
        "definition": own.definition,
        "words": own.words,
        "status": own.status,
        "verdict": book.material.verdicts.get(own.id),
        "stability": own.stability,
        "n_answers": book.size(own.id),
        "share": round(book.share(own.id), 6),
    }


def _state(book: Book) -> tuple[str, str, int]:
    """What an answer about a codebook depends on: the discovery, and the last decision."""
    return book.material.id, book.codebook.base.fit, book.last


def _told(request: Request, kind: Any, make: Callable[[], Any], *parts: object) -> Response:
    """An answer that a program need not have again for as long as ``parts`` are the same."""
    digest = hashlib.blake2b(repr((request.url.path, parts)).encode("utf-8", "surrogatepass"), digest_size=16)
    tag = f'"{digest.hexdigest()}"'
    had = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if tag in had or "*" in had:
        return Response(status_code=304, headers={"ETag": tag})
    body = TypeAdapter(kind).dump_json(make())
    return Response(body, media_type="application/json", headers={"ETag": tag})

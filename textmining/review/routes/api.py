"""/api/v1: the codebooks as JSON, for programs with a token or a session. No answer text is in it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Request
from pydantic import BaseModel, ConfigDict

from textmining.review.site import app_of

__all__ = ["router"]

router = APIRouter(prefix="/api/v1")


class QuestionOut(BaseModel):
    """A question that has a codebook."""

    model_config = ConfigDict(extra="forbid")
    id: str
    text: str
    n_answers: int
    n_themes: int
    n_judged: int


class ThemeOut(BaseModel):
    """A theme in use. ``parent_id`` is null for a main theme; ``share`` is of all answers to the question."""

    model_config = ConfigDict(extra="forbid")
    theme_id: str
    parent_id: str | None
    label: str
    definition: str
    words: str
    status: str
    verdict: str | None
    stability: float | None
    n_answers: int
    share: float


_REFUSED: dict[int | str, dict[str, Any]] = {
    401: {"description": "Without session or token"},
    403: {"description": "The role does not suffice"},
}


@router.get("/questions", responses=_REFUSED)
def questions(request: Request) -> list[QuestionOut]:
    """Every question with a codebook, in the order of the study."""
    return [
        QuestionOut(
            id=book.material.id,
            text=book.material.text,
            n_answers=len(book.material.answers),
            n_themes=len([t for t in book.main_themes if t.id in book.order]),
            n_judged=book.judged,
        )
        for book in app_of(request).books.all()
    ]


@router.get("/questions/{codebook}/themes", responses={**_REFUSED, 404: {"description": "No such codebook"}})
def themes(request: Request, codebook: Annotated[str, Path(max_length=200)]) -> list[ThemeOut]:
    """The themes in use of one question, sub-themes after their main theme."""
    book = app_of(request).books.of(codebook)
    if book is None:
        raise HTTPException(404, "Deze vraag is er niet, of heeft geen eigen codeboek.")
    found = [book.codebook.themes[theme] for theme in book.order]
    return [
        ThemeOut(
            theme_id=theme.id,
            parent_id=theme.parent,
            label=theme.label,
            definition=theme.definition,
            words=theme.words,
            status=theme.status,
            verdict=book.material.verdicts.get(theme.id),
            stability=theme.stability,
            n_answers=book.size(theme.id),
            share=round(book.share(theme.id), 6),
        )
        for theme in found
    ]


@router.get("/openapi.json", include_in_schema=False)
def schema(request: Request) -> dict[str, Any]:
    """The description of the API."""
    found: dict[str, Any] = request.app.openapi()
    return found

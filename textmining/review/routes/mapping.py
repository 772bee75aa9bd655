"""The map of a question: themes by how alike their answers are."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from textmining.review.drawing import HEIGHT, WIDTH
from textmining.review.rendering import page
from textmining.review.routes.reading import book_of
from textmining.review.site import app_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/vraag/{codebook}/kaart")
def map_page(request: Request, codebook: str) -> Response:
    """The segments on a plane, one theme in colour where one is named (``thema``)."""
    book = book_of(request, codebook)
    drawing = app_of(request).maps.of(book)
    asked = book.codebook.now(request.query_params.get("thema", "")) or ""
    shown = {
        "book": book,
        "drawing": drawing,
        "width": WIDTH,
        "height": HEIGHT,
        "chosen": book.codebook.themes[asked] if asked else None,
        "points": drawing.path(asked) if drawing is not None and asked else "",
        "themes": [(book.codebook.themes[theme], depth) for theme, depth in book.order.items()],
    }
    return page(request, "kaart.html", "Kaart", shown)

"""Waves: what the codebook of before gives to that of now, and how often each theme is mentioned in each wave."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from textmining.review.rendering import page
from textmining.review.routes.reading import book_of
from textmining.review.site import app_of
from textmining.review.versions.waves import inheritance_of, wave_table

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/vraag/{codebook}/metingen")
def waves(request: Request, codebook: str) -> Response:
    """Inherited, new and vanished themes, and the share of answers of each wave."""
    book, books = book_of(request, codebook), app_of(request).books
    totals, rows = wave_table(book)
    shown = {
        "book": book,
        "totals": totals,
        "rows": rows,
        "fewest": book.material.minimum_group,
        "inheritance": inheritance_of(books.store, books.past, book),
    }
    return page(request, "metingen.html", "Metingen", shown)

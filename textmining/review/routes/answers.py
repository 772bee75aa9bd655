"""One answer and what coders say of it: its themes, a note, a quote, a missed personal detail, a mark."""

from __future__ import annotations

from fastapi import APIRouter

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

"""Moving and splitting: which segments are in which theme, new themes, and notes on themes."""

from __future__ import annotations

from fastapi import APIRouter

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

"""History: what was decided, the codebook as it was, restoring it, and signing it off."""

from __future__ import annotations

from fastapi import APIRouter

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

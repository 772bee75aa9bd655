"""What a re-fit put in doubt, with a proposal for each; which themes a new wave inherits."""

from __future__ import annotations

from fastapi import APIRouter

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

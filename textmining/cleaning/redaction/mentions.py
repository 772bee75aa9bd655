"""A mention of something personal in a text: where it is and of what kind."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["KINDS", "Mention"]

KINDS = (
    "persoon",
    "school",
    "team",
    "locatie",
    "e-mail",
    "telefoon",
    "postcode",
    "iban",
    "bsn",
    "kenteken",
    "url",
    "nummer",
    "geboortedatum",
)
"""What readers see between square brackets in place of what was found."""


class Mention(NamedTuple):
    """A stretch ``text[start:end]`` of one of ``KINDS``."""

    start: int
    end: int
    kind: str

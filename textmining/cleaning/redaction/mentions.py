"""A mention of something personal in a text: where it is and of what kind."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["KINDS", "PLACEHOLDER", "Mention"]

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

PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(KINDS)})(?: [1-9][0-9]{{0,3}})?\]")
"""What stands in a redacted text where something personal stood: "[school]", "[persoon 2]"."""


class Mention(NamedTuple):
    """A stretch ``text[start:end]`` of one of ``KINDS``."""

    start: int
    end: int
    kind: str

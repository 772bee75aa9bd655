"""Names that a REFI-QDA project needs and this package does not: GUIDs, code names that differ, colours."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence

import pandas as pd

__all__ = ["NOT_IN_USE", "Guids", "code_names", "colours"]

NOT_IN_USE = ("rejected", "merged")
"""Statuses of themes that are not exchanged."""

# dark enough for white letters; no two neighbours alike for who does not see red and green
_PALETTE = (
    "#1F6F8B", "#B5542B", "#5B7F2B", "#7A4E9C", "#A8832A", "#2E5FA3",
    "#A33B5E", "#3C8D72", "#6B5B4B", "#C2452D", "#4F6D7A", "#8A6F9E",
)  # fmt: skip


class Guids:
    """GUIDs of one study: version 5 (RFC 9562), so that a theme has the same one in every export."""

    def __init__(self, study: str) -> None:
        self._root = uuid.uuid5(uuid.NAMESPACE_URL, f"urn:textmining:{json.dumps(study)}")

    def of(self, kind: str, *parts: object) -> str:
        """The GUID of a thing: ``kind`` is "theme", "answer", "coding" ..., ``parts`` its id."""
        return str(uuid.uuid5(self._root, json.dumps([kind, *parts])))


def code_names(themes: pd.DataFrame) -> dict[str, str]:
    """A name for each theme_id that no other has: programs drop a second code of one name (QualCoder) or refuse it.

    A label that occurs more than once, whatever its capitals, gets a number from the second on.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for theme, label in themes[["theme_id", "label"]].itertuples(index=False, name=None):
        name, number = str(label), 1
        while name.casefold() in taken:
            number += 1
            name = f"{label} ({number})"
        taken.add(name.casefold())
        names[str(theme)] = name
    return names


def colours(themes: pd.DataFrame) -> dict[str, str]:
    """A colour for each theme_id; sub-themes have that of their main theme."""
    rows = list(themes[["theme_id", "parent_id"]].itertuples(index=False, name=None))
    known = {theme for theme, _ in rows}
    main: Sequence[str] = [theme for theme, parent in rows if parent not in known]
    colour = {theme: _PALETTE[number % len(_PALETTE)] for number, theme in enumerate(main)}
    above = dict(rows)
    for theme, _ in rows:
        top, seen = theme, set()
        while top not in colour and top not in seen:
            seen.add(top)
            top = above[top]
        colour[theme] = colour.get(top, _PALETTE[0])
    return {str(theme): value for theme, value in colour.items()}

"""What readers call the verdict, origin, marks and measures of themes, and in which order themes are listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from textmining.publishing.dutch import decimal, percent, whole
from textmining.topics.measures import VERDICTS

__all__ = [
    "MARKS",
    "MEASURES",
    "NOT_STABLE",
    "ORIGINS",
    "ORIGINS_IN_FULL",
    "VERDICTS_IN_DUTCH",
    "marks_in_dutch",
    "nested",
    "not_stable",
    "origin_in_dutch",
    "verdict_in_dutch",
]

VERDICTS_IN_DUTCH = dict(zip(VERDICTS, ("zeer stabiel", "stabiel", "twijfelachtig", "instabiel"), strict=True))
ORIGINS = {"expected": "verwacht", "found": "gevonden"}
ORIGINS_IN_FULL = {"verwacht": "vooraf verwacht", "gevonden": "gevonden in de antwoorden"}
MARKS = {
    "one_word": ("één woord", "de meesten zeggen niet meer dan dit ene woord"),
    "one_text": ("overgenomen tekst", "de helft of meer gaf dezelfde tekst"),
    "one_institution": ("één instelling", "de meesten werken bij dezelfde instelling"),
    "indicative": ("indicatief", "codeurs zijn het over dit thema te weinig eens voor meer dan een aanwijzing"),
    "one_team": ("één team", "de meesten werken in hetzelfde team"),
}
"""What each mark is called, and what it means."""

MEASURES: tuple[tuple[str, str, Callable[[float], str]], ...] = (
    ("themes", "hoofdthema’s", whole),
    ("sub_themes", "subthema’s", whole),
    ("overig", "in ‘overig’", percent),
    ("largest", "in grootste thema", percent),
    ("npmi", "samenhang (NPMI)", lambda value: decimal(value, 2)),
    ("diversity", "verscheidenheid", percent),
    ("stability", "stabiliteit (mediaan)", lambda value: decimal(value, 2)),
)
"""Measures in the order in which they are shown, with what readers call them and how they are written."""

NOT_STABLE = "niet stabiel: pas te gebruiken na beoordeling"
_TO_JUDGE = ("doubtful", "unstable")


def verdict_in_dutch(verdict: object) -> str:
    """The verdict, "" where there is none."""
    return VERDICTS_IN_DUTCH.get(verdict, verdict) if isinstance(verdict, str) else ""


def origin_in_dutch(origin: object) -> str:
    """Whether a theme was expected or found, "" where that is not known."""
    return ORIGINS.get(origin, origin) if isinstance(origin, str) else ""


def marks_in_dutch(marks: object) -> list[tuple[str, str]]:
    """Name and meaning of each mark in a value of the column ``marks``."""
    found = marks.split(";") if isinstance(marks, str) else []
    return [MARKS.get(mark, (mark, "")) for mark in found if mark]


def not_stable(theme: Mapping[Any, Any]) -> bool:
    """Whether nobody should rely on a theme yet: its verdict says so, and no coder has judged it."""
    return theme["status"] == "proposed" and theme.get("verdict") in _TO_JUDGE


def nested(themes: Iterable[str], parents: Mapping[str, object]) -> dict[str, int]:
    """Themes with the themes below each right after it.

    Parameters
    ----------
    themes : iterable of str
        In the order that themes with one parent keep.
    parents : mapping
        Theme to the theme above it. Whose parent is not among ``themes`` is a main theme.

    Returns
    -------
    dict of str to int
        Depth by theme, in the order in which they are listed: 0 for a main theme.

    Examples
    --------
    >>> nested(["b1", "a", "b"], {"b1": "b"})
    {'a': 0, 'b': 0, 'b1': 1}
    """
    listed = list(dict.fromkeys(themes))
    below: dict[str | None, list[str]] = {}
    for theme in listed:
        parent = parents.get(theme)
        below.setdefault(parent if isinstance(parent, str) and parent in listed else None, []).append(theme)
    depth: dict[str, int] = {}

    def visit(theme: str, level: int) -> None:
        if theme not in depth:
            depth[theme] = level
            for child in below.get(theme, []):
                visit(child, level + 1)

    for theme in [*below.get(None, []), *listed]:  # the second only finds themes that are below themselves
        visit(theme, 0)
    return depth

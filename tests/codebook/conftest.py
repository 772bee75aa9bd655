from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pytest

from textmining.codebook.decisions import Decision
from textmining.codebook.state import Base, CodeTheme

NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)

Log = Callable[..., list[Decision]]


def log_of(*actions: Any, actor: str = "anna", first: int = 1) -> list[Decision]:
    """Decisions one minute after another."""
    return [
        Decision(n, "weg", action, actor, NOON + datetime.timedelta(minutes=n), "fit-1")
        for n, action in enumerate(actions, start=first)
    ]


def small_base(placement: dict[str, str | None] | None = None, themes: Sequence[str] = ()) -> Base:
    """Three main themes of which "tijd" has two sub-themes; four segments each, one answer per segment."""
    made = {
        theme: CodeTheme(theme, theme.capitalize(), parent="tijd" if theme in {"rooster", "druk"} else None)
        for theme in themes or ("tijd", "geld", "wifi", "rooster", "druk")
    }
    order = ["rooster", "rooster", "druk", "druk", *["geld"] * 4, *["wifi"] * 4, None, None]
    given = placement or {f"s{n}": theme for n, theme in enumerate(order)}
    return Base("fit-1", "weg", made, given, {segment: f"a{segment[1:]}" for segment in given})


def fit(parts: Mapping[str, Iterable[int]], parents: dict[str, str] | None = None, name: str = "new") -> Base:
    """A discovery in which each theme holds a run of segments."""
    above = parents or {}
    placement: dict[str, str | None] = {f"s{n}": theme for theme, run in parts.items() for n in run}
    ids = dict.fromkeys([*parts, *above.values()])
    themes = {theme: CodeTheme(theme, theme.capitalize(), parent=above.get(theme)) for theme in ids}
    return Base(name, "weg", themes, placement, {segment: f"a{segment[1:]}" for segment in placement})


@pytest.fixture
def base() -> Base:
    return small_base()


@pytest.fixture
def log() -> Log:
    return log_of

"""Two states of a codebook side by side: what was added, went, changed its name, and how sizes differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from textmining.codebook.state import Codebook, CodeTheme

__all__ = ["Change", "ThemeState", "changes", "count_answers", "states", "summary"]

Kind = Literal["added", "gone", "rejected", "merged", "renamed", "judged", "defined", "moved", "resized"]


@dataclass(frozen=True, slots=True)
class ThemeState:
    """A theme at one moment, and how many answers mention it (those of its sub-themes too)."""

    theme: CodeTheme
    size: int

    @property
    def in_use(self) -> bool:
        """Whether answers can have it."""
        return self.theme.status in ("proposed", "accepted")


@dataclass(frozen=True, slots=True)
class Change:
    """How a theme differs between two moments; ``then`` or ``now`` is None where it was not there."""

    kind: Kind
    then: ThemeState | None
    now: ThemeState | None

    @property
    def theme(self) -> CodeTheme:
        """The theme as it is now, else as it was."""
        state = self.now or self.then
        if state is None:
            raise ValueError("a change is of something")
        return state.theme


def count_answers(codebook: Codebook, ruled: Mapping[str, Collection[str]]) -> Counter[str]:
    """How many answers mention each theme in use; who mentions a sub-theme mentions its main theme.

    Parameters
    ----------
    codebook : Codebook
    ruled : mapping
        theme_id to the answers that a rule gives it where no coder said otherwise.
    """
    found = codebook.themes_of_answers()
    for theme, answers in ruled.items():
        now = codebook.now(theme)
        if now is None:
            continue
        for answer in answers:
            removed = {(answer, theme), (answer, now)} & codebook.removed
            if answer in found and answer not in codebook.hands and answer not in codebook.settled and not removed:
                found[answer] |= {now}
    above = {theme_id: _upwards(theme_id, codebook.in_use) for theme_id in codebook.in_use}
    sizes: Counter[str] = Counter()
    for themes, number in Counter(found.values()).items():
        for theme in {one for own in themes for one in above.get(own, ())}:
            sizes[theme] += number
    return sizes


def states(codebook: Codebook, sizes: Mapping[str, int]) -> dict[str, ThemeState]:
    """Every theme of a codebook with its size."""
    return {theme_id: ThemeState(theme, sizes.get(theme_id, 0)) for theme_id, theme in codebook.themes.items()}


def changes(
    then: Mapping[str, ThemeState], now: Mapping[str, ThemeState], heirs: Mapping[str, str] | None = None
) -> list[Change]:
    """What differs, themes in the order of their present size; a theme may differ in several ways.

    Parameters
    ----------
    then, now : mapping
        theme_id to its state.
    heirs : mapping, optional
        Themes that go on under another id since discovery ran again: given, even if empty, where it did. What an
        earlier discovery itself wrote as a definition is not known then.
    """
    later = heirs or {}
    before = {later.get(theme_id, theme_id): state for theme_id, state in then.items()}
    found: list[Change] = []
    for theme_id in sorted({*before, *now}, key=lambda one: _order(before.get(one), now.get(one))):
        was, is_now = before.get(theme_id), now.get(theme_id)
        used, uses = was is not None and was.in_use, is_now is not None and is_now.in_use
        if used and uses and was is not None and is_now is not None:
            found += [Change(kind, was, is_now) for kind in _differences(was, is_now, known=heirs is None)]
        elif uses:
            found.append(Change("added", was, is_now))
        elif used:
            status = is_now.theme.status if is_now is not None else ""
            kind: Kind = "merged" if status == "merged" else "rejected" if status == "rejected" else "gone"
            found.append(Change(kind, was, is_now))
    return found


def summary(found: Collection[Change]) -> dict[Kind, int]:
    """How many themes changed in each way."""
    return dict(Counter(change.kind for change in found))


def _differences(was: ThemeState, now: ThemeState, *, known: bool) -> list[Kind]:
    a, b = was.theme, now.theme
    described = known or bool(a.definition or a.include or a.exclude)
    differs: dict[Kind, bool] = {
        "renamed": a.label != b.label,
        "judged": a.status != b.status,
        "defined": described and (a.definition, a.include, a.exclude) != (b.definition, b.include, b.exclude),
        "moved": a.parent != b.parent,
        "resized": was.size != now.size,
    }
    return [kind for kind, yes in differs.items() if yes]


def _order(was: ThemeState | None, now: ThemeState | None) -> tuple[int, str]:
    state = now or was
    return (-state.size, state.theme.label.casefold()) if state is not None else (0, "")


def _upwards(theme: str, in_use: Mapping[str, CodeTheme]) -> frozenset[str]:
    """A theme and those above it; one above itself is met once."""
    seen: set[str] = set()
    here: str | None = theme
    while here is not None and here in in_use and here not in seen:
        seen.add(here)
        here = in_use[here].parent
    return frozenset(seen)

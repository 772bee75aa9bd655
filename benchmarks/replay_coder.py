"""A coder who takes decisions at random, as one who works through a codebook would: part of benchmarks/replay.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from textmining.codebook import Base, Codebook, fold
from textmining.codebook import decisions as d

__all__ = ["DECK", "take_decisions"]

DECK: tuple[str, ...] = (
    *["accept"] * 5,
    *["rename"] * 5,
    *["define"] * 2,
    *["reject"] * 3,
    *["merge"] * 3,
    *["split"] * 3,
    *["move"] * 3,
    *["new_theme"] * 1,
    *["add_theme"] * 2,
    *["remove_theme"] * 1,
    *["code_answer"] * 2,
)
"""Thirty decisions, shuffled before they are taken."""

FEWEST = 4
"""Segments from which a theme can be split by chosen segments."""

Append = Callable[[Any], d.Decision]


def take_decisions(base: Base, append: Append, seed: int, deck: Sequence[str] = DECK) -> list[d.Decision]:
    """Take decisions one after another, each on a theme or answer drawn from the codebook as it then stands.

    Parameters
    ----------
    base : Base
        What discovery proposed.
    append : callable
        Writes an action down and gives its decision.
    seed : int
    deck : sequence of str
        Kinds of decisions.

    Returns
    -------
    list of Decision
        In their order. A kind for which nothing is left (no theme large enough to split) is an acceptance.
    """
    random = np.random.default_rng(seed)
    log: list[d.Decision] = []
    for number, kind in enumerate(random.permutation(deck).tolist()):
        codebook = fold(base, log)
        hand_coded = {one.action.answer for one in log if isinstance(one.action, d.OF_ANSWERS)}
        draw = _Draw(codebook, random, hand_coded, f"c-{number}")
        log.append(append(getattr(draw, kind)()))
    return log


class _Draw:
    """One method per kind: draws what a decision of that kind is about."""

    def __init__(self, codebook: Codebook, random: np.random.Generator, touched: set[str], name: str) -> None:
        self.codebook, self.random, self.touched, self.name = codebook, random, touched, name
        self.themes = sorted(codebook.in_use)
        self.held: dict[str, list[str]] = {theme: [] for theme in self.themes}
        for segment, theme in sorted(codebook.placement.items()):
            if theme is not None and segment not in codebook.by_hand:
                self.held[theme].append(segment)

    def some(self, things: Sequence[str], count: int = 1) -> list[str]:
        return [things[n] for n in self.random.choice(len(things), min(count, len(things)), replace=False)]

    def accept(self) -> d.Accept:
        fresh = [t for t in self.themes if self.codebook.themes[t].status == "proposed"]
        return d.Accept(theme=self.some(fresh or self.themes)[0])

    def rename(self) -> d.Rename:
        return d.Rename(theme=self.some(self.themes)[0], label=f"Naam {self.name}")

    def define(self) -> d.Define:
        return d.Define(theme=self.some(self.themes)[0], definition=f"Wat {self.name} inhoudt.")

    def reject(self) -> d.Reject:
        return d.Reject(theme=self.some(self.themes)[0])

    def merge(self) -> d.Merge | d.Accept:
        if len(self.themes) < 2:
            return self.accept()
        one, into = self.some(self.themes, 2)
        return d.Merge(themes=(one,), into=into)

    def split(self) -> d.Split | d.Accept:
        """A sub-theme becomes a theme by itself, or a third of a theme's segments does; each as often."""
        below = [t for t in self.themes if self.codebook.themes[t].parent in self.themes]
        if below and self.random.random() < 0.5:
            part = self.some(below)[0]
            return d.Split(theme=str(self.codebook.themes[part].parent), part=part)
        large = [t for t in self.themes if len(self.held[t]) >= FEWEST]
        if not large:
            return self.accept()
        theme = self.some(large)[0]
        chosen = self.some(self.held[theme], max(2, len(self.held[theme]) // 3))
        return d.Split(theme=theme, part=self.name, label=f"Deel {self.name}", segments=tuple(sorted(chosen)))

    def move(self) -> d.Move | d.Accept:
        filled = [t for t in self.themes if self.held[t]]
        if not filled:
            return self.accept()
        theme = self.some(filled)[0]
        others: list[str | None] = [t for t in self.themes if t != theme]
        to = [*others, None][self.random.integers(len(others) + 1)]
        return d.Move(segments=tuple(sorted(self.some(self.held[theme], 3))), to=to)

    def new_theme(self) -> d.NewTheme:
        return d.NewTheme(theme=self.name, label=f"Nieuw {self.name}")

    def add_theme(self) -> d.AddTheme:
        answer, held = self._answer()
        others = [t for t in self.themes if t not in held]
        return d.AddTheme(answer=answer, theme=self.some(others or self.themes)[0])

    def remove_theme(self) -> d.RemoveTheme:
        answer, held = self._answer(with_themes=True)
        return d.RemoveTheme(answer=answer, theme=self.some(sorted(held))[0])

    def code_answer(self) -> d.CodeAnswer:
        return d.CodeAnswer(answer=self._answer()[0], themes=tuple(sorted(self.some(self.themes, 2))))

    def _answer(self, with_themes: bool = False) -> tuple[str, frozenset[str]]:
        """An answer that no decision is about yet, and its themes."""
        found = self.codebook.themes_of_answers()
        fresh = sorted(answer for answer in found if answer not in self.touched and (found[answer] or not with_themes))
        answer = self.some(fresh)[0]
        return answer, found[answer]

"""Where the segments of the themes of one discovery lie in another."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property

from textmining.codebook.state import Base

__all__ = ["Overlap", "main_of"]


class Overlap:
    """Segments that two discoveries share, counted by the theme that each puts them in.

    Parameters
    ----------
    old, new : Base
    """

    def __init__(self, old: Base, new: Base) -> None:
        self.old, self.new = old, new
        after = new.placement
        self._pairs = Counter([(theme, after[segment]) for segment, theme in old.placement.items() if segment in after])

    def went(self, theme: str) -> Counter[str | None]:
        """The new themes that hold its segments, and how many; None for those in none.

        What a main theme holds is counted by main theme, what a sub-theme holds where it lies. Where that is what its
        own main theme became, it is in no sub-theme any more: None too.
        """
        parent = self.old.themes[theme].parent
        if parent is None:
            return self._went[False].get(theme, Counter())
        found: Counter[str | None] = Counter()
        for now, count in self._went[True].get(theme, Counter()).items():
            found[None if now is not None and self.is_above(theme, now) else now] += count
        return found

    def lies_in(self, theme: str) -> Counter[str | None]:
        """The new themes, main or sub, that its segments are placed in, and how many."""
        if self.old.themes[theme].parent is not None:
            return self._went[True].get(theme, Counter())
        found: Counter[str | None] = Counter()
        for (before, now), count in self._pairs.items():
            if main_of(self.old, before) == theme:
                found[now] += count
        return found

    def mains(self, theme: str) -> Counter[str | None]:
        """The new main themes that hold the segments of a sub-theme."""
        found: Counter[str | None] = Counter()
        for now, count in self._went[True].get(theme, Counter()).items():
            found[main_of(self.new, now)] += count
        return found

    def is_above(self, theme: str, now: str) -> bool:
        """Whether a new main theme is rather the main theme of a sub-theme than that sub-theme (by Jaccard)."""
        parent = self.old.themes[theme].parent
        if parent is None or self.new.themes[now].parent is not None:
            return False
        size = self.size(now)
        own, whole = self.mains(theme), self._went[False][parent]
        return _jaccard(whole[now], whole.total(), size) >= _jaccard(own[now], own.total(), size)

    def came(self, now: str) -> Counter[str]:
        """The old themes of its level that the segments of a new theme were in, and how many."""
        level = self.new.themes[now].parent is not None
        return Counter({theme: went[now] for theme, went in self._went[level].items() if went[now]})

    def size(self, theme: str) -> int:
        """Shared segments that a theme of the new discovery holds; a main theme, with its sub-themes."""
        return self._sizes[theme]

    @cached_property
    def _went(self) -> dict[bool, dict[str, Counter[str | None]]]:
        levels: dict[bool, defaultdict[str, Counter[str | None]]] = {
            False: defaultdict(Counter),
            True: defaultdict(Counter),
        }
        for (before, now), count in self._pairs.items():
            main = main_of(self.old, before)
            if before is None or main is None:
                continue
            levels[False][main][main_of(self.new, now)] += count
            if before != main:
                levels[True][before][now] += count
        return {level: dict(found) for level, found in levels.items()}

    @cached_property
    def _sizes(self) -> Counter[str]:
        sizes: Counter[str] = Counter()
        for (_, now), count in self._pairs.items():
            for theme in {now, main_of(self.new, now)} - {None}:
                sizes[str(theme)] += count
        return sizes


def main_of(base: Base, theme: str | None) -> str | None:
    """The main theme that a theme is, or is below."""
    return base.themes[theme].parent or theme if theme is not None else None


def _jaccard(both: int, one: int, other: int) -> float:
    return both / (one + other - both)

"""Themes that coders decided on and that a re-fit no longer finds: they stay as they were."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from textmining.codebook.overlap import main_of
from textmining.codebook.state import Base, Codebook, CodeTheme

__all__ = ["Kept", "keep", "parents_again", "segments_again"]


@dataclass(frozen=True)
class Kept:
    """A theme of an earlier discovery as it was found there.

    Attributes
    ----------
    theme : CodeTheme
    segments : frozenset of segment_id
        What was in it, with what was in sub-themes that are found no more.
    below : tuple of theme_id
        Its sub-themes that this discovery finds too.
    """

    theme: CodeTheme
    segments: frozenset[str]
    below: tuple[str, ...] = ()


def keep(themes: Collection[str], old: Base, new: Base, heirs: Mapping[str, str]) -> dict[str, Kept]:
    """What to keep of themes that a new discovery does not find.

    Parameters
    ----------
    themes : collection of theme_id
        Of ``old``, none of them in ``new``.
    old, new : Base
    heirs : mapping
        Themes of ``old`` that ``new`` has under another id.

    Returns
    -------
    dict
        theme_id to what is kept.
    """
    held: dict[str, set[str]] = {theme: set() for theme in themes}
    below: dict[str, dict[str, str]] = {theme: {} for theme in themes}
    for theme in old.themes.values():
        now = heirs.get(theme.id, theme.id)
        if theme.parent in below and now in new.themes and new.themes[now].parent is not None:
            below[theme.parent][theme.id] = now
    if held:
        for segment, placed in old.placement.items():
            if placed in held:
                held[placed].add(segment)
            main = main_of(old, placed)
            if main in held and (placed not in below[main] or new.placement.get(segment) != below[main][placed]):
                held[main].add(segment)
    return {t: Kept(old.themes[t], frozenset(held[t]), tuple(below[t].values())) for t in held}


def parents_again(codebook: Codebook, kept: Mapping[str, Kept], heirs: Mapping[str, str]) -> dict[str, CodeTheme]:
    """Kept themes with the main theme that they were below, where it is there, and sub-themes of kept ones below them.

    A sub-theme that a coder set apart since stays so, and those of a rejected theme stay where discovery put them.
    """
    themes = codebook.themes
    found: dict[str, CodeTheme] = {}
    for theme in (theme for theme in kept if theme in themes):
        parent = themes[theme].parent
        if parent is not None and parent not in themes:
            parent = heirs.get(parent)
        main = parent is not None and parent in themes and themes[parent].parent is None
        found[theme] = replace(themes[theme], parent=parent if main else None)
        if themes[theme].status != "rejected":
            again = (t for t in kept[theme].below if themes[t].parent == codebook.base.themes[t].parent)
            found |= {t: replace(themes[t], parent=theme) for t in again}
    return found


def segments_again(codebook: Codebook, kept: Mapping[str, Kept]) -> dict[str, str]:
    """Segments of kept themes to the theme that has them; a sub-theme goes before its main theme.

    What a rejected theme held stays where discovery puts it now: the theme was rejected, not what was said.
    """
    here = [theme for theme in kept if theme in codebook.themes and codebook.now(theme) is not None]
    here.sort(key=lambda theme: kept[theme].theme.parent is not None)
    return {segment: theme for theme in here for segment in kept[theme].segments}

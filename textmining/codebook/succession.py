"""What became of themes when discovery ran again: which are the same, which are gone, split, joined or new.

Most themes keep their id through a re-fit (``identity``). What is here looks at the others, and at those that
kept their id though much of them went elsewhere: by the segments that both discoveries hold, and where they hold too
few in common, as with a new wave, by the cosine of the centres.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from textmining.codebook import decisions as d
from textmining.codebook.folding import fold, undone_in
from textmining.codebook.state import Base, Codebook, CodeTheme, Conflict

__all__ = ["Succession", "replay", "standing", "succession"]

MOST = 0.5
"""Share of a theme's segments that another theme must hold to be what became of it."""

PART = 0.15
"""Share from which a theme holds a part of another: one that fell in four or five is told as such, not as gone."""

FEWEST = 5
"""Segments of a theme that both discoveries must hold before shares say anything."""

NEAR = 0.9
"""Cosine of centres from which two themes of two waves are one; as in ``identity``."""


@dataclass(frozen=True)
class Succession:
    """What became of the themes of one discovery in another.

    Attributes
    ----------
    heirs : dict
        Old theme to the one that holds most of it, where that has another id.
    split : dict
        Old theme to the two or more that each hold a part of it, none of them most.
    joined : dict
        New theme to the two or more old ones that it holds most of, the one that gave it most segments first.
    gone : tuple
        Old themes of which no new one holds a part.
    inherited, new : tuple
        New themes that are an old one, or the heir of one; and those that are not.
    """

    heirs: dict[str, str]
    split: dict[str, tuple[str, ...]]
    joined: dict[str, tuple[str, ...]]
    gone: tuple[str, ...]
    inherited: tuple[str, ...]
    new: tuple[str, ...]


def succession(old: Base, new: Base) -> Succession:
    """Compare two discoveries, level by level: main themes with main themes, sub-themes with sub-themes.

    A sub-theme that no sub-theme holds most of may have become a main theme: if each is most of the other.

    Parameters
    ----------
    old, new : Base
        Of one codebook, or of one question in two waves.
    """
    heirs: dict[str, str] = {}
    split: dict[str, tuple[str, ...]] = {}
    holds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    gone = []
    shares = {level: _shares(old, new, level) for level in (False, True)}
    for theme_id, theme in old.themes.items():
        level = theme.parent is not None
        shared, went = shares[level].get(theme_id, (0, Counter()))
        parts = [t for t, count in went.most_common() if count >= max(2, PART * shared)] if shared >= FEWEST else []
        most = parts[0] if parts and went[parts[0]] >= MOST * shared else None
        if shared < FEWEST:
            most = _nearest(theme_id, old, new)
        elif level and most is None and len(parts) < 2 and theme_id not in new.themes:
            most, count = _risen(theme_id, old, new)
            went = went + Counter({most: count} if most else {})
        if most is not None:
            holds[most][theme_id] = went[most]
        if theme_id in new.themes:
            if len(parts) >= 2 and most is None:
                split[theme_id] = tuple(parts)
        elif most is not None:
            heirs[theme_id] = most
        elif len(parts) >= 2:
            split[theme_id] = tuple(parts)
        else:
            gone.append(theme_id)
    joined = {theme: tuple(t for t, _ in own.most_common()) for theme, own in holds.items() if len(own) >= 2}
    inherited = [theme for theme in new.themes if theme in old.themes or theme in holds]
    return Succession(
        heirs,
        split,
        joined,
        tuple(gone),
        tuple(inherited),
        tuple(theme for theme in new.themes if theme not in inherited),
    )


def replay(olds: Sequence[Base], new: Base, log: Sequence[d.Decision]) -> Codebook:
    """Apply the decisions that were taken on earlier discoveries to another.

    A theme that a decision is about and that fell apart, is gone, or became one with another decided theme, is told
    in a conflict with a proposal; decisions on it are applied to what stands for it until a coder resolves it (the
    largest part; itself, kept with what coders put in it; the one that holds both).

    Parameters
    ----------
    olds : sequence of Base
        Where the decisions were taken, oldest first; the new one itself does not count.
    new : Base
    log : sequence of Decision

    Returns
    -------
    Codebook
    """
    heirs: dict[str, str] = {}
    kept: dict[str, CodeTheme] = {}
    doubts: list[Conflict] = []
    undone = undone_in(log)
    counts = [one for one in log if one.id not in undone]
    resolved = {one.action.theme: one.action.by for one in counts if isinstance(one.action, d.Resolve)}
    decided = _decided(counts) - resolved.keys()
    for old in (base for base in olds if base.fit != new.fit):
        found = succession(old, new)
        heirs |= {theme: parts[0] for theme, parts in found.split.items() if theme not in new.themes} | found.heirs
        kept |= {theme: old.themes[theme] for theme in found.gone}
        doubts += [Conflict("split", theme, None, parts) for theme, parts in found.split.items() if theme in decided]
        before = fold(old, log)
        doubts += [
            Conflict("joined", theme, None, own)
            for theme, own in found.joined.items()
            # what was decided on the largest goes for the whole; a decision on a smaller one would take the rest along
            if theme not in resolved and any(t in decided and before.now(t) != before.now(own[0]) for t in own[1:])
        ]
    # a coder who says which theme it is says so of the decisions before as well
    heirs |= {theme: by for theme, by in resolved.items() if theme in heirs and by is not None}
    codebook = fold(new, log, heirs, kept)
    return replace(codebook, conflicts=(*codebook.conflicts, *dict.fromkeys(doubts)))


def standing(log: Sequence[d.Decision]) -> list[d.Decision]:
    """The decisions that an edition is made of: those up to the last version that was signed off, or all."""
    undone = undone_in(log)
    signed = [one.id for one in log if isinstance(one.action, d.SignOff) and one.id not in undone]
    return [one for one in log if not signed or one.id <= signed[-1]]


def _decided(log: Iterable[d.Decision]) -> set[str]:
    of_themes = (a for a in (decision.action for decision in log) if not isinstance(a, d.Resolve | d.Undo | d.SignOff))
    named: set[str] = set()
    for action in of_themes:
        named |= {t for name in ("theme", "into", "to", "part") if (t := getattr(action, name, None)) is not None}
        named |= set(getattr(action, "themes", ()))
    return named


def _shares(old: Base, new: Base, below: bool) -> dict[str, tuple[int, Counter[str]]]:
    """For each old theme of a level: its segments that the new discovery holds too, and how many each theme has."""
    found: dict[str, tuple[int, Counter[str]]] = {}
    level = {False: (_main(old), _main(new)), True: (dict(old.placement), dict(new.placement))}[below]
    before, after = level
    total: Counter[str] = Counter()
    went: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for segment, theme in before.items():
        if theme is None or segment not in after or (old.themes[theme].parent is not None) != below:
            continue
        total[theme] += 1
        now = after[segment]
        if now is not None and (new.themes[now].parent is not None) == below:
            went[theme][now] += 1
    for theme, count in total.items():
        found[theme] = (count, went[theme])
    return found


def _risen(theme: str, old: Base, new: Base) -> tuple[str | None, int]:
    """The main theme that a sub-theme became, most of each being the other, and how many segments that is."""
    now = _main(new)
    known = {segment: main for segment, main in now.items() if segment in old.placement}
    held = Counter(main for segment, main in known.items() if main is not None and old.placement[segment] == theme)
    best, count = held.most_common(1)[0] if held else (None, 0)
    total = sum(old.placement[segment] == theme for segment in known)
    whole = sum(main == best for main in known.values())
    return (best, count) if count >= MOST * total and count >= MOST * whole else (None, 0)


def _main(base: Base) -> dict[str, str | None]:
    return {s: base.themes[t].parent or t if t is not None else None for s, t in base.placement.items()}


def _nearest(theme: str, old: Base, new: Base) -> str | None:
    """The theme whose centre is nearest, if it is near enough, on the same level."""
    if theme in new.themes:
        return theme
    if theme not in old.centres:
        return None
    level = old.themes[theme].parent is not None
    close = {
        other: float(old.centres[theme] @ centre)
        for other, centre in new.centres.items()
        if (new.themes[other].parent is not None) == level
    }
    best = max(sorted(close), key=close.__getitem__, default=None)
    return best if best is not None and close[best] >= NEAR else None

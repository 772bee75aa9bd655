"""What became of themes when discovery ran again: which are the same, which are gone, split, joined or new.

Most themes keep their id through a re-fit (``identity``). What is here looks at the others, and at those that
kept their id though much of them went elsewhere: by the segments that both discoveries hold, and where they hold too
few in common, as with a new wave, by the cosine of the centres.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from textmining.codebook import decisions as d
from textmining.codebook.folding import fold
from textmining.codebook.keeping import Kept, keep
from textmining.codebook.overlap import Overlap
from textmining.codebook.state import Base, Codebook, Conflict
from textmining.codebook.undoing import set_aside, undone_in

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
        Old theme to the two or more that each hold a part of it, none of them most, or another than the one that kept
        its id.
    joined : dict
        New theme to the two or more old ones that it holds most of, the one that gave it most segments first.
    gone : tuple
        Old themes that are none of these and have no new one of their id: no theme of their level holds enough of them.
    inherited, new : tuple
        New themes that are an old one, or the heir of one; and those that are not.
    absorbed : dict
        Old theme to the new one that stands for it and is mostly something else: a decision on the old one does not go
        for the whole.
    made_of : dict
        New theme that absorbed an old one to all old ones that are nowhere else, the one that gave it most first.
    lies_in : dict
        Old theme that is gone or absorbed to the new ones, main or sub, that each hold a part of it, the largest first.
    """

    heirs: dict[str, str]
    split: dict[str, tuple[str, ...]]
    joined: dict[str, tuple[str, ...]]
    gone: tuple[str, ...]
    inherited: tuple[str, ...]
    new: tuple[str, ...]
    absorbed: dict[str, str] = field(default_factory=dict)
    made_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lies_in: dict[str, tuple[str, ...]] = field(default_factory=dict)


def succession(old: Base, new: Base) -> Succession:
    """Compare two discoveries: main themes with main themes, sub-themes with what their segments lie in.

    A sub-theme may have become a main theme, but not the one that is rather its own main theme: where that is no
    longer divided, the sub-theme is gone.

    Parameters
    ----------
    old, new : Base
        Of one codebook, or of one question in two waves.
    """
    overlap = Overlap(old, new)
    fates = {theme: _fate(theme, overlap) for theme in old.themes}
    heirs = {theme: fate.most for theme, fate in fates.items() if fate.most is not None and theme not in new.themes}
    split = {theme: fate.parts for theme, fate in fates.items() if _fell_apart(theme, fate, new)}
    gone = tuple(theme for theme in fates if theme not in (new.themes.keys() | heirs.keys() | split.keys()))
    stands = {theme: heirs.get(theme) or split[theme][0] for theme in (*heirs, *split)}
    stands |= {theme: theme for theme in fates if theme in new.themes}
    absorbed = {
        theme: now
        for theme, now in stands.items()
        if fates[theme].known and fates[theme].went[now] < MOST * overlap.size(now)
    }
    lies_in = {theme: _parts(overlap.lies_in(theme), overlap.size) for theme in (*gone, *absorbed)}
    stands |= {theme: lies_in[theme][0] for theme in gone if lies_in[theme]}
    came = {now: overlap.came(now) for now in absorbed.values()}
    holds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for theme, fate in fates.items():
        if fate.most is not None:
            holds[fate.most][theme] = fate.went[fate.most]
    inherited = tuple(theme for theme in new.themes if theme in old.themes or theme in holds)
    return Succession(
        heirs,
        split,
        {theme: tuple(t for t, _ in own.most_common()) for theme, own in holds.items() if len(own) >= 2},
        gone,
        inherited,
        tuple(theme for theme in new.themes if theme not in inherited),
        absorbed,
        {now: tuple(t for t, _ in own.most_common() if stands.get(t) == now) for now, own in came.items()},
        lies_in,
    )


def replay(olds: Sequence[Base], new: Base, log: Sequence[d.Decision]) -> Codebook:
    """Apply the decisions that were taken on earlier discoveries to another.

    A theme that a decision is about and that fell apart, is gone, or became a smaller part of another, is told in a
    conflict with a proposal; decisions on it are applied to what stands for it until a coder resolves it. That is its
    largest part, if that is mostly of this theme, and else itself: it is kept as it was, with its segments, for a
    decision about a part must not go for the whole.

    Parameters
    ----------
    olds : sequence of Base
        Where the decisions were taken, oldest first; the new one itself does not count. What became of a theme that
        several have is told from the last.
    new : Base
    log : sequence of Decision

    Returns
    -------
    Codebook
    """
    aside = set_aside(log)
    counts = [one for one in log if one.id not in aside]
    of_themes = [one for one in log if not isinstance(one.action, d.OF_ANSWERS)]
    resolved = {one.action.theme: one.action.by for one in counts if isinstance(one.action, d.Resolve)}
    decided = _decided(counts)
    decided |= {by for theme, by in resolved.items() if by is not None and theme in decided}
    heirs: dict[str, str] = {}
    kept: dict[str, Kept] = {}
    doubts: dict[str, Conflict] = {}
    for old in (base for base in olds if base.fit != new.fit):
        found = succession(old, new)
        for theme in old.themes:
            for earlier in (heirs, kept, doubts):
                earlier.pop(theme, None)
        stand_in = {theme: parts[0] for theme, parts in found.split.items() if theme not in new.themes} | found.heirs
        stand_in = {theme: heir for theme, heir in stand_in.items() if theme not in found.absorbed}
        lacking = [theme for theme in old.themes if theme not in new.themes and theme not in stand_in]
        heirs |= stand_in
        kept |= keep([theme for theme in lacking if theme in decided], old, new, stand_in)
        doubts |= _doubts(found, [theme for theme in old.themes if theme in decided], resolved, fold(old, of_themes))
    # a coder who says which theme it is says so of the decisions before as well
    known = {*new.themes, *kept}
    heirs |= {t: by for t, by in resolved.items() if by is not None and (t in heirs or t not in known)}
    codebook = fold(new, log, heirs, kept)
    return replace(codebook, conflicts=(*codebook.conflicts, *dict.fromkeys(doubts.values())))


def standing(log: Sequence[d.Decision]) -> list[d.Decision]:
    """The decisions that an edition is made of: those up to the last version that was signed off, or all."""
    undone = undone_in(log)
    signed = [one.id for one in log if isinstance(one.action, d.SignOff) and one.id not in undone]
    return [one for one in log if not signed or one.id <= signed[-1]]


def _decided(log: Iterable[d.Decision]) -> set[str]:
    """The themes that decisions are about."""
    named: set[Any] = set()
    for action in (one.action for one in log):
        if isinstance(action, d.Split) and not action.segments:
            named.add(action.part)  # whoever sets a sub-theme apart says nothing of the rest of its main theme
        elif not isinstance(action, d.Resolve):
            fields = type(action).model_fields  # to ask for a field that a kind lacks is slow
            named.update(getattr(action, name) for name in ("theme", "into", "to", "part", "parent") if name in fields)
            named.update(action.themes if "themes" in fields else ())
    return named - {None}


def _doubts(
    found: Succession, decided: Iterable[str], resolved: Collection[str], before: Codebook
) -> dict[str, Conflict]:
    """By old theme that coders decided on and did not resolve, what they are to be asked."""
    doubts: dict[str, Conflict] = {}
    joined_in = {theme: now for now, own in found.joined.items() for theme in own}
    for theme in (theme for theme in decided if theme not in resolved):
        now = found.absorbed.get(theme, joined_in.get(theme))
        own = found.joined.get(now or "", ())
        if theme in found.split:
            doubts[theme] = Conflict("split", theme, None, found.split[theme])
        elif theme in found.gone:
            doubts[theme] = Conflict("gone", theme, None, found.lies_in[theme])
        elif now is None or now in resolved or (theme not in found.absorbed and theme == own[0]):
            continue  # what was decided on the largest goes for the whole
        elif theme in own and theme != own[0] and before.now(theme) == before.now(own[0]):
            continue  # coders made them one before discovery did
        elif theme in own or theme == now:
            doubts[theme] = Conflict("joined", now, None, own if theme in own else found.made_of[now] or (theme,))
        else:
            doubts[theme] = Conflict("gone", theme, None, found.lies_in[theme])
    return doubts


@dataclass(frozen=True)
class _Fate:
    """Where the segments of a theme went, the themes that hold a part, and the one that it became, if it is one."""

    went: Counter[str | None]
    parts: tuple[str, ...]
    most: str | None

    @property
    def known(self) -> bool:
        """Whether shares say anything."""
        return self.went.total() >= FEWEST


def _fell_apart(theme: str, fate: _Fate, new: Base) -> bool:
    """Whether no theme holds most of one, or another does than the one that kept its id."""
    elsewhere = fate.most is None or (theme in new.themes and fate.most != theme)
    return elsewhere and len(fate.parts) >= 2


def _fate(theme: str, overlap: Overlap) -> _Fate:
    went = overlap.went(theme)
    if went.total() < FEWEST:
        return _Fate(went, (), _nearest(theme, overlap.old, overlap.new))
    parts = _parts(went, overlap.size)
    most = _most(parts, went, overlap)
    below = overlap.old.themes[theme].parent is not None
    if below and most is None and len(parts) < 2 and theme not in overlap.new.themes:
        most = _risen(theme, overlap)
        went = went + Counter({most: overlap.mains(theme)[most]} if most else {})
    return _Fate(went, parts, most)


def _parts(went: Counter[Any], size: Callable[[str], int] = lambda _: 0) -> tuple[str, ...]:
    """The themes that each hold a part, the largest first; of two as large, the one that holds least besides."""
    least = max(2, PART * went.total())
    parts = (theme for theme, count in went.items() if theme is not None and count >= least)
    return tuple(sorted(parts, key=lambda theme: (-went[theme], size(theme), theme)))


def _most(parts: Sequence[str], went: Counter[str | None], overlap: Overlap) -> str | None:
    """The part that is what became of a theme: most of it, or the only part, where that is of this theme and no more
    than that fell out."""
    if not parts:
        return None
    best, count = parts[0], went[parts[0]]
    rest = len(parts) == 1 and count > went[None] and count >= MOST * overlap.size(best)
    return best if rest or count >= MOST * went.total() else None


def _risen(theme: str, overlap: Overlap) -> str | None:
    """The main theme that a sub-theme became, most of each being the other."""
    held = overlap.mains(theme)
    best = next(iter(_parts(held)), None)
    if best is None or overlap.is_above(theme, best):
        return None
    return best if held[best] >= MOST * max(held.total(), overlap.size(best)) else None


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

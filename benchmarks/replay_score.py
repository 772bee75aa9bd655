"""What became of each replayed decision, held against what a person would mean: part of benchmarks/replay.py."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textmining.codebook import Base, Codebook
from textmining.codebook import decisions as d

__all__ = ["Meant", "Outcome", "meant", "outcomes"]

Replay = Callable[[Sequence[d.Decision]], Codebook]


@dataclass(frozen=True)
class Outcome:
    """One decision after a re-fit.

    Attributes
    ----------
    kind : str
    applied : bool
        It counts in the codebook.
    queued : bool
        It is in a conflict, or a theme that it names is: a coder is asked.
    right : bool
        It did what it says to the themes that are meant (``Meant``). Where a theme that it names has no counterpart,
        that theme must be there by itself, hold its segments, and a coder must be asked.
    kept : bool
        Right, for a theme without a counterpart that it names.
    plurality : bool
        It did what it says to the new themes that hold the plurality of the segments, be they mostly something else.
    """

    kind: str
    applied: bool
    queued: bool
    right: bool
    kept: bool
    plurality: bool


@dataclass(frozen=True)
class Meant:
    """What a person would mean by the themes of an old discovery, in a new one.

    Attributes
    ----------
    counterpart : dict
        Old theme to the new one that holds the plurality of its known segments, and took at least half of its own from
        it. A sub-theme is not the main theme that its own main theme became.
    alone : dict
        Old theme without a counterpart, to its known segments: it went into one that is mostly something else, or most
        of it into none. Meant is that theme as it was: who names a part does not name the whole, who rejects a part
        does not reject the whole.
    plurality : dict
        Old theme to the new one that holds the plurality of its known segments, None where most are in no theme.
    """

    counterpart: dict[str, str]
    alone: dict[str, frozenset[str]]
    plurality: dict[str, str | None]


def meant(old: Base, new: Base) -> Meant:
    """What a person would mean by each old theme of which the new discovery knows segments.

    Segments of a main theme are counted by main theme, those of a sub-theme where they lie.
    """
    went = _went(old, new)
    known = old.placement.keys() & new.placement.keys()
    size: dict[bool, Counter[str | None]] = {
        True: Counter(_main(new, new.placement[segment]) for segment in known),
        False: Counter(new.placement[segment] for segment in known),
    }
    plurality = {theme: now.most_common(1)[0][0] for theme, now in went.items()}
    counterpart = {}
    for theme, found in went.items():
        parent = old.themes[theme].parent
        of_size = size[parent is None]
        now = max(found, key=lambda new: (found[new], -of_size[new]))
        if now is None or 2 * found[now] < of_size[now]:
            continue
        if parent is None or _likeness(found, now, of_size) > _likeness(went[parent], now, size[True]):
            counterpart[theme] = now
    alone = {
        theme: frozenset(s for s in known if theme in (old.placement[s], _main(old, old.placement[s])))
        for theme in plurality.keys() - counterpart.keys()
    }
    return Meant(counterpart, alone, plurality)


def outcomes(log: Sequence[d.Decision], replay: Replay, meant: Meant) -> list[Outcome]:
    """Replay a log decision by decision, and look after each whether it did what it says.

    Parameters
    ----------
    log : sequence of Decision
    replay : callable
        From a log to the codebook of the new discovery.
    meant : Meant
        A theme that is not in it, made by a coder, is meant itself.
    """
    whole = replay(log)
    told = {conflict.decision for conflict in whole.conflicts}
    doubted = {theme for c in whole.conflicts for theme in (c.theme, *(c.candidates if c.kind == "joined" else ()))}
    found = []
    for count, decision in enumerate(log, start=1):
        themes = _themes(decision.action)
        codebook = replay(log[:count])
        queued = decision.id in told or bool(themes & doubted)
        alone = themes & meant.alone.keys()
        right = _is_right(decision.action, codebook, meant.counterpart)
        if alone:
            right = right and queued and all(_is_itself(theme, meant.alone[theme], codebook) for theme in alone)
        plurality = _is_right(decision.action, codebook, meant.plurality)
        applied = decision.id in whole.applied
        found.append(Outcome(decision.action.kind, applied, queued, right, right and bool(alone), plurality))
    return found


def _is_itself(theme: str, segments: frozenset[str], codebook: Codebook) -> bool:
    """Whether a theme is there under its own id, and holds the plurality of its segments if answers can have it."""
    if theme not in codebook.themes or theme in codebook.base.themes:
        return False
    now = codebook.now(theme)
    if now is None:
        return True
    by_model = [codebook.placement[segment] for segment in segments - codebook.by_hand]
    holds = Counter(now if now in (held, held and codebook.themes[held].parent) else held for held in by_model)
    return not holds or holds[now] == max(holds.values())


def _went(old: Base, new: Base) -> dict[str, Counter[str | None]]:
    went: defaultdict[str, Counter[str | None]] = defaultdict(Counter)
    for segment in sorted(old.placement.keys() & new.placement.keys()):
        theme, now = old.placement[segment], new.placement[segment]
        above = _main(old, theme)
        if theme is None or above is None:
            continue
        went[above][_main(new, now)] += 1
        if theme != above:
            went[theme][now] += 1
    return dict(went)


def _likeness(went: Counter[str | None], now: str, size: Counter[str | None]) -> float:
    """Jaccard of an old theme and a new one."""
    return went[now] / (went.total() + size[now] - went[now])


def _main(base: Base, theme: str | None) -> str | None:
    return base.themes[theme].parent or theme if theme is not None else None


def _themes(action: Any) -> set[str]:
    """The themes that an action is about; not those that it makes."""
    names = {"theme", "into", "to"} if not isinstance(action, d.NewTheme) else {"parent"}
    if isinstance(action, d.Split):
        names = {"theme"} if action.segments else {"part"}
    single = {getattr(action, name, None) for name in names}
    return {theme for theme in (*single, *getattr(action, "themes", ())) if theme is not None}


def _is_right(action: Any, codebook: Codebook, truth: Mapping[str, str | None]) -> bool:
    def now(theme: str) -> str | None:
        new = truth.get(theme, theme)
        return codebook.now(new) if new is not None else None

    def one(theme: str) -> Any:
        return codebook.themes.get(now(theme) or "")

    match action:
        case d.Accept():
            return one(action.theme) is not None and one(action.theme).status == "accepted"
        case d.Reject():
            new = truth.get(action.theme, action.theme)
            return new in codebook.themes and codebook.themes[new].status == "rejected"
        case d.Rename():
            return one(action.theme) is not None and one(action.theme).label == action.label
        case d.Define():
            return one(action.theme) is not None and one(action.theme).definition == action.definition
        case d.Merge():
            return now(action.into) is not None and {now(t) for t in action.themes} == {now(action.into)}
        case d.Split(segments=()):
            return one(action.part) is not None and one(action.part).parent is None
        case d.Split():
            return {codebook.placement.get(s) for s in action.segments} == {action.part}
        case d.Move():
            there = now(action.to) if action.to is not None else None
            lost = action.to is not None and there is None
            return not lost and {codebook.placement.get(s) for s in action.segments} == {there}
        case d.NewTheme():
            return action.theme in codebook.in_use
        case d.AddTheme():
            return now(action.theme) in codebook.themes_of_answers().get(action.answer, ())
        case d.RemoveTheme():
            held = codebook.themes_of_answers().get(action.answer, frozenset())
            return now(action.theme) is not None and now(action.theme) not in held
        case d.CodeAnswer():
            themes = {now(theme) for theme in action.themes}
            return None not in themes and codebook.themes_of_answers().get(action.answer) == themes
    raise TypeError(action.kind)

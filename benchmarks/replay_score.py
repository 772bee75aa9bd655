"""What became of each replayed decision, held against what a person would mean: part of benchmarks/replay.py."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textmining.codebook import Base, Codebook
from textmining.codebook import decisions as d

__all__ = ["Outcome", "meant", "outcomes", "swallowed"]

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
        It did what it says to the themes that hold the plurality of the old ones (``meant``).
    kept : bool
        Not that: a theme that it names now lies in one that is mostly something else. It stays on that theme as it was,
        and a coder is asked: a name for a small part must not become the name of the whole.
    to_other : bool
        A theme that it names is now in one that was mostly something else, of which the decision never spoke.
    """

    kind: str
    applied: bool
    queued: bool
    right: bool
    kept: bool
    to_other: bool


def meant(old: Base, new: Base) -> dict[str, str | None]:
    """For each old theme the new one that holds the plurality of its segments; None where most are in no theme.

    Segments of a main theme are counted by main theme, those of a sub-theme where they lie. A theme of which the new
    discovery holds no segment is left out.
    """
    return {theme: went.most_common(1)[0][0] for theme, went in _went(old, new).items()}


def swallowed(old: Base, new: Base) -> set[str]:
    """Old themes whose new one (``meant``) took less than half of its known segments from them."""
    went = _went(old, new)
    main = {theme for theme in went if old.themes[theme].parent is None}
    total: dict[bool, Counter[str | None]] = {True: Counter(), False: Counter()}
    for segment in old.placement.keys() & new.placement.keys():
        theme = new.placement[segment]
        total[False][theme] += 1
        total[True][_main(new, theme)] += 1
    best = {theme: went[theme].most_common(1)[0] for theme in went}
    return {t for t, (now, held) in best.items() if now is not None and held < total[t in main][now] / 2}


def outcomes(
    log: Sequence[d.Decision], replay: Replay, truth: Mapping[str, str | None], other: set[str]
) -> list[Outcome]:
    """Replay a log decision by decision, and look after each whether it did what it says.

    Parameters
    ----------
    log : sequence of Decision
    replay : callable
        From a log to the codebook of the new discovery.
    truth : mapping
        ``meant``. A theme that is not in it, made by a coder, is meant itself.
    other : set of str
        ``swallowed``.
    """
    whole = replay(log)
    told = {conflict.decision for conflict in whole.conflicts}
    doubted = {theme for c in whole.conflicts for theme in (c.theme, *(c.candidates if c.kind == "joined" else ()))}
    as_it_was = {**truth, **{theme: theme for theme in other}}
    found = []
    for count, decision in enumerate(log, start=1):
        themes = _themes(decision.action)
        codebook = replay(log[:count])
        queued = decision.id in told or bool(themes & doubted)
        right = _is_right(decision.action, codebook, truth)
        found.append(
            Outcome(
                decision.action.kind,
                decision.id in whole.applied,
                queued,
                right,
                not right and queued and _is_right(decision.action, codebook, as_it_was),
                bool(themes & other),
            )
        )
    return found


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

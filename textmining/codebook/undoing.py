"""Which decisions of a log do not count: those that are undone, and those that a restore skips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textmining.codebook import decisions as d

__all__ = ["set_aside", "undone_in"]


def set_aside(log: Sequence[d.Decision]) -> set[int]:
    """Decisions that do not count: undone, or on themes and made after the moment that a restore goes back to."""
    undone, skipped = _aside(log)
    return undone | skipped


def undone_in(log: Sequence[d.Decision]) -> set[int]:
    """Decisions that are undone; an undo that is undone itself, or that a restore skips, does not count."""
    return _aside(log)[0]


def _aside(log: Sequence[d.Decision]) -> tuple[set[int], set[int]]:
    """Decisions that are undone, and those on themes that a restore skips; later ones speak first."""
    by_id = {one.id: one for one in log}
    undone: set[int] = set()
    skipped: set[int] = set()
    for one in reversed(log):
        action = one.action
        if one.id in undone or one.id in skipped:
            continue
        if isinstance(action, d.Undo):
            undone.add(action.decision)
        elif isinstance(action, d.Restore):
            skipped |= {o.id for o in log if action.decision < o.id < one.id and _is_of_themes(o, by_id)}
    return undone & by_id.keys(), skipped


def _is_of_themes(one: d.Decision, by_id: Mapping[int, d.Decision]) -> bool:
    """Whether a decision, or what an undo is about in the end, is on themes."""
    seen: set[int] = set()
    while isinstance(one.action, d.Undo):
        target = by_id.get(one.action.decision)
        if target is None or target.id in seen:
            return False
        seen.add(target.id)
        one = target
    return not isinstance(one.action, (*d.OF_ANSWERS, d.SignOff, d.Note))

"""The codebook that a log of decisions makes of a proposal: a fold, so that any earlier moment can be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from textmining.codebook import decisions as d
from textmining.codebook.keeping import Kept, parents_again, segments_again
from textmining.codebook.state import Base, Codebook, CodeTheme, Conflict, Hand, Version
from textmining.codebook.undoing import set_aside, undone_in

__all__ = ["fold", "undone_in"]


def fold(
    base: Base,
    log: Sequence[d.Decision],
    heirs: Mapping[str, str] | None = None,
    kept: Mapping[str, Kept] | None = None,
) -> Codebook:
    """Apply decisions in their order to what discovery proposed.

    Parameters
    ----------
    base : Base
    log : sequence of Decision
        Of this codebook, in the order of their ids.
    heirs : mapping, optional
        Themes of an earlier discovery that this one has under another id (``succession``).
    kept : mapping, optional
        Themes of an earlier discovery that this one no longer finds: those that a decision is about stay, with their
        segments.

    Returns
    -------
    Codebook
        Every decision is applied, undone, or told in a conflict: none is lost.
    """
    aside = set_aside(log)
    state = _State(base, dict(heirs or {}), kept or {}, _resolutions(log, aside))
    for decision in log:
        action = decision.action
        if decision.id in aside:
            continue
        state.at = decision
        if isinstance(action, d.Undo | d.Restore):
            state.applied.add(decision.id)
            continue
        problem = _APPLY[type(action)](state, decision, action)
        if problem is None:
            state.applied.add(decision.id)
        else:
            state.conflicts.append(replace(problem, decision=decision.id))
    return state.codebook(aside)


def _resolutions(log: Sequence[d.Decision], aside: set[int]) -> dict[str, list[d.Decision]]:
    """By theme in doubt, what coders said that it is."""
    found: dict[str, list[d.Decision]] = {}
    for one in log:
        if isinstance(one.action, d.Resolve) and one.action.by not in (None, one.action.theme) and one.id not in aside:
            found.setdefault(one.action.theme, []).append(one)
    return found


@dataclass
class _State:
    """What the fold has made so far; changed in place, and frozen at the end."""

    base: Base
    heirs: dict[str, str]
    kept: Mapping[str, Kept]
    resolutions: dict[str, list[d.Decision]]
    at: d.Decision = field(init=False)
    themes: dict[str, CodeTheme] = field(default_factory=dict)
    placed: dict[str, str | None] = field(default_factory=dict)
    added: dict[tuple[str, str], bool] = field(default_factory=dict)
    hands: dict[str, dict[str, Hand]] = field(default_factory=dict)
    settled: dict[str, frozenset[str]] = field(default_factory=dict)
    quotes: dict[str, str] = field(default_factory=dict)
    personal: list[tuple[str, str]] = field(default_factory=list)
    marks: dict[str, frozenset[str]] = field(default_factory=dict)
    notes: list[tuple[int, str | None, str | None, str]] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    applied: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.themes = dict(self.base.themes)

    def here(self, theme_id: str) -> str | None:
        """The id under which this codebook has a theme; None for one that it does not have."""
        theme_id = self._resolved(theme_id)
        seen = set()  # what a coder named the heir can itself have one by now
        while theme_id not in self.themes and theme_id in self.heirs and theme_id not in seen:
            seen.add(theme_id)
            theme_id = self.heirs[theme_id]
        if theme_id not in self.themes and theme_id in self.kept:
            self.themes[theme_id] = replace(self.kept[theme_id].theme, status="proposed", origin="kept")
        return theme_id if theme_id in self.themes else None

    def _resolved(self, theme_id: str) -> str:
        """What a coder later said that a theme is, which is not here, or was another when this was decided.

        A theme that kept its id though most of it went elsewhere is another since.
        """
        found = theme_id in self.base.themes
        if theme_id not in self.resolutions or (not found and self._stands(theme_id)):
            return theme_id
        for one in reversed(self.resolutions[theme_id]):
            if self.at.id < one.id and not (found and self.at.fit in (one.fit, self.base.fit)):
                return str(one.action.by)
        return theme_id

    def _stands(self, theme_id: str) -> bool:
        return theme_id in self.themes or theme_id in self.heirs or theme_id in self.kept

    def change(self, theme_id: str, **what: Any) -> Conflict | None:
        """Change a theme; a conflict where there is none of that id, or it is merged into another."""
        found = self.here(theme_id)
        if found is None:
            return Conflict("unknown", theme_id, None)
        if self.themes[found].merged_into is not None:
            return Conflict("undone", theme_id, None, (str(self.themes[found].merged_into),))
        self.themes[found] = replace(self.themes[found], **what)
        return None

    def codebook(self, undone: set[int]) -> Codebook:
        frozen = Codebook(self.base, self.themes, {})
        self.themes.update(parents_again(frozen, self.kept, self.heirs))
        self.themes.update({theme.id: _below(theme, frozen) for theme in self.themes.values() if theme.parent})
        placement = {
            segment: frozen.now(theme) if theme is not None else None
            for segment, theme in {
                **self.base.placement,
                **segments_again(frozen, self.kept),
                **self.placed,
            }.items()
            if segment in self.base.answer_of
        }
        return replace(
            frozen,
            placement=placement,
            by_hand=frozenset(self.placed),
            added=frozenset(pair for pair, yes in self.added.items() if yes),
            removed=frozenset(pair for pair, yes in self.added.items() if not yes),
            hands={answer: tuple(sorted(own.values(), key=_by_decision)) for answer, own in self.hands.items()},
            settled=self.settled,
            quotes=self.quotes,
            personal=tuple(self.personal),
            marks=self.marks,
            notes=tuple(self.notes),
            versions=tuple(self.versions),
            conflicts=tuple(self.conflicts),
            applied=frozenset(self.applied),
            undone=frozenset(undone),
        )


def _below(theme: CodeTheme, codebook: Codebook) -> CodeTheme:
    """A sub-theme after what became of its main theme: it goes along into a merger, and is rejected with it unless a
    coder accepted it; then it stands by itself."""
    parent = codebook.now(str(theme.parent))
    if parent is None and theme.status == "proposed":
        return replace(theme, status="rejected")
    return replace(theme, parent=parent if parent != theme.id else None)


def _by_decision(hand: Hand) -> int:
    return hand.decision


# --- one function per kind: None where it was applied ---------------------------------------------------------------


def _accept(state: _State, _: d.Decision, a: d.Accept) -> Conflict | None:
    return state.change(a.theme, status="accepted")


def _reject(state: _State, _: d.Decision, a: d.Reject) -> Conflict | None:
    return state.change(a.theme, status="rejected")


def _rename(state: _State, _: d.Decision, a: d.Rename) -> Conflict | None:
    return state.change(a.theme, label=a.label)


def _define(state: _State, _: d.Decision, a: d.Define) -> Conflict | None:
    return state.change(a.theme, definition=a.definition, include=a.include, exclude=a.exclude)


def _merge(state: _State, _: d.Decision, a: d.Merge) -> Conflict | None:
    into = state.here(a.into)
    if into is None:
        return Conflict("unknown", a.into, None)
    if state.themes[into].merged_into is not None:
        return Conflict("undone", a.into, None, (str(state.themes[into].merged_into),))
    own = [(theme, state.here(theme)) for theme in a.themes]
    lacking = [theme for theme, found in own if found is None]
    if lacking:
        return Conflict("unknown", lacking[0], None, (into,))
    for _theme, found in own:
        if found != into and found is not None:  # two that discovery itself put together since are one already
            state.themes[found] = replace(state.themes[found], status="merged", merged_into=into)
    return None


def _split(state: _State, _: d.Decision, a: d.Split) -> Conflict | None:
    if not a.segments:  # a sub-theme stands by itself
        return state.change(a.part, parent=None, status="accepted", **({"label": a.label} if a.label else {}))
    if state.here(a.theme) is None:
        return Conflict("unknown", a.theme, None)
    held = [segment for segment in a.segments if segment in state.base.answer_of]
    if not held:
        return Conflict("gone", a.theme, None)
    state.themes[a.part] = CodeTheme(a.part, a.label or a.part, status="accepted", origin="coder")
    state.placed |= dict.fromkeys(held, a.part)
    return None


def _move(state: _State, _: d.Decision, a: d.Move) -> Conflict | None:
    to = None
    if a.to is not None:
        to = state.here(a.to)
        if to is None:
            return Conflict("unknown", a.to, None)
    held = [segment for segment in a.segments if segment in state.base.answer_of]
    if not held:
        return Conflict("gone", a.to, None)
    state.placed |= dict.fromkeys(held, to)
    return None


def _new_theme(state: _State, _: d.Decision, a: d.NewTheme) -> Conflict | None:
    parent = state.here(a.parent) if a.parent else None
    if a.parent and parent is None:
        return Conflict("unknown", a.parent, None)
    state.themes[a.theme] = CodeTheme(a.theme, a.label, parent=parent, status="accepted", origin="coder")
    return None


def _note(state: _State, decision: d.Decision, a: d.Note) -> Conflict | None:
    theme = state.here(a.theme) if a.theme else None
    state.notes.append((decision.id, theme or a.theme, a.answer, a.text))
    return None


def _one_answer(yes: bool) -> Callable[[_State, d.Decision, Any], Conflict | None]:
    def apply(state: _State, _: d.Decision, a: Any) -> Conflict | None:
        theme = state.here(a.theme)
        if theme is None:
            return Conflict("unknown", a.theme, None)
        state.added[a.answer, theme] = yes
        return None

    return apply


def _code_answer(state: _State, decision: d.Decision, a: d.CodeAnswer) -> Conflict | None:
    found = _known(state, a.themes)
    if isinstance(found, Conflict):
        return found
    state.hands.setdefault(a.answer, {})[decision.actor] = Hand(
        decision.actor, found, a.queue, a.blind, a.inclusion_probability, decision.id
    )
    return None


def _settle(state: _State, _: d.Decision, a: d.Settle) -> Conflict | None:
    found = _known(state, a.themes)
    if isinstance(found, Conflict):
        return found
    state.settled[a.answer] = found
    return None


def _known(state: _State, themes: Iterable[str]) -> frozenset[str] | Conflict:
    own = {theme: state.here(theme) for theme in themes}
    lacking = [theme for theme, found in own.items() if found is None]
    return Conflict("unknown", lacking[0], None) if lacking else frozenset(str(found) for found in own.values())


def _clear_quote(state: _State, _: d.Decision, a: d.ClearQuote) -> Conflict | None:
    if a.text:
        state.quotes[a.answer] = a.text
    else:
        state.quotes.pop(a.answer, None)
    return None


def _report_personal(state: _State, _: d.Decision, a: d.ReportPersonal) -> Conflict | None:
    state.personal.append((a.answer, a.text))
    if a.text in state.quotes.get(a.answer, ""):
        del state.quotes[a.answer]
    return None


def _mark(state: _State, _: d.Decision, a: d.MarkAnswer) -> Conflict | None:
    state.marks[a.answer] = state.marks.get(a.answer, frozenset()) | {a.mark}
    return None


def _sign_off(state: _State, decision: d.Decision, a: d.SignOff) -> Conflict | None:
    state.versions.append(Version(a.number, decision.id, decision.actor, decision.at, decision.fit))
    return None


def _resolve(state: _State, _: d.Decision, a: d.Resolve) -> Conflict | None:
    """From here on the theme in doubt is the one that holds it, or stands as it is; its conflict is settled."""
    if a.by is not None:
        by = state.here(a.by)
        if by is None:
            return Conflict("unknown", a.by, None)
        own = state.here(a.theme)
        # what discovery finds is a theme of its own and stays, be it the heir or what kept the id: decisions move
        if own is not None and own == a.theme != by and own not in state.base.themes:
            state.themes[own] = replace(state.themes[own], status="merged", merged_into=by)
        state.heirs[a.theme] = by
    # a decision that could not be applied is still told: it is undone, or goes to a theme that was there before it
    state.conflicts = [c for c in state.conflicts if c.theme != a.theme or c.decision is not None]
    return None


_APPLY: dict[type, Callable[[_State, d.Decision, Any], Conflict | None]] = {
    d.Accept: _accept,
    d.Reject: _reject,
    d.Rename: _rename,
    d.Define: _define,
    d.Merge: _merge,
    d.Split: _split,
    d.Move: _move,
    d.NewTheme: _new_theme,
    d.Note: _note,
    d.AddTheme: _one_answer(True),
    d.RemoveTheme: _one_answer(False),
    d.CodeAnswer: _code_answer,
    d.Settle: _settle,
    d.ClearQuote: _clear_quote,
    d.ReportPersonal: _report_personal,
    d.MarkAnswer: _mark,
    d.SignOff: _sign_off,
    d.Resolve: _resolve,
}

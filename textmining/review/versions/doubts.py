"""What a re-fit, or an undo, put in doubt, and the choices that a coder has in each case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from textmining.codebook import decisions as d
from textmining.codebook.decisions import Decision, action_of
from textmining.codebook.state import CodeTheme, Conflict
from textmining.errors import UsageError
from textmining.review.book import EXAMPLES, Book
from textmining.review.versions.past import Earlier

__all__ = ["Choice", "Doubt", "Side", "doubts_of", "key_of"]

SUGGESTED = 3
"""Themes that are proposed to take the place of one that is gone."""


@dataclass(frozen=True)
class Choice:
    """What a coder can do: ``value`` is what the form sends, ``actions`` the decisions that it makes."""

    value: str
    text: str
    actions: tuple[Any, ...]
    proposed: bool = False


@dataclass(frozen=True)
class Side:
    """A theme beside others: as it was before, or as it is now, with examples."""

    label: str
    theme: str | None
    size: int
    was: bool
    words: str = ""
    examples: Sequence[str] = ()


@dataclass(frozen=True)
class Doubt:
    """A conflict as coders see it.

    Attributes
    ----------
    key : str
        By which a form names it; the same for as long as the conflict is.
    conflict : Conflict
    decision : Decision or None
        The one that does not fit; None where a theme does not.
    happened, meanwhile : str
        What happened, and what counts until a coder chooses.
    sides : sequence of Side
    choices : sequence of Choice
    others : sequence of CodeTheme
        Other themes that a coder may name in the place of the one in doubt, as they are listed.
    """

    key: str
    conflict: Conflict
    decision: Decision | None
    happened: str
    meanwhile: str
    sides: Sequence[Side] = ()
    choices: Sequence[Choice] = ()
    others: Sequence[CodeTheme] = ()

    def actions(self, value: str, theme: str = "") -> tuple[Any, ...] | None:
        """The decisions of a choice; None where it is none of these."""
        if value == "other" and self.conflict.theme is not None and theme in {other.id for other in self.others}:
            return (d.Resolve(theme=self.conflict.theme, by=theme),)
        return next((choice.actions for choice in self.choices if choice.value == value), None)


@dataclass(frozen=True)
class _Case:
    """A conflict with what is needed to tell of it."""

    book: Book
    conflict: Conflict
    earlier: Mapping[str, Earlier]
    labels: Mapping[str, str]
    decision: Decision | None = None
    makers: Mapping[str, int] = field(default_factory=dict)

    def name(self, theme: str | None) -> str:
        """A theme by its name between quotes."""
        known = self.book.codebook.themes.get(theme or "")
        label = known.label if known is not None else self.labels.get(theme or "", "")
        return f"‘{label}’" if label else "een thema dat er niet meer is"

    def was(self, theme: str) -> Side:
        """A theme as it was before."""
        old = self.earlier.get(theme)
        if old is None:
            return Side(self.name(theme).strip("‘’"), None, 0, True)
        texts = dict.fromkeys(self.book.text_of(s) for s in old.segments if s in self.book.material.segments)
        return Side(old.label, None, old.size, True, examples=tuple(texts)[:EXAMPLES])

    def now(self, theme: str) -> Side:
        """A theme as it is now."""
        known = self.book.codebook.themes[theme]
        examples = self.book.examples.get(theme, ())
        return Side(known.label, theme, self.book.size(theme), False, known.words, examples)

    def present(self, themes: Sequence[str]) -> list[str]:
        """Those of these themes that answers can have, where merged ones went to, each once."""
        found = (self.book.codebook.now(theme) for theme in themes)
        return list(dict.fromkeys(theme for theme in found if theme is not None))

    @property
    def stays(self) -> bool:
        """Whether the theme in doubt stands in the codebook by itself."""
        theme = self.conflict.theme
        return theme is not None and theme in self.book.codebook.in_use

    def others(self) -> list[CodeTheme]:
        """Themes that can take the place of the one in doubt, as they are listed.

        Decisions on a theme that does not stand by itself go to the other from the first on: it must have been there
        then, which of those that coders made is not known.
        """
        listed = (self.book.codebook.themes[theme] for theme in self.book.order if theme != self.conflict.theme)
        return [theme for theme in listed if self.stays or theme.origin != "coder"]

    def lapse(self) -> list[Choice]:
        """The decision no longer counts."""
        if self.decision is None:
            return []
        return [Choice("lapse", "Laat dit besluit vervallen", (d.Undo(decision=self.decision.id),))]


def key_of(conflict: Conflict) -> str:
    """What names a conflict in a form: the same for as long as it is about the same."""
    parts = (conflict.kind, conflict.theme, conflict.decision, *conflict.candidates)
    return " ".join(str(part) for part in parts if part is not None)


def doubts_of(
    book: Book,
    earlier: Mapping[str, Earlier],
    decisions: Mapping[int, Decision],
    makers: Mapping[str, int],
    names: Mapping[str, str],
) -> list[Doubt]:
    """Every conflict of a codebook, with what can be done.

    Parameters
    ----------
    book : Book
    earlier : mapping
        Themes of earlier discoveries, from ``Past``.
    decisions : mapping
        Those that conflicts name, by id.
    makers : mapping
        Theme that a coder made and whose making was undone, to the decision that undid it.
    names : mapping
        Names of such themes.
    """
    labels = {**{theme: old.label for theme, old in earlier.items()}, **names}
    found: dict[str, Doubt] = {}
    for conflict in book.codebook.conflicts:
        decision = decisions.get(conflict.decision) if conflict.decision is not None else None
        case = _Case(book, conflict, earlier, labels, decision, makers)
        found.setdefault(key_of(conflict), _TELL[conflict.kind](case))
    return list(found.values())


# --- one function per kind ------------------------------------------------------------------------------------------


def _gone(case: _Case) -> Doubt:
    theme = case.conflict.theme
    if case.conflict.decision is not None or theme is None:
        return _doubt(
            case,
            "De stukjes tekst waar dit besluit over gaat, zijn er niet meer.",
            "Het besluit telt niet mee.",
            choices=case.lapse(),
        )
    old = case.earlier.get(theme)
    near = case.present([*case.conflict.candidates, *(one for one, _ in (old.went if old else ()))])
    near = [one for one in near if one != theme][:SUGGESTED]
    choices = []
    if case.stays:
        choices.append(Choice("keep", "Houd het thema", (d.Resolve(theme=theme, by=None),), proposed=True))
    choices += [
        Choice(f"is:{n}", f"Voeg het toe aan {case.name(one)}", (d.Resolve(theme=theme, by=one),))
        for n, one in enumerate(near)
    ]
    if case.stays:
        rejected = (d.Resolve(theme=theme, by=None), d.Reject(theme=theme))
        choices.append(Choice("reject", "Wijs het thema af", rejected))
    else:
        choices.append(Choice("leave", "Laat het zo", (d.Resolve(theme=theme, by=None),)))
    return _doubt(
        case,
        f"Het thema {case.name(theme)} is niet teruggevonden toen de thema’s opnieuw werden gezocht.",
        "Het thema blijft staan zoals het was, met wat codeurs erover besloten."
        if theme in case.book.codebook.themes
        else "Wat erover is besloten, telt niet mee.",
        [case.was(theme), *map(case.now, near)],
        choices,
        any_theme=True,
    )


def _split(case: _Case) -> Doubt:
    theme = str(case.conflict.theme)
    parts = case.present(case.conflict.candidates)
    apart = case.stays and theme not in parts
    keep = (d.Resolve(theme=theme, by=None),)
    choices = []
    if apart:
        meanwhile = "Het thema blijft staan zoals het was, met wat codeurs erover besloten."
        choices.append(Choice("keep", "Houd het thema zoals het was", keep, proposed=True))
    else:
        stands = theme if theme in parts else parts[0] if parts else None
        meanwhile = f"Wat erover is besloten, geldt voor {case.name(stands)}." if stands else "Het telt niet mee."
    if not apart and not parts:
        choices.append(Choice("leave", "Laat het zo", keep))
    for n, part in enumerate(parts):
        text = f"Voeg het toe aan {case.name(part)}" if apart else f"Het is {case.name(part)}"
        choices.append(Choice(f"is:{n}", text, (d.Resolve(theme=theme, by=part),), proposed=n == 0 and not apart))
    if len(parts) > 1:
        first = theme if apart or theme in parts else parts[0]
        rest = tuple(part for part in parts if part != first)
        merged = d.Merge(themes=rest, into=first)
        whole = (*keep, merged) if apart else (d.Resolve(theme=theme, by=first), merged)
        choices.append(Choice("all", "Voeg alle delen samen tot één thema", whole))
    return _doubt(
        case,
        f"Het thema {case.name(theme)} viel in delen uiteen toen de thema’s opnieuw werden gezocht.",
        meanwhile,
        [case.was(theme), *map(case.now, parts)],
        choices,
        any_theme=not parts,
    )


def _joined(case: _Case) -> Doubt:
    theme = str(case.conflict.theme)
    own = case.conflict.candidates
    whole = case.book.codebook.now(theme)
    apart = [one for one in own if one != theme and one in case.book.codebook.in_use]
    leave = (d.Resolve(theme=theme, by=None),)
    if apart:
        names = " en ".join(map(case.name, apart))
        meanwhile = f"{names} {'staat' if len(apart) == 1 else 'staan'} er nog als eigen thema naast."
        choices = [Choice("leave", f"Houd {names} als eigen thema", leave)]
        if whole is not None:
            one = (*(d.Resolve(theme=each, by=theme) for each in apart), *leave)
            choices.append(Choice("one", f"Maak er één thema van: {case.name(theme)}", one, proposed=True))
    else:
        meanwhile = f"Alles wat erover is besloten, geldt voor {case.name(theme)} als geheel."
        text = "Laat het één thema" if len(own) > 1 else "Houd het thema zoals het nu is"
        choices = [Choice("leave", text, leave, proposed=True)]
    sides = [*map(case.was, own), *([case.now(theme)] if whole == theme else [])]
    names = " en ".join(f"‘{side.label}’" for side in sides if side.was)
    happened = f"{names} werden één thema toen de thema’s opnieuw werden gezocht: {case.name(theme)}."
    if len(own) == 1:
        happened = f"Het thema {case.name(theme)} bestaat nu voor het grootste deel uit andere stukjes tekst dan eerst."
    return _doubt(case, happened, meanwhile, sides, choices)


def _undone(case: _Case) -> Doubt:
    into = case.present(case.conflict.candidates)
    choices = []
    moved = _aimed_at(case, into[0]) if into else None
    if moved is not None and case.decision is not None:
        actions = (moved, d.Undo(decision=case.decision.id))
        choices.append(Choice("move", f"Laat het gelden voor {case.name(into[0])}", actions, proposed=True))
    where = f": {case.name(into[0])}" if into else ""
    return _doubt(
        case,
        f"Dit besluit gaat over {case.name(case.conflict.theme)}. Dat thema is samengevoegd met een ander{where}.",
        "Het besluit telt niet mee.",
        list(map(case.now, into)),
        [*choices, *case.lapse()],
    )


def _unknown(case: _Case) -> Doubt:
    theme = case.conflict.theme
    undo = case.makers.get(theme or "")
    again = [Choice("again", f"Maak {case.name(theme)} weer", (d.Undo(decision=undo),), proposed=True)] if undo else []
    return _doubt(
        case,
        f"Dit besluit gaat over {case.name(theme)}. Dat thema is er nu niet.",
        "Het besluit telt niet mee.",
        choices=[*again, *case.lapse()],
        any_theme=theme is not None,
    )


def _aimed_at(case: _Case, theme: str) -> Any | None:
    """The same decision about another theme; None where that says nothing."""
    if case.decision is None or not isinstance(
        case.decision.action, d.Accept | d.Reject | d.Rename | d.Define | d.Merge
    ):
        return None
    sent = case.decision.action.model_dump()
    for name in ("theme", "into"):
        if sent.get(name) == case.conflict.theme:
            sent[name] = theme
    try:
        return action_of(sent)
    except UsageError:
        return None


def _doubt(
    case: _Case,
    happened: str,
    meanwhile: str,
    sides: Sequence[Side] = (),
    choices: Sequence[Choice] = (),
    *,
    any_theme: bool = False,
) -> Doubt:
    conflict = case.conflict
    others = case.others() if any_theme else ()
    return Doubt(key_of(conflict), conflict, case.decision, happened, meanwhile, sides, choices, others)


_TELL: dict[str, Callable[[_Case], Doubt]] = {
    "gone": _gone,
    "split": _split,
    "joined": _joined,
    "undone": _undone,
    "unknown": _unknown,
}

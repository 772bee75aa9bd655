"""What becomes of each change in a file that comes back: written down, there already, or left to a coder to look at.

The file was made at one moment and comes back at a later one. A change is never applied over what another coder
decided since, and never twice: handing in the same file again changes nothing. Only who took a change back oneself
may make it again from the same file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from textmining.codebook import decisions as d
from textmining.codebook.decisions import Decision
from textmining.codebook.state import Codebook, Hand
from textmining.review.exchange.moments import Moment

__all__ = ["Judged", "Wanted", "judge"]

Verdict = Literal["apply", "there", "held"]

_OF_ONE_ANSWER = (d.AddTheme, d.RemoveTheme)
_FREE = (d.CodeAnswer, d.Note)
"""What two coders may do without knowing of each other, as in the log."""


@dataclass(frozen=True)
class Wanted:
    """A change in a file.

    Attributes
    ----------
    action : Action
    where : str
        In Dutch, where it stands in the file.
    before, after : str
        What the file said when it was made, and says now.
    """

    action: Any
    where: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Judged:
    """A change and what becomes of it.

    Attributes
    ----------
    action : Action
        What is written down; for an answer that was coded by hand all its themes.
    wanted : tuple of Wanted
        The change, or all those of one answer.
    verdict : str
        "apply"; "there" where it is so already, or was taken over before; "held" where it is left out.
    why : str
        In Dutch, of the last two.
    others : tuple of Decision
        What others decided about the same since.
    """

    action: Any
    wanted: tuple[Wanted, ...]
    verdict: Verdict = "apply"
    why: str = ""
    others: tuple[Decision, ...] = ()


def judge(
    changes: Sequence[Wanted], now: Moment, log: Sequence[Decision], since: int, actor: str | None
) -> list[Judged]:
    """Judge the changes of one codebook.

    Parameters
    ----------
    changes : sequence of Wanted
        In the order in which they are to be applied.
    now : Moment
    log : sequence of Decision
        Of this codebook, oldest first, up to now.
    since : int
        The last decision that the file knew of.
    actor : str or None
        Who hands it in; None where that is not known yet.

    Returns
    -------
    list of Judged, in the order of the changes
    """
    judging = _Judging(now, log, since, actor)
    judged: list[Judged] = []
    by_hand: dict[str, list[Wanted]] = {}
    for change in changes:
        found = judging.of(change)
        if found is None:
            by_hand.setdefault(change.action.answer, []).append(change)
        else:
            judged.append(found)
    return [*judged, *(_as_a_whole(now, answer, own) for answer, own in by_hand.items())]


@dataclass
class _Judging:
    """The state that changes are held against, and the new themes among them."""

    now: Moment
    log: Sequence[Decision]
    since: int
    actor: str | None
    made: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        later = [one for one in self.log if one.id > self.since]
        self.undone = self.now.codebook.undone
        self.taken: dict[str, Decision] = {}
        self.about: dict[str, list[Decision]] = {}
        for one in later:
            if self.actor in (None, one.actor):  # what another decided is seen by how the codebook is now
                self.taken[_key(one.action)] = one
            for thing in one.touches if one.id not in self.undone else ():
                self.about.setdefault(thing, []).append(one)
        counting = [one for one in self.log if one.id not in self.undone]
        self.undos = {one.action.decision: one for one in counting if isinstance(one.action, d.Undo)}
        self.restores = [one for one in reversed(counting) if isinstance(one.action, d.Restore)]
        self.answers = set(self.now.answers["answer_id"])

    def of(self, change: Wanted) -> Judged | None:
        """What becomes of a change; None for one of an answer that is coded by hand, and coded as a whole."""
        before = self.taken.get(_key(change.action))
        if before is None:
            return self._by_state(change)
        if before.id not in self.undone:
            return _there(change, f"is al overgenomen (besluit {before.id})")
        undo = self._undo_of(before)
        if undo is None or undo.actor != self.actor:
            return self._held(change, "is al overgenomen en daarna ongedaan gemaakt", [undo] if undo else ())
        judged = self._by_state(change)
        told = f"u maakte dit eerder ongedaan (besluit {undo.id})"
        return replace(judged, why=told) if judged is not None and judged.verdict == "apply" else judged

    def _undo_of(self, decision: Decision) -> Decision | None:
        """The undo, or the restored moment, by which a decision no longer counts."""
        if decision.id in self.undos:
            return self.undos[decision.id]
        return next((one for one in self.restores if one.action.decision < decision.id < one.id), None)

    def _by_state(self, change: Wanted) -> Judged | None:
        action = change.action
        if isinstance(action, _OF_ONE_ANSWER):
            return self._of_answer(change)
        if isinstance(action, d.NewTheme):
            return self._new(change)
        return self._of_theme(change)

    def _new(self, change: Wanted) -> Judged:
        action = change.action
        theme = self.now.codebook.themes.get(action.theme)
        if theme is None:
            if action.parent and action.parent not in self.now.codebook.in_use:
                return self._held(change, "het hoofdthema is er niet meer", self.about.get(action.parent, ()))
            self.made.add(action.theme)
            return Judged(action, (change,))
        if theme.status in ("proposed", "accepted"):
            return _there(change, "er is al een thema met deze naam")
        return self._held(change, "een thema met deze naam is afgewezen of samengevoegd", ())

    def _of_theme(self, change: Wanted) -> Judged:
        action = change.action
        if action.theme in self.made:
            return Judged(action, (change,))
        theme = self.now.codebook.themes.get(action.theme)
        if theme is None:
            return self._held(change, "het thema is er niet (meer)", ())
        if _is_so(action, self.now.codebook):
            return _there(change, "is al zo")
        if theme.status == "merged":
            return self._held(change, "het thema is intussen samengevoegd", self.about.get(action.theme, ()))
        others = self._others(self.about.get(action.theme, ()))
        return self._held(change, _MET, others) if others else Judged(action, (change,))

    def _of_answer(self, change: Wanted) -> Judged | None:
        action, codebook = change.action, self.now.codebook
        answer, theme, adds = action.answer, action.theme, isinstance(action, d.AddTheme)
        if answer not in self.answers:
            return self._held(change, "het antwoord is er niet (meer)", ())
        if theme not in codebook.in_use and theme not in self.made:
            told = "het thema is intussen afgewezen of samengevoegd, of is er niet"
            return self._held(change, told, self.about.get(theme, ()))
        if (theme in self.now.mentions.get(answer, frozenset())) == adds:
            return _there(change, "is al zo")
        if answer in codebook.settled:
            told = "over dit antwoord is al samen beslist; wijzig het in de reviewapp"
            return self._held(change, told, ())
        hands = codebook.hands.get(answer, ())
        if hands:
            why = self._why_not_whole(hands)
            return self._held(change, why, ()) if why else None  # what others chose stays untold: they may be blind
        own = (one for one in self.about.get(answer, ()) if getattr(one.action, "theme", None) == theme)
        others = self._others(own)
        return self._held(change, _MET, others) if others else Judged(action, (change,))

    def _why_not_whole(self, hands: Sequence[Hand]) -> str:
        """Why an answer that was coded by hand cannot be coded again from a file; "" where it can."""
        who = ", ".join(dict.fromkeys(hand.coder for hand in hands))
        if any(hand.decision > self.since for hand in hands):
            return f"het antwoord is met de hand gecodeerd (door {who}); wijzig het in de reviewapp"
        if any(hand.blind or hand.inclusion_probability is not None or hand.queue == "double" for hand in hands):
            return f"het antwoord is blind of in een steekproef gecodeerd (door {who}); wijzig het in de reviewapp"
        return ""

    def _others(self, found: Iterable[Decision]) -> tuple[Decision, ...]:
        return tuple(one for one in found if one.actor != self.actor and not isinstance(one.action, _FREE))

    def _held(self, change: Wanted, why: str, about: Iterable[Decision]) -> Judged:
        return Judged(change.action, (change,), "held", why, tuple(about))


_MET = "een ander besloot hierover sinds het bestand is gemaakt"


def _key(action: Any) -> str:
    text: str = action.model_dump_json()
    return text


def _there(change: Wanted, why: str) -> Judged:
    return Judged(change.action, (change,), "there", why)


def _is_so(action: Any, codebook: Codebook) -> bool:
    """Whether a decision on a theme would change nothing."""
    theme = codebook.themes[action.theme]
    if isinstance(action, d.Rename):
        return theme.label == action.label
    if isinstance(action, d.Define):
        return (theme.definition, theme.include, theme.exclude) == (action.definition, action.include, action.exclude)
    if isinstance(action, d.Accept | d.Reject):
        return theme.status == ("accepted" if isinstance(action, d.Accept) else "rejected")
    return False


def _as_a_whole(now: Moment, answer: str, changes: Sequence[Wanted]) -> Judged:
    """All themes of an answer that was coded by hand, after the changes: a code by hand is of the answer as a whole."""
    themes = set(now.mentions.get(answer, frozenset()))
    for change in changes:
        if isinstance(change.action, d.AddTheme):
            themes.add(change.action.theme)
        else:
            themes.discard(change.action.theme)
    return Judged(d.CodeAnswer(answer=answer, themes=tuple(sorted(themes))), tuple(changes))

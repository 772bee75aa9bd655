"""From what a file asks for to decisions in the log: first a plan that can be looked at, then all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmining.codebook.decisions import Decision
from textmining.review.exchange.handing_in import HandedIn
from textmining.review.exchange.judging import Judged, judge
from textmining.review.exchange.moments import Moment

if TYPE_CHECKING:
    from textmining.codebook.store import DecisionStore

__all__ = ["Plan", "carry_out", "make_plan", "take_back"]


@dataclass(frozen=True)
class Plan:
    """What becomes of everything that a file asks for.

    Attributes
    ----------
    handed_in : HandedIn
    judged : mapping
        Codebook to its changes, judged.
    seen : int
        The last decision that was looked at.
    labels : mapping
        theme_id to label, new themes included, for who tells of the plan.
    """

    handed_in: HandedIn
    judged: Mapping[str, Sequence[Judged]]
    seen: int
    labels: Mapping[str, str]

    def of(self, verdict: str) -> list[Judged]:
        """The changes with one verdict, of all codebooks."""
        return [one for own in self.judged.values() for one in own if one.verdict == verdict]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many changes in the file have each verdict."""
        return Counter({one: sum(len(j.wanted) for j in self.of(one)) for one in ("apply", "there", "held")})


def make_plan(handed_in: HandedIn, now: Sequence[Moment], log: Sequence[Decision], actor: str | None) -> Plan:
    """Judge what a file asks for by how the codebooks are now.

    Parameters
    ----------
    handed_in : HandedIn
    now : sequence of Moment
        The codebooks that the file is about, at the end of the log.
    log : sequence of Decision
        Of the whole study, oldest first.
    actor : str or None
        Who hands it in; None where that is not known yet.
    """
    judged: dict[str, Sequence[Judged]] = {}
    labels: dict[str, str] = {}
    for one in now:
        own = [decision for decision in log if decision.codebook == one.name]
        changes = handed_in.wanted.get(one.name, ())
        judged[one.name] = judge(changes, one, own, handed_in.since, actor)
        labels |= {theme.id: theme.label for theme in one.codebook.themes.values()}
        labels |= {change.action.theme: change.action.label for change in changes if change.action.kind == "new_theme"}
    return Plan(handed_in, judged, max((one.id for one in log), default=0), labels)


def carry_out(plan: Plan, store: DecisionStore, actor: str) -> list[Decision]:
    """Write down what the plan applies: all of it in one transaction.

    Raises
    ------
    CollisionError
        If another coder decided about one of these things since the plan was made; then nothing is written.
    WorkspaceError
        If it cannot be written.
    """
    from textmining.codebook.store import Entry

    reason = f"Uit bestand {_plain(plan.handed_in.name)}"
    entries = []
    for codebook, judged in plan.judged.items():
        base = plan.handed_in.bases[codebook]
        own = [one for one in judged if one.verdict == "apply"]
        if own:
            store.keep_base(base)  # what was decided about is needed to replay it on another discovery
        entries += [Entry(codebook, one.action, base.fit, reason) for one in own]
    return store.append_all(entries, actor=actor, seen=plan.seen)


def take_back(plan: Plan, written: Sequence[Decision], store: DecisionStore, actor: str, seen: int) -> list[Decision]:
    """Undo what a plan wrote down, as far as it was not undone since: all of it in one transaction.

    Raises
    ------
    CollisionError
        If another coder decided about one of these things after ``seen``; then nothing is undone.
    WorkspaceError
        If it cannot be written.
    """
    from textmining.codebook.decisions import Undo
    from textmining.codebook.folding import undone_in
    from textmining.codebook.store import Entry

    gone = undone_in(store.read())
    reason = f"Inlevering van {_plain(plan.handed_in.name)} ongedaan gemaakt"
    entries = [
        Entry(one.codebook, Undo(decision=one.id), one.fit, reason, one.touches)
        for one in written
        if one.id not in gone
    ]
    return store.append_all(entries, actor=actor, seen=seen)


def _plain(name: str) -> str:
    return "".join(character for character in name if character.isprintable())[:100]

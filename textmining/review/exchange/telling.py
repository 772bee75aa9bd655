"""What a plan comes to, in Dutch, for the page and the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from textmining.codebook import decisions as d
from textmining.codebook.decisions import Decision
from textmining.review import words
from textmining.review.exchange.judging import Judged
from textmining.review.exchange.plans import Plan

__all__ = ["Line", "decision_in_dutch", "line_of", "lines", "per_theme"]

SHOWN = 200
"""Changes of one kind that are told one by one; the others are counted."""

_KINDS = {
    "rename": "andere naam",
    "define": "omschrijving of voorbeelden",
    "accept": "thema vastgesteld",
    "reject": "thema afgewezen",
    "new_theme": "nieuw thema",
    "add_theme": "thema erbij",
    "remove_theme": "thema eraf",
    "code_answer": "opnieuw gecodeerd",
}


@dataclass(frozen=True)
class Line:
    """One change as it is told: what, about what, where it stands, what it was and becomes, and what becomes of it."""

    what: str
    about: str
    where: str
    before: str
    after: str
    why: str
    others: tuple[str, ...]
    answer: str | None = None


def line_of(judged: Judged, plan: Plan) -> Line:
    """A change as it is told; those of one answer together."""
    action, first = judged.action, judged.wanted[0]
    answer = getattr(action, "answer", None)
    if isinstance(action, d.CodeAnswer):
        about = ", ".join(_signed(one.action, plan) for one in judged.wanted)
    elif answer is not None:
        about = _label(action.theme, plan)
    else:
        about = action.label if isinstance(action, d.NewTheme) else _label(action.theme, plan)
    return Line(
        _KINDS[action.kind],
        about,
        "; ".join(dict.fromkeys(one.where for one in judged.wanted)),
        first.before if answer is None else "",
        first.after if answer is None else "",
        judged.why,
        tuple(decision_in_dutch(other, plan) for other in judged.others),
        answer,
    )


def decision_in_dutch(decision: Decision, plan: Plan) -> str:
    """A decision of another coder, with its number."""
    action = decision.action
    themes = [theme for name in ("theme", "into", "to") if (theme := getattr(action, name, None))]
    about = ", ".join(_label(theme, plan) for theme in (*getattr(action, "themes", ()), *themes))
    label = f": {action.label}" if getattr(action, "label", None) else ""
    return f"{decision.actor} {words.ACTIONS[action.kind]} {about}{label} (besluit {decision.id})".replace("  ", " ")


def per_theme(plan: Plan) -> list[tuple[str, int, int]]:
    """For each theme: its label, and how many answers get it and lose it."""
    more: Counter[str] = Counter()
    less: Counter[str] = Counter()
    for judged in plan.of("apply"):
        for one in judged.wanted:
            if isinstance(one.action, d.AddTheme):
                more[one.action.theme] += 1
            elif isinstance(one.action, d.RemoveTheme):
                less[one.action.theme] += 1
    themes = sorted(more.keys() | less.keys(), key=lambda theme: plan.labels.get(theme, theme).casefold())
    return [(plan.labels.get(theme, theme), more[theme], less[theme]) for theme in themes]


def lines(plan: Plan, *, done: bool) -> Iterator[str]:
    """The whole report as lines of text.

    Parameters
    ----------
    plan : Plan
    done : bool
        Whether it was carried out.
    """
    counts = plan.counts
    yield _told(counts["apply"], "wijziging overgenomen" if done else "wijziging over te nemen")
    yield from _one_by_one(plan.of("apply"), plan)
    if counts["there"]:
        yield _told(counts["there"], "wijziging was er al")
        yield from _one_by_one(plan.of("there"), plan)
    if counts["held"]:
        yield _told(counts["held"], "wijziging niet overgenomen: bekijk die in de reviewapp")
        yield from _one_by_one(plan.of("held"), plan)
    if plan.handed_in.unread:
        yield _told(len(plan.handed_in.unread), "punt niet gelezen")
        yield from (f"  {one}" for one in plan.handed_in.unread[:SHOWN])
        yield from _rest(len(plan.handed_in.unread))


def _one_by_one(judged: list[Judged], plan: Plan) -> Iterator[str]:
    for one in judged[:SHOWN]:
        line = line_of(one, plan)
        change = f" ({_short(line.before) or 'leeg'} → {_short(line.after) or 'leeg'})" if line.answer is None else ""
        why = f": {line.why}" if line.why else ""
        yield f"  {line.where}: {line.what}, {line.about}{change}{why}"
        yield from (f"    {other}" for other in line.others)
    yield from _rest(len(judged))


def _rest(count: int) -> Iterator[str]:
    if count > SHOWN:
        yield f"  en nog {count - SHOWN} andere"


def _told(count: int, what: str) -> str:
    noun, _, rest = what.partition(" ")
    plural = {"wijziging": "wijzigingen", "punt": "punten"}[noun]
    rest = rest.replace("was er al", "waren er al") if count != 1 else rest
    return f"{count} {noun if count == 1 else plural} {rest}"


def _signed(action: d.AddTheme | d.RemoveTheme, plan: Plan) -> str:
    return f"{'+' if isinstance(action, d.AddTheme) else '−'} {_label(action.theme, plan)}"


def _label(theme: str, plan: Plan) -> str:
    return f"‘{plan.labels.get(theme, theme)}’"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 60 else f"{plain[:59]}…"

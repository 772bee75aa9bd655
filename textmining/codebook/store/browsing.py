"""Looking through a long log: a page of it, by who decided, about which theme and of which kind."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from textmining.codebook.decisions import Decision
from textmining.codebook.store.rows import decision_of
from textmining.codebook.store.schema import decisions, touched
from textmining.codebook.store.store import DecisionStore

__all__ = ["Wanted", "browse", "count", "fits", "kinds", "last_on", "named"]


@dataclass(frozen=True)
class Wanted:
    """Which decisions of a codebook are asked for.

    Attributes
    ----------
    codebook : str
    actor : str
        "" for all.
    themes : collection of str
        Decisions on any of them; empty for all. Codings of answers are not found by theme: what one coder chose is not
        for another who has yet to code that answer.
    kinds : collection of str
        Empty for all.
    after, upto : int
        Ids: later than the first, and no later than the second where that is given.
    """

    codebook: str
    actor: str = ""
    themes: Collection[str] = ()
    kinds: Collection[str] = ()
    after: int = 0
    upto: int | None = None

    def where(self) -> sa.ColumnElement[bool]:
        """The same as a condition on rows of ``decisions``."""
        held = [decisions.c.codebook == self.codebook, decisions.c.id > self.after]
        if self.upto is not None:
            held.append(decisions.c.id <= self.upto)
        if self.actor:
            held.append(decisions.c.actor == self.actor)
        if self.kinds:
            held.append(decisions.c.kind.in_(sorted(self.kinds)))
        if self.themes:
            quoted = [json.dumps(theme, ensure_ascii=False) for theme in sorted(self.themes)]
            named = (decisions.c.action.contains(theme, autoescape=True) for theme in quoted)
            about = sa.select(touched.c.decision).where(
                touched.c.codebook == self.codebook, touched.c.thing.in_(sorted(self.themes))
            )
            held += [decisions.c.kind.not_in(("code_answer", "settle")), sa.or_(*named, decisions.c.id.in_(about))]
        return sa.and_(*held)


def browse(store: DecisionStore, wanted: Wanted, *, skip: int = 0, most: int = 200) -> list[Decision]:
    """Some of the decisions that are asked for, the newest first."""
    query = sa.select(decisions).where(wanted.where()).order_by(decisions.c.id.desc()).offset(skip).limit(most)
    with store.engine.connect() as connection:
        return [decision_of(row) for row in connection.execute(query)]


def count(store: DecisionStore, wanted: Wanted) -> int:
    """How many decisions are asked for."""
    query = sa.select(sa.func.count()).select_from(decisions).where(wanted.where())
    with store.engine.connect() as connection:
        return int(connection.execute(query).scalar_one())


def named(store: DecisionStore, ids: Collection[int]) -> dict[int, Decision]:
    """The decisions with these ids, by id: at most a page of them."""
    query = sa.select(decisions).where(decisions.c.id.in_(sorted(ids)))
    with store.engine.connect() as connection:
        return {row.id: decision_of(row) for row in connection.execute(query)} if ids else {}


def kinds(store: DecisionStore, wanted: Wanted) -> dict[str, int]:
    """How many decisions of each kind are asked for."""
    query = sa.select(decisions.c.kind, sa.func.count()).where(wanted.where()).group_by(decisions.c.kind)
    with store.engine.connect() as connection:
        return {kind: int(number) for kind, number in connection.execute(query).all()}


def fits(store: DecisionStore, codebook: str) -> list[str]:
    """The discoveries that decisions were taken on, the oldest first."""
    first = sa.func.min(decisions.c.id)
    query = sa.select(decisions.c.fit).where(decisions.c.codebook == codebook).group_by(decisions.c.fit).order_by(first)
    with store.engine.connect() as connection:
        return [str(fit) for fit in connection.execute(query).scalars() if fit]


def last_on(store: DecisionStore, codebook: str, fit: str) -> int:
    """The last decision that was taken on a discovery; 0 where there is none."""
    query = sa.select(sa.func.max(decisions.c.id)).where(decisions.c.codebook == codebook, decisions.c.fit == fit)
    with store.engine.connect() as connection:
        return int(connection.execute(query).scalar() or 0)

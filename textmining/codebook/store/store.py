"""Adding decisions to the log and reading them."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from textmining.codebook import decisions as d
from textmining.codebook.decisions import Decision
from textmining.codebook.state import Base
from textmining.codebook.store.bases import base_from, base_json, without
from textmining.codebook.store.database import migrate, open_engine, writing
from textmining.codebook.store.rows import decision_of
from textmining.codebook.store.schema import decisions, fits, forgetting, touched
from textmining.errors import TextminingError

__all__ = ["CollisionError", "DecisionStore", "Entry"]

_ONE_BY_ONE = 7_205_062
"""The lock under which PostgreSQL adds decisions, so that a larger id was also written later."""

_FREE = (d.CodeAnswer, d.Note)
"""What two coders may do to one answer or theme without knowing of each other."""

_AT_ONCE = 500
"""Values that a statement takes."""

_WHOLE = (d.SignOff, d.Restore)
"""What is about all themes of a codebook: what anybody decided since the page was shown may not go unseen."""


class CollisionError(TextminingError):
    """Another coder decided about the same thing since the page was shown; nothing was written.

    Attributes
    ----------
    wanted : Action
    others : tuple of Decision
        What the others decided, oldest first.
    """

    def __init__(self, wanted: Any, others: Sequence[Decision]) -> None:
        self.wanted, self.others = wanted, tuple(others)
        who = ", ".join(dict.fromkeys(other.actor for other in others))
        super().__init__(f"{who} heeft hierover intussen ook iets besloten. Er is niets overschreven.")


@dataclass(frozen=True)
class Entry:
    """A decision to be written down: of which codebook, on which discovery, and why.

    ``about`` names themes, answers and segments beside those that the action does: an undo touches what it undoes.
    """

    codebook: str
    action: Any
    fit: str = ""
    reason: str = ""
    about: frozenset[str] = frozenset()

    @property
    def things(self) -> frozenset[str]:
        """What two coders may not decide about without knowing of each other."""
        return self.about | Decision(0, self.codebook, self.action, "", datetime.datetime.min).touches


class DecisionStore:
    """The log of all codebooks of a study.

    Parameters
    ----------
    engine : Engine
        Of an up-to-date database; ``open`` gives one.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, place: Path | str) -> DecisionStore:
        """Open the log in a SQLite file or at a PostgreSQL URL, and make it where there is none.

        Raises
        ------
        UsageError, WorkspaceError
            If the URL or the database cannot be used.
        """
        engine = open_engine(place)
        migrate(engine, Path(__file__).with_name("migrations"), "decisions_version")
        return cls(engine)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def append(
        self,
        codebook: str,
        action: Any,
        *,
        actor: str,
        seen: int,
        fit: str = "",
        reason: str = "",
        at: datetime.datetime | None = None,
        about: Collection[str] = (),
    ) -> Decision:
        """Write one decision; when this returns it is on disk.

        Parameters
        ----------
        codebook : str
        action : Action
        actor : str
        seen : int
            The last decision that the actor's page knew of.
        fit, reason : str
        at : datetime, optional
            In place of now (UTC).
        about : collection of str
            Themes, answers and segments that it is about beside those that the action names.

        Raises
        ------
        CollisionError
            If another actor decided about the same theme, answer or segment since.
        WorkspaceError
            If it cannot be written.
        """
        entry = Entry(codebook, action, fit, reason, frozenset(about))
        (made,) = self.append_all([entry], actor=actor, seen=seen, at=at)
        return made

    def append_all(
        self, entries: Sequence[Entry], *, actor: str, seen: int, at: datetime.datetime | None = None
    ) -> list[Decision]:
        """Write decisions that belong together, in their order: all of them, or none where one collides.

        As ``append``, whose errors it has.
        """
        moment = (at or datetime.datetime.now(datetime.UTC)).astimezone(datetime.UTC)
        with writing(self.engine, _ONE_BY_ONE) as connection:
            self._refuse_collisions(connection, entries, seen, actor)
            return _written(connection, entries, actor, moment)

    def _refuse_collisions(self, connection: sa.Connection, entries: Sequence[Entry], seen: int, actor: str) -> None:
        """Stop where others decided something after ``seen`` that whoever decides this should know of."""
        about: defaultdict[str, set[str]] = defaultdict(set)
        for entry in entries:
            if not isinstance(entry.action, (*_WHOLE, *_FREE)):
                about[entry.codebook] |= entry.things
        since = {name: self._since(connection, name, sorted(things), seen, actor) for name, things in about.items()}
        for entry in entries:
            if isinstance(entry.action, _WHOLE):
                others = self._since_of_themes(connection, entry.codebook, seen, actor)
            elif isinstance(entry.action, _FREE) or not since[entry.codebook]:
                continue
            else:
                others = [other for other, touches in since[entry.codebook] if touches & entry.things]
            if others:
                raise CollisionError(entry.action, others)

    @staticmethod
    def _since(
        connection: sa.Connection, codebook: str, things: Sequence[str], seen: int, actor: str
    ) -> list[tuple[Decision, frozenset[str]]]:
        """What others decided about these things after ``seen``, each with those of them that it touches."""
        found: dict[int, Decision] = {}
        touches: defaultdict[int, set[str]] = defaultdict(set)
        free = [kind.model_fields["kind"].default for kind in _FREE]
        for start in range(0, len(things), _AT_ONCE):
            query = (
                sa.select(decisions, touched.c.thing)
                .join(touched, touched.c.decision == decisions.c.id)
                .where(touched.c.codebook == codebook, touched.c.thing.in_(things[start : start + _AT_ONCE]))
                .where(decisions.c.id > seen, decisions.c.actor != actor, decisions.c.kind.not_in(free))
            )
            for row in connection.execute(query):
                touches[row.id].add(row.thing)
                found.setdefault(row.id, decision_of(row))
        return [(found[number], frozenset(touches[number])) for number in sorted(found)]

    @staticmethod
    def _since_of_themes(connection: sa.Connection, codebook: str, seen: int, actor: str) -> list[Decision]:
        """What others decided about themes after ``seen``, and whoever signed a version since."""
        free = [kind.model_fields["kind"].default for kind in (*d.OF_ANSWERS, d.Note)]
        query = (
            sa.select(decisions)
            .where(decisions.c.codebook == codebook, decisions.c.id > seen, decisions.c.kind.not_in(free))
            .where((decisions.c.actor != actor) | (decisions.c.kind == "sign_off"))
            .order_by(decisions.c.id)
            .limit(50)
        )
        return [decision_of(row) for row in connection.execute(query)]

    def read(
        self, codebook: str | None = None, since: int = 0, *, kinds: Collection[str] | None = None
    ) -> list[Decision]:
        """Decisions after ``since``, oldest first; of all codebooks and of all kinds where none is named."""
        query = sa.select(decisions).where(decisions.c.id > since).order_by(decisions.c.id)
        if codebook is not None:
            query = query.where(decisions.c.codebook == codebook)
        if kinds is not None:
            query = query.where(decisions.c.kind.in_(sorted(kinds)))
        with self.engine.connect() as connection:
            return [decision_of(row) for row in connection.execute(query)]

    def about(self, codebook: str, things: Collection[str]) -> list[Decision]:
        """Decisions on any of these themes, answers or segments of one codebook, oldest first."""
        touching = sa.select(touched.c.decision).where(touched.c.codebook == codebook, touched.c.thing.in_(things))
        query = sa.select(decisions).where(decisions.c.id.in_(touching)).order_by(decisions.c.id)
        with self.engine.connect() as connection:
            return [decision_of(row) for row in connection.execute(query)]

    def last(self) -> int:
        """The id of the newest decision; 0 where there is none."""
        with self.engine.connect() as connection:
            return int(connection.execute(sa.select(sa.func.max(decisions.c.id))).scalar() or 0)

    # --- what decisions were taken on ---------------------------------------------------------------------------

    def keep_base(self, base: Base) -> None:
        """Remember what discovery proposed; a second time changes nothing."""
        key = (fits.c.fit == base.fit) & (fits.c.codebook == base.codebook)
        with writing(self.engine, _ONE_BY_ONE) as connection:
            if connection.execute(sa.select(fits.c.fit).where(key)).first() is None:
                now = datetime.datetime.now(datetime.UTC).isoformat()
                connection.execute(
                    fits.insert().values(fit=base.fit, codebook=base.codebook, at=now, base=base_json(base))
                )

    def base(self, codebook: str, fit: str) -> Base | None:
        """What discovery proposed then; None where it was not kept."""
        query = sa.select(fits.c.base).where(fits.c.fit == fit, fits.c.codebook == codebook)
        with self.engine.connect() as connection:
            text = connection.execute(query).scalar()
        return base_from(fit, codebook, text) if text is not None else None

    def forget_everybody(self) -> int:
        """Remove what was decided about single answers and segments; what was decided about themes stays."""
        actions = [decision.action for decision in self.read()]
        answers = {str(action.answer) for action in actions if getattr(action, "answer", None) is not None}
        segments = {str(segment) for action in actions for segment in getattr(action, "segments", ())}
        with self.engine.connect() as connection:
            bases = connection.execute(sa.select(fits.c.base)).scalars().all()
        for base in bases:
            answers |= {answer for _, _, answer in json.loads(base)["segments"]}
        return self.forget(answers, segments)

    def forget(self, answers: Collection[str], segments: Collection[str]) -> int:
        """Remove what was decided about the answers of respondents who are forgotten; the number of decisions.

        Decisions on many segments keep the others. This is the only way in which the log loses anything.
        """
        gone = set(answers) | set(segments)
        changed = 0
        with writing(self.engine, _ONE_BY_ONE) as connection:
            connection.execute(forgetting.insert().values(answers=len(answers)))
            for row in connection.execute(sa.select(decisions)).all():
                action = json.loads(row.action)
                left = [s for s in action.get("segments", ()) if s not in gone]
                here = decisions.c.id == row.id
                if action.get("answer") in gone or (action.get("segments") and not left):
                    connection.execute(decisions.delete().where(here))
                elif len(left) < len(action.get("segments", ())):
                    connection.execute(
                        decisions.update().where(here).values(action=json.dumps({**action, "segments": left}))
                    )
                else:
                    continue
                changed += 1
            things = sorted(gone)
            for start in range(0, len(things), _AT_ONCE):
                connection.execute(touched.delete().where(touched.c.thing.in_(things[start : start + _AT_ONCE])))
            for row in connection.execute(sa.select(fits)).all():
                here = (fits.c.fit == row.fit) & (fits.c.codebook == row.codebook)
                connection.execute(fits.update().where(here).values(base=without(row.base, gone)))
            connection.execute(forgetting.delete())
        if self.engine.dialect.name == "sqlite":  # what was removed may not stay behind in the write-ahead log
            with closing(self.engine.raw_connection()) as raw:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return changed


def _written(
    connection: sa.Connection, entries: Sequence[Entry], actor: str, moment: datetime.datetime
) -> list[Decision]:
    """The decisions as they are in the log, which gave them their ids."""
    if not entries:
        return []
    made = [Decision(0, e.codebook, e.action, actor, moment, e.fit, e.reason[: d.LONGEST_TEXT]) for e in entries]
    rows = [
        {
            "codebook": one.codebook,
            "kind": one.action.kind,
            "action": json.dumps(one.action.model_dump(mode="json"), ensure_ascii=False),
            "actor": actor,
            "at": moment.isoformat(),
            "fit": one.fit,
            "reason": one.reason,
        }
        for one in made
    ]
    added = decisions.insert().returning(decisions.c.id, sort_by_parameter_order=True)
    numbers = [int(number) for number in connection.execute(added, rows).scalars()]
    things = [
        {"decision": number, "codebook": entry.codebook, "thing": thing}
        for number, entry in zip(numbers, entries, strict=True)
        for thing in sorted(entry.things)
    ]
    if things:
        connection.execute(touched.insert(), things)
    return [replace(one, id=number) for one, number in zip(made, numbers, strict=True)]

"""Adding decisions to the log and reading them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from textmining.codebook import decisions as d
from textmining.codebook.decisions import Decision, action_of
from textmining.codebook.state import Base
from textmining.codebook.store.bases import base_from, base_json, without
from textmining.codebook.store.database import migrate, open_engine, writing
from textmining.codebook.store.schema import decisions, fits, forgetting, touched
from textmining.errors import TextminingError

__all__ = ["CollisionError", "DecisionStore"]

_ONE_BY_ONE = 7_205_062
"""The lock under which PostgreSQL adds decisions, so that a larger id was also written later."""

_FREE = (d.CodeAnswer, d.Note)
"""What two coders may do to one answer or theme without knowing of each other."""

Row = sa.Row[Any]


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

        Raises
        ------
        CollisionError
            If another actor decided about the same theme, answer or segment since.
        WorkspaceError
            If it cannot be written.
        """
        moment = (at or datetime.datetime.now(datetime.UTC)).astimezone(datetime.UTC)
        decision = Decision(0, codebook, action, actor, moment, fit, reason[: d.LONGEST_TEXT])
        things = sorted(decision.touches)
        with writing(self.engine, _ONE_BY_ONE) as connection:
            if not isinstance(action, _FREE):
                others = self._since(connection, codebook, things, seen, actor)
                if others:
                    raise CollisionError(action, others)
            added = decisions.insert().values(
                codebook=codebook,
                kind=action.kind,
                action=json.dumps(action.model_dump(mode="json"), ensure_ascii=False),
                actor=actor,
                at=moment.isoformat(),
                fit=fit,
                reason=decision.reason,
            )
            number = int(connection.execute(added.returning(decisions.c.id)).scalar_one())
            if things:
                rows = [{"decision": number, "codebook": codebook, "thing": thing} for thing in things]
                connection.execute(touched.insert(), rows)
        return Decision(number, codebook, action, actor, moment, fit, decision.reason)

    @staticmethod
    def _since(
        connection: sa.Connection, codebook: str, things: Sequence[str], seen: int, actor: str
    ) -> list[Decision]:
        """What others decided about these things after ``seen``."""
        found: dict[int, Decision] = {}
        free = [kind.model_fields["kind"].default for kind in _FREE]
        for start in range(0, len(things), 500):  # a statement takes so many values
            query = (
                sa.select(decisions)
                .join(touched, touched.c.decision == decisions.c.id)
                .where(touched.c.codebook == codebook, touched.c.thing.in_(things[start : start + 500]))
                .where(decisions.c.id > seen, decisions.c.actor != actor, decisions.c.kind.not_in(free))
            )
            found |= {row.id: _decision(row) for row in connection.execute(query)}
        return [found[number] for number in sorted(found)]

    def read(self, codebook: str | None = None, since: int = 0) -> list[Decision]:
        """Decisions after ``since``, oldest first; of all codebooks where none is named."""
        query = sa.select(decisions).where(decisions.c.id > since).order_by(decisions.c.id)
        if codebook is not None:
            query = query.where(decisions.c.codebook == codebook)
        with self.engine.connect() as connection:
            return [_decision(row) for row in connection.execute(query)]

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
            for start in range(0, len(things), 500):
                connection.execute(touched.delete().where(touched.c.thing.in_(things[start : start + 500])))
            for row in connection.execute(sa.select(fits)).all():
                here = (fits.c.fit == row.fit) & (fits.c.codebook == row.codebook)
                connection.execute(fits.update().where(here).values(base=without(row.base, gone)))
            connection.execute(forgetting.delete())
        if self.engine.dialect.name == "sqlite":  # what was removed may not stay behind in the write-ahead log
            with closing(self.engine.raw_connection()) as raw:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return changed


def _decision(row: Row) -> Decision:
    action = action_of(json.loads(row.action))
    return Decision(
        row.id, row.codebook, action, row.actor, datetime.datetime.fromisoformat(row.at), row.fit, row.reason
    )

"""Accounts of one study: everything the app and the command line ask of them, each in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from textmining.codebook.store.database import migrate, open_engine, writing
from textmining.errors import Problem, UsageError, WorkspaceError
from textmining.review.accounts import attempts, schema, sessions, users
from textmining.review.accounts.passwords import check_password, hash_password, matches
from textmining.review.accounts.users import Role, User, role_of, user_name

__all__ = ["Accounts", "Entry", "SignIn"]

AUDIT = 400 * 24 * 3600
"""Seconds for which the audit is kept."""

MOST_DAYS = 365
_LOCK = 7_205_063
"""The lock under which PostgreSQL counts attempts, so that many at one moment are counted one by one."""


@dataclass(frozen=True)
class SignIn:
    """What came of an attempt: a session's secret, or the seconds to wait (0: name and password do not fit)."""

    secret: str | None = None
    wait: int = 0


@dataclass(frozen=True)
class Entry:
    """A line of the audit; ``at`` in seconds since 1970 (UTC)."""

    at: int
    kind: str
    actor: str | None
    address: str | None
    detail: str | None


class Accounts:
    """Users, sessions, tokens and the audit in one database.

    Parameters
    ----------
    engine : Engine
        Of an up-to-date database; ``open`` gives one.
    clock : callable, optional
        Seconds since 1970 (UTC).
    """

    def __init__(self, engine: sa.Engine, clock: Callable[[], float] = time.time) -> None:
        self.engine = engine
        self._clock = clock

    @classmethod
    def open(cls, place: Path | str, clock: Callable[[], float] = time.time) -> Accounts:
        """Open the accounts in a SQLite file or at a PostgreSQL URL, and make them where there are none.

        Raises
        ------
        UsageError, WorkspaceError
            If the URL or the database cannot be used.
        """
        engine = open_engine(place)
        migrate(engine, Path(__file__).with_name("migrations"), "accounts_version")
        return cls(engine, clock)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    # --- by whoever keeps the users -----------------------------------------------------------------------------

    def add_user(self, name: str, role: str, password: str) -> User:
        """Add a user.

        Raises
        ------
        UsageError
            If the name is taken or cannot be one, there is no such role, or the password is easy to guess.
        """
        known, may = user_name(name), role_of(role)
        check_password(known, password)
        hashed = hash_password(password)
        with writing(self.engine, _LOCK) as connection:
            added = users.add(connection, known, may, hashed, self._now())
            self._note(connection, "user_added", known, None, may)
        return added

    def users(self) -> Sequence[User]:
        """All users, by name."""
        with self._reading() as connection:
            return users.users(connection)

    def remove_user(self, name: str) -> None:
        """Remove a user, whose sessions and tokens end at once.

        Raises
        ------
        UsageError
            If there is none of that name.
        """
        with writing(self.engine, _LOCK) as connection:
            users.remove(connection, user_name(name))
            self._note(connection, "user_removed", user_name(name), None, None)

    def change_password(self, name: str, password: str) -> None:
        """Change a password; every session and token of the user ends.

        Raises
        ------
        UsageError
            If there is no such user, or the password is easy to guess.
        """
        known = user_name(name)
        check_password(known, password)
        hashed = hash_password(password)
        with writing(self.engine, _LOCK) as connection:
            users.set_password(connection, self._user(connection, known).id, hashed)
            attempts.forgive(connection, known)
            self._note(connection, "password_changed", known, None, None)

    def grant_token(self, name: str, scope: str, days: int) -> str:
        """Grant a user a token for the API, and return it; it is kept nowhere.

        Raises
        ------
        UsageError
            If there is no such user or scope, or the days are not 1 to 365.
        """
        if scope != "read":
            raise UsageError(Problem("scope", f"there is no scope {scope[:64]!r}.", "Choose: read."))
        if not 1 <= days <= MOST_DAYS:
            raise UsageError(Problem("days", f"{days} is not 1 to {MOST_DAYS}.", "A token does not last for ever."))
        with writing(self.engine, _LOCK) as connection:
            owner = self._user(connection, user_name(name))
            now = self._now()
            token = sessions.grant(connection, owner.id, scope, now, now + days * 24 * 3600)
            self._note(connection, "token_granted", owner.name, None, f"{days} dagen")
        return token

    def audit(self, count: int = 200) -> list[Entry]:
        """The last lines of the audit, the newest first."""
        a = schema.audit
        with self._reading() as connection:
            rows = connection.execute(sa.select(a).order_by(a.c.id.desc()).limit(count))
            return [Entry(row.at, row.kind, row.actor, row.address, row.detail) for row in rows]

    # --- by the app ---------------------------------------------------------------------------------------------

    def sign_in(self, typed: str, password: str, address: str) -> SignIn:
        """Try a name and password.

        It takes as long, and says the same, whether or not there is such a user.
        """
        try:
            name = user_name(typed)
        except UsageError:
            name = ""  # counts, like any other
        with writing(self.engine, _LOCK) as connection:
            now = self._now()
            waits = attempts.wait(connection, name, address, now)
            if waits:
                return SignIn(wait=waits)
            attempts.record(connection, name, address, now)
            found = users.find(connection, name)
        user, hashed = found or (None, None)
        right = matches(hashed, password)
        with writing(self.engine, _LOCK) as connection:
            # looked up again: the user may be removed, or have another password, since
            same = users.find(connection, name) == found
            if user is None or not right or not same:
                self._note(connection, "sign_in_failed", user.name if user else None, address, None)
                return SignIn()
            attempts.forgive(connection, name)
            sessions.prune(connection, self._now())
            self._note(connection, "signed_in", user.name, address, None)
            return SignIn(sessions.begin(connection, user.id, self._now()))

    def of_session(self, secret: str) -> User | None:
        """Whose session it is; None where it has ended."""
        now = self._now()
        with self._reading() as connection:
            found = sessions.user_of(connection, secret, now)
        if found is None:
            return None
        if found[1]:
            with writing(self.engine, _LOCK) as connection:
                sessions.seen_again(connection, secret, now)
        return found[0]

    def of_token(self, token: str) -> tuple[User, str] | None:
        """Whose token it is and its scope; None where it is none, or has expired."""
        with self._reading() as connection:
            return sessions.holder(connection, token, self._now())

    def of_name(self, typed: str) -> User | None:
        """A user by a name that somebody else has vouched for."""
        try:
            name = user_name(typed)
        except UsageError:
            return None
        with self._reading() as connection:
            found = users.find(connection, name)
        return found[0] if found else None

    def sign_out(self, secret: str, address: str) -> None:
        """End a session."""
        with writing(self.engine, _LOCK) as connection:
            found = sessions.user_of(connection, secret, self._now())
            sessions.end(connection, secret)
            if found:
                self._note(connection, "signed_out", found[0].name, address, None)

    def note(self, kind: str, actor: str | None, address: str | None, detail: str | None = None) -> None:
        """Write a line of the audit."""
        with writing(self.engine, _LOCK) as connection:
            self._note(connection, kind, actor, address, detail)

    # --- inside -------------------------------------------------------------------------------------------------

    def _now(self) -> int:
        return int(self._clock())

    @staticmethod
    def _user(connection: sa.Connection, name: str) -> User:
        found = users.find(connection, name)
        if found is None:
            raise UsageError(Problem("user", f"there is no {name!r}.", "See: textmining users list STUDY"))
        return found[0]

    def _note(
        self, connection: sa.Connection, kind: str, actor: str | None, address: str | None, detail: str | Role | None
    ) -> None:
        now = self._now()
        connection.execute(schema.audit.delete().where(schema.audit.c.at <= now - AUDIT))
        values = {"kind": kind, "actor": actor, "address": address and address[:64], "detail": detail and detail[:200]}
        connection.execute(schema.audit.insert().values(at=now, **values))

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        try:
            with self.engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise WorkspaceError(f"{self._where}: cannot be read ({error.orig}).") from error

    @property
    def _where(self) -> str:
        return self.engine.url.render_as_string(hide_password=True)

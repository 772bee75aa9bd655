"""Sessions and tokens: secrets of 256 random bits by which a request shows who makes it."""

from __future__ import annotations

import hashlib
import secrets

import sqlalchemy as sa

from textmining.review.accounts import schema
from textmining.review.accounts.users import User, role_of

__all__ = ["ABSOLUTE", "IDLE", "begin", "end", "grant", "holder", "prune", "seen_again", "user_of"]

IDLE = 8 * 3600
"""Seconds after its last request in which a session ends."""

ABSOLUTE = 7 * 24 * 3600
"""Seconds after which a session ends however it is used."""

TOUCH = 60
"""Seconds within which a session that is used is not written down again: a page view then writes nothing."""

TOKEN = "tm_"  # noqa: S105 - how a token begins, so that it is known where it leaks
_BYTES = 32


def _hash(secret: str) -> str:
    """SHA-256; enough for a secret of 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


_OWNER = (schema.users.c.id, schema.users.c.name, schema.users.c.role, schema.users.c.created.label("since"))


def begin(connection: sa.Connection, user: int, now: int) -> str:
    """Begin a session and return its secret, which is kept nowhere."""
    secret = secrets.token_urlsafe(_BYTES)
    connection.execute(schema.sessions.insert().values(hash=_hash(secret), user=user, created=now, seen=now))
    return secret


def user_of(connection: sa.Connection, secret: str, now: int) -> tuple[User, bool] | None:
    """Whose session it is, and whether its use is to be written down; None where it is none or has ended."""
    s, u = schema.sessions, schema.users
    query = (
        sa.select(*_OWNER, s.c.seen)
        .join(u, u.c.id == s.c.user)
        .where(s.c.hash == _hash(secret), s.c.seen > now - IDLE, s.c.created > now - ABSOLUTE)
    )
    row = connection.execute(query).first()
    return (User(row.id, row.name, role_of(row.role), row.since), now - row.seen >= TOUCH) if row is not None else None


def seen_again(connection: sa.Connection, secret: str, now: int) -> None:
    """Write down that a session was used."""
    here = schema.sessions.c.hash == _hash(secret)
    connection.execute(schema.sessions.update().where(here).values(seen=now))


def end(connection: sa.Connection, secret: str) -> None:
    """End a session."""
    connection.execute(schema.sessions.delete().where(schema.sessions.c.hash == _hash(secret)))


def grant(connection: sa.Connection, user: int, scope: str, now: int, expires: int) -> str:
    """Grant a token and return it; it can be shown this once."""
    secret = TOKEN + secrets.token_urlsafe(_BYTES)
    values = schema.tokens.insert().values(hash=_hash(secret), user=user, scope=scope, created=now, expires=expires)
    connection.execute(values)
    return secret


def holder(connection: sa.Connection, secret: str, now: int) -> tuple[User, str] | None:
    """Whose token it is and its scope; None where it is none or has expired."""
    t, u = schema.tokens, schema.users
    query = sa.select(*_OWNER, t.c.scope).join(u, u.c.id == t.c.user)
    row = connection.execute(query.where(t.c.hash == _hash(secret), t.c.expires > now)).first()
    return (User(row.id, row.name, role_of(row.role), row.since), row.scope) if row is not None else None


def prune(connection: sa.Connection, now: int) -> None:
    """Remove what has expired."""
    s, t = schema.sessions, schema.tokens
    connection.execute(s.delete().where((s.c.seen <= now - IDLE) | (s.c.created <= now - ABSOLUTE)))
    connection.execute(t.delete().where(t.c.expires <= now))

"""How often one may try to sign in: counted per name and per address, in the database, so that a restart forgives
nothing."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from textmining.review.accounts.schema import attempts

__all__ = ["PER_ADDRESS", "PER_NAME", "WINDOW", "forgive", "record", "wait"]

WINDOW = 15 * 60
"""Seconds for which an attempt counts."""

PER_NAME = 10
PER_ADDRESS = 50
"""A school has one address for all its coders."""


def _mark(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def wait(connection: sa.Connection, name: str, address: str, now: int) -> int:
    """Seconds until another attempt is allowed; 0 where it is now."""
    longest = 0
    for column, value, most in ((attempts.c.name, _mark(name), PER_NAME), (attempts.c.address, address, PER_ADDRESS)):
        query = sa.select(attempts.c.at).where(column == value, attempts.c.at > now - WINDOW)
        moments = connection.execute(query.order_by(attempts.c.at.desc()).limit(most)).scalars().all()
        if len(moments) >= most:
            longest = max(longest, moments[-1] + WINDOW - now)
    return longest


def record(connection: sa.Connection, name: str, address: str, now: int) -> None:
    """Count an attempt, before the password is looked at: attempts at one moment count all the same."""
    connection.execute(attempts.delete().where(attempts.c.at <= now - WINDOW))
    connection.execute(attempts.insert().values(name=_mark(name), address=address, at=now))


def forgive(connection: sa.Connection, name: str) -> None:
    """Forget the attempts under a name whose password was right."""
    connection.execute(attempts.delete().where(attempts.c.name == _mark(name)))

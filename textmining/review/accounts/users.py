"""Users: adding, listing and removing them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import sqlalchemy as sa

from textmining.errors import Problem, UsageError
from textmining.review.accounts import schema

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ROLES", "Role", "User", "add", "find", "remove", "role_of", "set_password", "user_name", "users"]

Role = Literal["reader", "coder", "researcher"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From what may least to what may most."""

_NAME = re.compile(r"[^\W_][\w.@-]{0,62}[^\W_]")


@dataclass(frozen=True)
class User:
    """Who uses the app. ``created`` is in seconds since 1970 (UTC)."""

    id: int
    name: str
    role: Role
    created: int


def user_name(typed: str) -> str:
    """The name by which a user is known: in small letters, however it was typed.

    Raises
    ------
    UsageError
        If it cannot be a name.
    """
    name = unicodedata.normalize("NFC", typed).strip().casefold()
    if not _NAME.fullmatch(name):
        raise UsageError(
            Problem("user", f"{typed[:64]!r} cannot be a name.", "Use 2 to 64 letters, digits, dots, dashes or @.")
        )
    return name


def role_of(text: str) -> Role:
    """A role by its name.

    Raises
    ------
    UsageError
        If there is no such role.
    """
    for role in ROLES:
        if role == text:
            return role
    raise UsageError(Problem("role", f"there is no role {text[:64]!r}.", f"Choose one of: {', '.join(ROLES)}."))


def _user(row: Any) -> User:
    return User(row.id, row.name, role_of(row.role), row.created)


_COLUMNS = (schema.users.c.id, schema.users.c.name, schema.users.c.role, schema.users.c.created)


def add(connection: sa.Connection, name: str, role: Role, hashed: str, now: int) -> User:
    """Write down a new user.

    Raises
    ------
    UsageError
        If there is one of that name.
    """
    if find(connection, name) is not None:
        remedy = f"Choose another name, or remove that user first: textmining users remove STUDY {name}"
        raise UsageError(Problem("user", f"{name!r} is there already.", remedy))
    values = schema.users.insert().values(name=name, role=role, password=hashed, created=now)
    return _user(connection.execute(values.returning(*_COLUMNS)).one())


def users(connection: sa.Connection) -> Sequence[User]:
    """All users, by name."""
    return [_user(row) for row in connection.execute(sa.select(*_COLUMNS).order_by(schema.users.c.name))]


def find(connection: sa.Connection, name: str) -> tuple[User, str] | None:
    """A user and the hash of the password."""
    query = sa.select(*_COLUMNS, schema.users.c.password).where(schema.users.c.name == name)
    row = connection.execute(query).first()
    return (_user(row), row.password) if row is not None else None


def remove(connection: sa.Connection, name: str) -> None:
    """Remove a user, with sessions and tokens; what they decided stays.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    gone = connection.execute(schema.users.delete().where(schema.users.c.name == name))
    if gone.rowcount == 0:
        raise UsageError(Problem("user", f"there is no {name!r}.", "See: textmining users list STUDY"))


def set_password(connection: sa.Connection, user: int, hashed: str) -> None:
    """Change a password; every session of the user ends, and tokens are withdrawn."""
    connection.execute(schema.users.update().where(schema.users.c.id == user).values(password=hashed))
    connection.execute(schema.sessions.delete().where(schema.sessions.c.user == user))
    connection.execute(schema.tokens.delete().where(schema.tokens.c.user == user))

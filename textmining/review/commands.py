"""What ``textmining users`` does; the command line prints what these return."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from textmining.errors import Problem, UsageError
from textmining.project import Project
from textmining.review.accounts import Accounts
from textmining.review.accounts.passwords import check_password
from textmining.review.accounts.users import role_of, user_name
from textmining.review.serving import database_of

__all__ = ["add_user", "grant_token", "list_users", "read_password", "remove_user", "set_password"]


@contextmanager
def _accounts(project: Project) -> Iterator[Accounts]:
    accounts = Accounts.open(database_of(project))
    try:
        yield accounts
    finally:
        accounts.close()


def read_password(*, from_stdin: bool) -> str:
    """Ask a new password twice, or take the first line of the standard input.

    Raises
    ------
    UsageError
        If nobody can be asked, or the two differ.
    """
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageError(Problem("password", "cannot be asked here.", "Give it with --password-stdin."))
    from getpass import getpass

    first = getpass("Password (at least 12 characters): ")
    if first != getpass("The same again: "):
        raise UsageError(Problem("password", "the two are not the same.", "Try again."))
    return first


def add_user(project: Project, name: str, role: str, *, from_stdin: bool) -> str:
    """Add a user; what is wrong with the name or role is told before a password is asked."""
    known, may = user_name(name), role_of(role)
    with _accounts(project) as accounts:
        if accounts.of_name(known) is not None:
            raise UsageError(Problem("user", f"{known!r} is there already.", "Choose another name."))
        user = accounts.add_user(known, may, read_password(from_stdin=from_stdin))
    return f"{user.name} is added as {user.role}"


def set_password(project: Project, name: str, *, from_stdin: bool) -> str:
    """Give a user another password, which ends sessions and withdraws tokens."""
    with _accounts(project) as accounts:
        if accounts.of_name(name) is None:
            raise UsageError(Problem("user", f"there is no {name!r}.", "See: textmining users list STUDY"))
        password = read_password(from_stdin=from_stdin)
        check_password(user_name(name), password)
        accounts.change_password(name, password)
    return f"{user_name(name)} has another password; sessions and tokens have ended"


def list_users(project: Project) -> str:
    """Users, their roles and since when."""
    with _accounts(project) as accounts:
        rows = [f"{u.name:<24}{u.role:<12}{datetime.fromtimestamp(u.created, UTC):%Y-%m-%d}" for u in accounts.users()]
    return "\n".join(rows) or "no users yet; add one with: textmining users add STUDY NAME --role researcher"


def remove_user(project: Project, name: str) -> str:
    """Remove a user; what they decided stays in the log."""
    with _accounts(project) as accounts:
        accounts.remove_user(name)
    return f"{user_name(name)} is removed; what they decided stays"


def grant_token(project: Project, name: str, scope: str, days: int) -> str:
    """Grant a token, which is shown this once."""
    with _accounts(project) as accounts:
        return accounts.grant_token(name, scope, days)

"""Passwords: what may be one, and how one is kept (argon2id)."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache

from textmining.errors import Problem, UsageError

__all__ = ["check_password", "hash_password", "matches", "nobodys_hash"]

SHORTEST = 12
LONGEST = 200

_AT_ONCE = threading.BoundedSemaphore(2)
"""A hash takes 32 MiB: many people who sign in at one moment wait for each other, and memory stays."""


def _normal(password: str) -> str:
    """One spelling of é, on whatever keyboard it was typed."""
    return unicodedata.normalize("NFC", password)


def check_password(name: str, password: str) -> None:
    """Refuse a password that is easy to guess.

    Raises
    ------
    UsageError
        If it is shorter than 12 or longer than 200 characters, holds the user's name, or is of few characters.
    """
    text = _normal(password)
    what = None
    if len(text) < SHORTEST:
        what = f"has fewer than {SHORTEST} characters."
    elif len(text) > LONGEST:
        what = f"has more than {LONGEST} characters."
    elif name.casefold() in text.casefold():
        what = "holds the user's name."
    elif len(set(text.casefold())) < 5:
        what = "is made of fewer than five different characters."
    if what:
        raise UsageError(Problem("password", what, "Four unrelated words make a good one."))


@cache
def _hasher() -> object:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its salt and parameters (RFC 9106)."""
    with _AT_ONCE:
        hashed: str = _hasher().hash(_normal(password))  # type: ignore[attr-defined]
    return hashed


@cache
def nobodys_hash() -> str:
    """The hash that stands in where there is no such user; asked for once before anybody signs in."""
    return hash_password("\x00" * SHORTEST)


def matches(hashed: str | None, password: str) -> bool:
    """Whether a password is the one behind a hash; takes as long where there is no hash."""
    from argon2.exceptions import InvalidHashError, VerificationError

    known = hashed or nobodys_hash()
    with _AT_ONCE:
        try:
            _hasher().verify(known, _normal(password[: LONGEST + 1]))  # type: ignore[attr-defined]
        except (VerificationError, InvalidHashError):
            return False
    return hashed is not None

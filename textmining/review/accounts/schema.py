"""The tables of accounts. Moments are whole seconds since 1970 (UTC); of a secret only its SHA-256 is kept."""

from __future__ import annotations

import sqlalchemy as sa

__all__ = ["attempts", "audit", "metadata", "sessions", "tokens", "users"]

metadata = sa.MetaData()

users = sa.Table(
    "users",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.String(64), nullable=False, unique=True),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("password", sa.String(200), nullable=False),
    sa.Column("created", sa.BigInteger, nullable=False),
    sa.CheckConstraint("role IN ('researcher', 'coder', 'reader')", name="known_role"),
    sqlite_autoincrement=True,  # who comes later never gets the id of a user who was removed
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("user", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("created", sa.BigInteger, nullable=False),
    sa.Column("seen", sa.BigInteger, nullable=False),
)

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("user", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("scope", sa.String(20), nullable=False),
    sa.Column("created", sa.BigInteger, nullable=False),
    sa.Column("expires", sa.BigInteger, nullable=False),
    sa.CheckConstraint("scope IN ('read')", name="known_scope"),
)

attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.String(64), nullable=False, index=True),
    sa.Column("address", sa.String(64), nullable=False, index=True),
    sa.Column("at", sa.BigInteger, nullable=False, index=True),
)
"""Sign-ins that did not succeed, or not yet; ``name`` is a SHA-256, since people type passwords in the wrong field."""

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.BigInteger, nullable=False, index=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("actor", sa.String(64)),
    sa.Column("address", sa.String(64)),
    sa.Column("detail", sa.String(200)),
    sqlite_autoincrement=True,
)
"""Who came in, who was refused, and what left the app; never the text of an answer."""

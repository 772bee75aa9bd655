"""The tables of the decision log, and what keeps them append-only."""

from __future__ import annotations

import sqlalchemy as sa

__all__ = ["decisions", "fits", "forgetting", "guards", "metadata", "touched"]

metadata = sa.MetaData()

decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("codebook", sa.String(200), nullable=False, index=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("actor", sa.String(200), nullable=False),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("fit", sa.String(200), nullable=False, server_default=""),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,  # an id is never given twice, also after a removal
)

touched = sa.Table(
    "touched",
    metadata,
    sa.Column("decision", sa.Integer, sa.ForeignKey("decisions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("codebook", sa.String(200), nullable=False),
    sa.Column("thing", sa.String(200), primary_key=True),
    sa.Index("touched_by_thing", "codebook", "thing"),
)
"""Which themes, answers and segments a decision is about."""

fits = sa.Table(
    "fits",
    metadata,
    sa.Column("fit", sa.String(200), primary_key=True),
    sa.Column("codebook", sa.String(200), primary_key=True),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("base", sa.Text, nullable=False),
)
"""What discovery had proposed when decisions were taken on it: needed to replay them onto another."""

forgetting = sa.Table("forgetting", metadata, sa.Column("answers", sa.Integer, nullable=False))
"""Holds a row while decisions about respondents who are forgotten are removed, and at no other moment."""


def guards(dialect: str) -> list[str]:
    """Statements after which rows of ``decisions`` can be added, and neither changed nor removed."""
    return _SQLITE if dialect == "sqlite" else _POSTGRESQL


_SQLITE = [
    """CREATE TRIGGER decisions_update BEFORE UPDATE ON decisions WHEN NOT EXISTS (SELECT 1 FROM forgetting)
    BEGIN SELECT RAISE(ABORT, 'decisions are only added'); END""",
    """CREATE TRIGGER decisions_delete BEFORE DELETE ON decisions WHEN NOT EXISTS (SELECT 1 FROM forgetting)
    BEGIN SELECT RAISE(ABORT, 'decisions are only added'); END""",
]
_POSTGRESQL = [
    """CREATE FUNCTION decisions_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (SELECT 1 FROM forgetting) THEN RAISE EXCEPTION 'decisions are only added'; END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER decisions_guard BEFORE UPDATE OR DELETE ON decisions
    FOR EACH ROW EXECUTE FUNCTION decisions_only_added()""",
    """CREATE FUNCTION decisions_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'decisions are only added'; END $$""",
    """CREATE TRIGGER decisions_truncate BEFORE TRUNCATE ON decisions
    FOR EACH STATEMENT EXECUTE FUNCTION decisions_never_emptied()""",
]

"""The decision log."""

from alembic import op

from textmining.codebook.store.schema import guards, metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of the first version, and the triggers that keep the log append-only."""
    bind = op.get_bind()
    metadata.create_all(bind)
    for statement in guards(bind.dialect.name):
        op.execute(statement)

"""Users, sessions, tokens, attempts to sign in, and the audit."""

from alembic import op

from textmining.review.accounts.schema import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of the first version."""
    metadata.create_all(op.get_bind())

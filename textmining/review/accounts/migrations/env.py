"""What alembic runs to apply migrations on the connection that it is given."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table="accounts_version")
context.run_migrations()

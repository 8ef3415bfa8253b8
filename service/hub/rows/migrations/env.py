"""Alembic runs this with the connection of `service.hub.rows.database.migrate`."""

from alembic import context

from service.hub.rows.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()

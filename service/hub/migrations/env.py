"""Run by Alembic: the connection comes from `service.hub.database.migrate`."""

from alembic import context

from service.hub.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()

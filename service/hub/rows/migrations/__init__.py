"""The history of the hub's tables, for Alembic."""

"""The client that has subscribed: first deliveries go to clients in turn."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    client = sa.Column("client", sa.String(length=64), nullable=False, server_default="")
    op.add_column("subscription", client)

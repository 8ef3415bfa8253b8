"""The client of a request that waits: what waits is bounded by client."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    client = sa.Column("client", sa.String(length=64), nullable=False, server_default="")
    op.add_column("verification", client)
    op.create_index("verification_client", "verification", ["client", "host"], unique=False)

"""The order of announcements, scans that are asked for, and what a request wishes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for table in ("topic", "announced"):
        op.add_column(table, _counted("content_order", sa.BigInteger()))
    announcer = sa.Column("announcer", sa.String(length=32), nullable=False, server_default="")
    op.add_column("topic", announcer)
    former = sa.Column("former_digests", sa.Text(), nullable=False, server_default="")
    op.add_column("topic", former)
    for table in ("subscription", "verification"):
        op.add_column(table, sa.Column("signature_method", sa.String(length=8)))
    index_id = sa.Column("index_id", sa.String(length=32), nullable=False, server_default="")
    op.add_column("verification", index_id)
    op.add_column("verification", _counted("since", sa.Double()))
    op.add_column("verification", _counted("tries", sa.Integer()))
    op.create_table(
        "scan_request",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )


def _counted(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default="0")

"""A table."""

import sqlalchemy as sa
from alembic import context, op

revision = "1"
down_revision = None


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    op.create_table("things", sa.Column("id", sa.Integer, primary_key=True), schema=schema)

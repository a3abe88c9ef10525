"""Who tapped a message in a week is found by an index, however many messages she has got in all the years."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TAPPED = sa.text("tapped_at IS NOT NULL")


def upgrade() -> None:
    columns = ["teacher_id", "tapped_at"]
    op.create_index("ix_delivery_tapped", "delivery", columns, sqlite_where=TAPPED, postgresql_where=TAPPED)


def downgrade() -> None:
    op.drop_index("ix_delivery_tapped", table_name="delivery")

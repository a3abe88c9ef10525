"""What the author of an event wrote, with her formatting, beside the plain text."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("event") as table:
        table.add_column(sa.Column("html", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("event") as table:
        table.alter_column("html", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("event") as table:
        table.drop_column("html")

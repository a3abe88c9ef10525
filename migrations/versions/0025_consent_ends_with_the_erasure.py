"""A consent is taken back by «Удалить меня», which erases it with all it covered: no row is ever marked withdrawn."""

import sqlalchemy as sa
from alembic import op

import storage.models.base

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("consent", "withdrawn_at")


def downgrade() -> None:
    op.add_column("consent", sa.Column("withdrawn_at", storage.models.base.Moment(), nullable=True))

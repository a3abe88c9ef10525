"""What somebody wrote in a week is found by an index, however much she has written in all the years."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_mailing_author", "mailing", ["author_id", "created_at"])
    op.drop_index("ix_mailing_author_id", table_name="mailing")


def downgrade() -> None:
    op.create_index("ix_mailing_author_id", "mailing", ["author_id"])
    op.drop_index("ix_mailing_author", table_name="mailing")

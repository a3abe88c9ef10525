"""SQLite gives no number again by which buttons, grants and kept audiences know a row; unsent uploads are known."""

import sqlalchemy as sa
from alembic import op

import storage.models.base

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

NUMBERED = ("association", "entry_request", "mailing", "municipality", "organization", "region", "teacher", "thread")
"""Rows of these are deleted, by an erasure or when an import is taken back, and are known by number elsewhere."""


def upgrade() -> None:
    op.create_table(
        "browser_upload",
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("at", storage.models.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["browser_file.id"],
            name=op.f("fk_browser_upload_file_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_browser_upload")),
    )
    rebuild(autoincrement=True)


def downgrade() -> None:
    rebuild(autoincrement=False)
    op.drop_table("browser_upload")


def rebuild(autoincrement: bool) -> None:
    """PostgreSQL's sequences never go back."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for name in NUMBERED:
        with op.batch_alter_table(name, recreate="always", table_kwargs={"sqlite_autoincrement": autoincrement}):
            pass

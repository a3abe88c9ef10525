"""SQLite gives no number again by which buttons, grants and kept audiences know a row."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

NUMBERED = ("association", "entry_request", "mailing", "municipality", "organization", "region", "teacher", "thread")
"""Rows of these are deleted, by an erasure or when an import is taken back, and are known by number elsewhere."""


def upgrade() -> None:
    rebuild(autoincrement=True)


def downgrade() -> None:
    rebuild(autoincrement=False)


def rebuild(autoincrement: bool) -> None:
    """PostgreSQL's sequences never go back."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for name in NUMBERED:
        with op.batch_alter_table(name, recreate="always", table_kwargs={"sqlite_autoincrement": autoincrement}):
            pass

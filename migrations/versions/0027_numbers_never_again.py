"""SQLite gives no number again by which buttons, grants and kept audiences know a row; unsent uploads are known.

What is passed on knows where it came from in the beginning, however many hops ago.
"""

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
    with op.batch_alter_table("mailing") as table:
        table.add_column(sa.Column("first_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=True))
        table.create_foreign_key(op.f("fk_mailing_first_id"), "mailing", ["first_id"], ["id"], ondelete="SET NULL")
    op.create_index("ix_mailing_first_id", "mailing", ["first_id"])
    fill()
    rebuild(autoincrement=True)  # last: whatever writes a table anew forgets that


def downgrade() -> None:
    with op.batch_alter_table("mailing") as table:
        table.drop_index("ix_mailing_first_id")
        table.drop_constraint(op.f("fk_mailing_first_id"), type_="foreignkey")
        table.drop_column("first_id")
    rebuild(autoincrement=False)
    op.drop_table("browser_upload")


def fill() -> None:
    run = op.get_bind().execute
    origins = {row[0]: row[1] for row in run(sa.text("SELECT id, origin_id FROM mailing WHERE origin_id IS NOT NULL"))}
    for one, first in origins.items():
        while first in origins:
            first = origins[first]
        run(sa.text("UPDATE mailing SET first_id = :first WHERE id = :one"), {"first": first, "one": one})


def rebuild(autoincrement: bool) -> None:
    """PostgreSQL's sequences never go back."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for name in NUMBERED:
        with op.batch_alter_table(name, recreate="always", table_kwargs={"sqlite_autoincrement": autoincrement}):
            pass

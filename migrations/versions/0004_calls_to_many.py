"""Calls that bring one text to many, and when a delivery was last taken up."""

import sqlalchemy as sa
from alembic import op

import storage.models.base

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CRASHED = sa.text("outcome = 'crash'")


def upgrade() -> None:
    op.create_table(
        "bulk_call",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("mailing_id", ID, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("rows", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailing.id"], name=op.f("fk_bulk_call_mailing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_call")),
    )
    op.create_index(op.f("ix_bulk_call_mailing_id"), "bulk_call", ["mailing_id"])
    with op.batch_alter_table("delivery") as table:
        table.add_column(sa.Column("begun_at", storage.models.base.Moment(), nullable=True))
    op.create_index(
        "ix_delivery_attempt_crash",
        "delivery_attempt",
        ["delivery_id"],
        sqlite_where=CRASHED,
        postgresql_where=CRASHED,
    )


def downgrade() -> None:
    op.drop_index("ix_delivery_attempt_crash", "delivery_attempt")
    with op.batch_alter_table("delivery") as table:
        table.drop_column("begun_at")
    op.drop_table("bulk_call")

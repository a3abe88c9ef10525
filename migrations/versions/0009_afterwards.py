"""After the sending: taps found by message, cards that follow a mailing, changed texts, looks for who joined."""

import sqlalchemy as sa
from alembic import op

import storage.models.base

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ARRIVED = sa.text("message_id IS NOT NULL")
CHANGES = sa.text("change_to IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("delivery") as table:
        table.add_column(sa.Column("change_to", ID, nullable=True))
        table.create_index(
            "ix_delivery_message", ["account_id", "message_id"], sqlite_where=ARRIVED, postgresql_where=ARRIVED
        )
        table.create_index("ix_delivery_change", ["messenger", "id"], sqlite_where=CHANGES, postgresql_where=CHANGES)
    with op.batch_alter_table("mailing_part") as table:
        table.add_column(sa.Column("version", ID, nullable=False, server_default="0"))
    with op.batch_alter_table("mailing_part") as table:
        table.alter_column("version", server_default=None)
    with op.batch_alter_table("mailing") as table:
        table.add_column(sa.Column("looked_at", storage.models.base.Moment(), nullable=True))
        table.add_column(sa.Column("looked_to", ID, nullable=False, server_default="0"))
    with op.batch_alter_table("mailing") as table:
        table.alter_column("looked_to", server_default=None)
    op.create_table(
        "watch",
        sa.Column("account_id", ID, nullable=False),
        sa.Column("mailing_id", ID, nullable=False),
        sa.Column("update", ID, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_watch_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailing.id"], name=op.f("fk_watch_mailing_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_watch")),
    )


def downgrade() -> None:
    op.drop_table("watch")
    with op.batch_alter_table("mailing") as table:
        for name in ("looked_to", "looked_at"):
            table.drop_column(name)
    with op.batch_alter_table("mailing_part") as table:
        table.drop_column("version")
    with op.batch_alter_table("delivery") as table:
        for name in ("ix_delivery_change", "ix_delivery_message"):
            table.drop_index(name)
        table.drop_column("change_to")

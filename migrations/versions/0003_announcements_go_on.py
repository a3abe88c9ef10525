"""Announcements go on after they were sent: open until a day, passed on, tapped; ticks that happen once."""

import sqlalchemy as sa
from alembic import op

import storage.models.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("mailing") as table:
        table.add_column(sa.Column("key", sa.String(), nullable=True))
        table.add_column(sa.Column("audience", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("closes_at", storage.models.base.Moment(), nullable=True))
        table.add_column(sa.Column("origin_id", ID, nullable=True))
        table.create_unique_constraint(op.f("uq_mailing_key"), ["key"])
        table.create_foreign_key(op.f("fk_mailing_origin_id"), "mailing", ["origin_id"], ["id"], ondelete="SET NULL")
        table.create_index(op.f("ix_mailing_closes_at"), ["closes_at"])
        table.create_index(op.f("ix_mailing_origin_id"), ["origin_id"])
    with op.batch_alter_table("mailing") as table:
        table.alter_column("audience", server_default=None)
    with op.batch_alter_table("delivery") as table:
        table.add_column(sa.Column("tapped_at", storage.models.base.Moment(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("delivery") as table:
        table.drop_column("tapped_at")
    with op.batch_alter_table("mailing") as table:
        table.drop_index(op.f("ix_mailing_origin_id"))
        table.drop_index(op.f("ix_mailing_closes_at"))
        table.drop_constraint(op.f("fk_mailing_origin_id"), type_="foreignkey")
        table.drop_constraint(op.f("uq_mailing_key"), type_="unique")
        for name in ("origin_id", "closes_at", "audience", "key"):
            table.drop_column(name)

"""Who sent a file, when and how large it is: quotas count them, and nobody's forgotten files are kept."""

import sqlalchemy as sa
from alembic import op

import storage.models.base

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("stored_file") as table:
        table.add_column(sa.Column("size", ID, nullable=False, server_default="0"))
        table.add_column(sa.Column("teacher_id", ID, nullable=True))
        table.add_column(sa.Column("added_at", storage.models.base.Moment(), nullable=False, server_default="0"))
        table.create_foreign_key(
            op.f("fk_stored_file_teacher_id"), "teacher", ["teacher_id"], ["id"], ondelete="SET NULL"
        )
        table.create_index("ix_stored_file_teacher_id", ["teacher_id", "added_at"])
    with op.batch_alter_table("stored_file") as table:
        table.alter_column("size", server_default=None)
        table.alter_column("added_at", server_default=None)
    with op.batch_alter_table("mailing_part") as table:
        table.create_index(op.f("ix_mailing_part_file_id"), ["file_id"])


def downgrade() -> None:
    with op.batch_alter_table("mailing_part") as table:
        table.drop_index(op.f("ix_mailing_part_file_id"))
    with op.batch_alter_table("stored_file") as table:
        table.drop_index("ix_stored_file_teacher_id")
        table.drop_constraint(op.f("fk_stored_file_teacher_id"), type_="foreignkey")
        for name in ("added_at", "teacher_id", "size"):
            table.drop_column(name)

"""Each person's own quiet hours; audiences kept under a name."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
QUIET = sa.Enum("usual", "long", "night", "none", name="quiethours", native_enum=False, length=32)


def upgrade() -> None:
    with op.batch_alter_table("teacher") as table:
        table.add_column(sa.Column("quiet_hours", QUIET, nullable=False, server_default="usual"))
    with op.batch_alter_table("teacher") as table:
        table.alter_column("quiet_hours", server_default=None)
    op.create_table(
        "saved_audience",
        sa.Column("id", ID, nullable=False),
        sa.Column("teacher_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("choices", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["teacher.id"], name=op.f("fk_saved_audience_teacher_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_audience")),
        sa.UniqueConstraint("teacher_id", "name", name=op.f("uq_saved_audience_teacher_id_name")),
    )


def downgrade() -> None:
    op.drop_table("saved_audience")
    with op.batch_alter_table("teacher") as table:
        table.drop_column("quiet_hours")

"""The staff's desk: people found by surnames typed with a mistake, one's own deeds found in the audit."""

import sqlalchemy as sa
from alembic import op

from storage.models.names import name

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PEOPLE = sa.text("SELECT id, last_name FROM teacher ORDER BY id")


def upgrade() -> None:
    op.create_table(
        "name_key",
        sa.Column("key", ID, autoincrement=False, nullable=False),
        sa.Column("teacher_id", ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["teacher.id"], name=op.f("fk_name_key_teacher_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "teacher_id", name=op.f("pk_name_key")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_name_key_teacher_id"), "name_key", ["teacher_id"])
    op.create_index("ix_audit_actor", "audit", ["actor", "id"])
    connection = op.get_bind()
    name(connection, [(row.id, row.last_name) for row in connection.execute(PEOPLE)], are_new=True)


def downgrade() -> None:
    op.drop_index("ix_audit_actor", "audit")
    op.drop_table("name_key")

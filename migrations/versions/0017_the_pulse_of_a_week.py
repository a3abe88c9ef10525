"""The pulse of a week: who wants to be asked, who may still answer, how many answered so; the psychologist."""

import sqlalchemy as sa
from alembic import op

import storage.models.base

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = storage.models.base.Moment
WANTS = sa.text("pulse_since IS NOT NULL")
IS_OPEN = sa.text("is_open")


def key(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.add_column("teacher", sa.Column("pulse_since", Moment(), nullable=True))
    op.create_index("ix_teacher_pulse", "teacher", ["municipality_id"], sqlite_where=WANTS, postgresql_where=WANTS)
    for table in ("region", "municipality"):
        op.add_column(table, sa.Column("psychologist", sa.String(), nullable=True))
    op.create_table(
        "pulse_week",
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("closes_at", Moment(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        key("pulse_week", "municipality_id", "municipality"),
        sa.PrimaryKeyConstraint("municipality_id", "week", name=op.f("pk_pulse_week")),
    )
    op.create_index("ix_pulse_week_open", "pulse_week", ["closes_at"], sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
    op.create_table(
        "pulse_ballot",
        sa.Column("teacher_id", ID, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        key("pulse_ballot", "teacher_id", "teacher", "CASCADE"),
        key("pulse_ballot", "municipality_id", "municipality"),
        sa.PrimaryKeyConstraint("teacher_id", "week", "question", name=op.f("pk_pulse_ballot")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_pulse_ballot_week", "pulse_ballot", ["municipality_id", "week"])
    op.create_table(
        "pulse_count",
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answer", ID, nullable=False),
        sa.Column("count", ID, nullable=False),
        key("pulse_count", "municipality_id", "municipality"),
        sa.PrimaryKeyConstraint("municipality_id", "week", "question", "answer", name=op.f("pk_pulse_count")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("pulse_count", "pulse_ballot", "pulse_week"):
        op.drop_table(table)
    for table in ("municipality", "region"):
        op.drop_column(table, "psychologist")
    op.drop_index("ix_teacher_pulse", "teacher")
    op.drop_column("teacher", "pulse_since")

"""Weekly summaries as they were made, and what has been told of answers: to which grouping, of which runs."""

import sqlalchemy as sa
from alembic import op

import storage.models.base

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = storage.models.base.Moment


def key(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "weekly_summary",
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        key("weekly_summary", "municipality_id", "municipality"),
        sa.PrimaryKeyConstraint("municipality_id", "week", name=op.f("pk_weekly_summary")),
    )
    op.create_index(op.f("ix_weekly_summary_week"), "weekly_summary", ["week"])
    op.create_table(
        "survey_figures",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("releases", ID, nullable=False),
        sa.Column("grouping", sa.String(), nullable=False),
        sa.Column("sums", sa.String(), nullable=False),
        key("survey_figures", "round_id", "survey_round", "CASCADE"),
        key("survey_figures", "municipality_id", "municipality"),
        sa.PrimaryKeyConstraint("round_id", "municipality_id", name=op.f("pk_survey_figures")),
    )
    op.create_table(
        "survey_released",
        sa.Column("run_id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("number", ID, nullable=False),
        key("survey_released", "run_id", "survey_run", "CASCADE"),
        key("survey_released", "municipality_id", "municipality"),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_survey_released")),
    )


def downgrade() -> None:
    for table in ("survey_released", "survey_figures", "weekly_summary"):
        op.drop_table(table)

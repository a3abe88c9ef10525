"""Surveys that services write themselves in a table, and what is told of the answers to each question."""

import sqlalchemy as sa
from alembic import op

import storage.models.base

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = storage.models.base.Moment
STATES = ("reading", "refused", "breaks", "kept", "hidden", "dropped")


def key(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "survey_sheet",
        sa.Column("id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=True),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("file_id", ID, nullable=True),
        sa.Column("version_id", ID, nullable=True),
        sa.Column("state", sa.Enum(*STATES, name="sheetstate", native_enum=False, length=32), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("breaks", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("played_at", Moment(), nullable=True),
        key("survey_sheet", "region_id", "region"),
        key("survey_sheet", "municipality_id", "municipality"),
        key("survey_sheet", "author_id", "teacher", "SET NULL"),
        key("survey_sheet", "account_id", "account", "SET NULL"),
        key("survey_sheet", "file_id", "stored_file", "SET NULL"),
        key("survey_sheet", "version_id", "survey_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_sheet")),
    )
    for column in ("author_id", "file_id", "version_id"):
        op.create_index(op.f(f"ix_survey_sheet_{column}"), "survey_sheet", [column])
    op.create_index("ix_survey_sheet_place", "survey_sheet", ["region_id", "municipality_id", "id"])
    unread = sa.text("state = 'reading'")
    op.create_index("ix_survey_sheet_unread", "survey_sheet", ["id"], sqlite_where=unread, postgresql_where=unread)
    op.create_table(
        "survey_tally",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("releases", ID, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        key("survey_tally", "round_id", "survey_round", "CASCADE"),
        key("survey_tally", "municipality_id", "municipality"),
        sa.PrimaryKeyConstraint("round_id", "municipality_id", name=op.f("pk_survey_tally")),
    )


def downgrade() -> None:
    op.drop_table("survey_tally")
    op.drop_table("survey_sheet")

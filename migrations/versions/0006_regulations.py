"""Regulation cards: their fields, who acknowledged them, and an index of their words."""

import sqlalchemy as sa
from alembic import op

import storage.models.base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = storage.models.base.Moment
WORDS = (
    "CREATE TABLE regulation_words (rowid BIGINT PRIMARY KEY, stems TEXT NOT NULL)",
    "CREATE INDEX ix_regulation_words ON regulation_words USING gin (to_tsvector('simple', stems))",
)
"""On SQLite the same two columns are an FTS5 table's."""


def upgrade() -> None:
    op.create_table(
        "regulation",
        sa.Column("mailing_id", ID, nullable=False, autoincrement=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("whom", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_id", ID, nullable=True),
        sa.Column("remind_at", Moment(), nullable=True),
        sa.Column("reminders", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailing.id"], name=op.f("fk_regulation_mailing_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_regulation_file_id")),
        sa.PrimaryKeyConstraint("mailing_id", name=op.f("pk_regulation")),
    )
    op.create_index(op.f("ix_regulation_file_id"), "regulation", ["file_id"])
    op.create_index(op.f("ix_regulation_remind_at"), "regulation", ["remind_at"])
    op.create_table(
        "acknowledgement",
        sa.Column("mailing_id", ID, nullable=False),
        sa.Column("teacher_id", ID, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["regulation.mailing_id"], name=op.f("fk_acknowledgement_mailing_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["teacher.id"], name=op.f("fk_acknowledgement_teacher_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mailing_id", "teacher_id", name=op.f("pk_acknowledgement")),
    )
    op.create_index(op.f("ix_acknowledgement_teacher_id"), "acknowledgement", ["teacher_id"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE regulation_words USING fts5(stems)")
    else:
        for statement in WORDS:
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE regulation_words")
    op.drop_table("acknowledgement")
    op.drop_table("regulation")

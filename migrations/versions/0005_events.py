"""Events in brief: day, place and seats of an announcement, and who answered what."""

import sqlalchemy as sa
from alembic import op

import storage.models.base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = storage.models.base.Moment


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("id", ID, nullable=False),
        sa.Column("mailing_id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=True),
        sa.Column("association_id", ID, nullable=True),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("seats", ID, nullable=True),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=True),
        sa.Column("is_all_day", sa.Boolean(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("sequence", ID, nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("cancelled_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailing.id"], name=op.f("fk_event_mailing_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_event_region_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_event_municipality_id")),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_event_association_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("mailing_id", name=op.f("uq_event_mailing_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_event_uid")),
    )
    op.create_index(op.f("ix_event_starts_at"), "event", ["starts_at"])
    op.create_table(
        "event_answer",
        sa.Column("event_id", ID, nullable=False),
        sa.Column("teacher_id", ID, nullable=False),
        sa.Column(
            "answer",
            sa.Enum("going", "declined", "waiting", name="answer", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("sequence", ID, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_answer_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["teacher.id"], name=op.f("fk_event_answer_teacher_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "teacher_id", name=op.f("pk_event_answer")),
    )
    op.create_index(op.f("ix_event_answer_teacher_id"), "event_answer", ["teacher_id"])


def downgrade() -> None:
    op.drop_table("event_answer")
    op.drop_table("event")

"""Surveys: versions, rounds, who may be reminded, runs with their answers, what is open to a mentor, learning paths."""

import sqlalchemy as sa
from alembic import op

import storage.models.base

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = storage.models.base.Moment
UNFINISHED = sa.text("finished_at IS NULL")
OPEN = sa.text("closed_at IS NULL")


def key(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "survey_version",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_version")),
        sa.UniqueConstraint("digest", name=op.f("uq_survey_version_digest")),
    )
    _rounds()
    op.create_table(
        "survey_pending",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("teacher_id", ID, nullable=False),
        key("survey_pending", "round_id", "survey_round", "CASCADE"),
        key("survey_pending", "teacher_id", "teacher", "CASCADE"),
        sa.PrimaryKeyConstraint("round_id", "teacher_id", name=op.f("pk_survey_pending")),
    )
    op.create_index(op.f("ix_survey_pending_teacher_id"), "survey_pending", ["teacher_id"])
    op.create_table(
        "survey_refusal",
        sa.Column("id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=True),
        sa.Column("count", ID, nullable=False),
        key("survey_refusal", "round_id", "survey_round", "CASCADE"),
        key("survey_refusal", "municipality_id", "municipality"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_refusal")),
        sa.UniqueConstraint("round_id", "municipality_id", name=op.f("uq_survey_refusal_round_id_municipality_id")),
    )
    _runs()
    _results()
    _paths()


def _rounds() -> None:
    op.create_table(
        "survey_round",
        sa.Column("id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("mailing_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=True),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("seconds", ID, nullable=False),
        sa.Column("invited", ID, nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closes_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("remind_at", Moment(), nullable=True),
        sa.Column("reminders", ID, nullable=False),
        key("survey_round", "version_id", "survey_version"),
        key("survey_round", "mailing_id", "mailing"),
        key("survey_round", "author_id", "teacher", "SET NULL"),
        key("survey_round", "region_id", "region"),
        key("survey_round", "municipality_id", "municipality"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_round")),
        sa.UniqueConstraint("mailing_id", name=op.f("uq_survey_round_mailing_id")),
    )
    for column in ("version_id", "author_id", "remind_at"):
        op.create_index(op.f(f"ix_survey_round_{column}"), "survey_round", [column])
    op.create_index("ix_survey_round_place", "survey_round", ["region_id", "municipality_id", "opened_at"])
    op.create_index("ix_survey_round_open", "survey_round", ["closes_at"], sqlite_where=OPEN, postgresql_where=OPEN)


def _runs() -> None:
    op.create_table(
        "survey_run",
        sa.Column("id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("teacher_id", ID, nullable=False),
        sa.Column("tags", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        key("survey_run", "round_id", "survey_round"),
        key("survey_run", "teacher_id", "teacher", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_run")),
        sa.UniqueConstraint("round_id", "teacher_id", name=op.f("uq_survey_run_round_id_teacher_id")),
    )
    open_runs = {"sqlite_where": UNFINISHED, "postgresql_where": UNFINISHED}
    op.create_index("ix_survey_run_unfinished", "survey_run", ["teacher_id"], **open_runs)
    op.create_index("ix_survey_run_teacher", "survey_run", ["teacher_id", "round_id"])
    op.create_table(
        "survey_answer",
        sa.Column("run_id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        key("survey_answer", "run_id", "survey_run", "CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "code", name=op.f("pk_survey_answer")),
    )


def _results() -> None:
    op.create_table(
        "result_share",
        sa.Column("teacher_id", ID, nullable=False),
        sa.Column("mentor_id", ID, nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        key("result_share", "teacher_id", "teacher", "CASCADE"),
        key("result_share", "mentor_id", "teacher", "CASCADE"),
        sa.PrimaryKeyConstraint("teacher_id", "mentor_id", "group", name=op.f("pk_result_share")),
    )
    op.create_index(op.f("ix_result_share_mentor_id"), "result_share", ["mentor_id"])
    op.create_table(
        "result_look",
        sa.Column("id", ID, nullable=False),
        sa.Column("teacher_id", ID, nullable=False),
        sa.Column("mentor_id", ID, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        key("result_look", "teacher_id", "teacher", "CASCADE"),
        key("result_look", "mentor_id", "teacher", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_look")),
    )
    op.create_index("ix_result_look_teacher", "result_look", ["teacher_id", "id"])
    op.create_index(op.f("ix_result_look_mentor_id"), "result_look", ["mentor_id"])


def _paths() -> None:
    op.create_table(
        "learning_path",
        sa.Column("id", ID, nullable=False),
        sa.Column("teacher_id", ID, nullable=False),
        sa.Column("run_id", ID, nullable=True),
        sa.Column("accepted_at", Moment(), nullable=True),
        key("learning_path", "teacher_id", "teacher", "CASCADE"),
        key("learning_path", "run_id", "survey_run", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_path")),
        sa.UniqueConstraint("teacher_id", name=op.f("uq_learning_path_teacher_id")),
    )
    op.create_index(op.f("ix_learning_path_run_id"), "learning_path", ["run_id"])
    op.create_table(
        "path_step",
        sa.Column("id", ID, nullable=False),
        sa.Column("path_id", ID, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("rule", "form", "text", "evidence")),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        key("path_step", "path_id", "learning_path", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_path_step")),
    )
    op.create_index(op.f("ix_path_step_path_id"), "path_step", ["path_id"])
    undone = sa.text("done_on IS NULL")
    op.create_index("ix_path_step_due", "path_step", ["due_on"], sqlite_where=undone, postgresql_where=undone)


def downgrade() -> None:
    for table in (
        "path_step", "learning_path", "result_look", "result_share", "survey_answer", "survey_run", "survey_refusal",
        "survey_pending", "survey_round", "survey_version",
    ):  # fmt: skip
        op.drop_table(table)

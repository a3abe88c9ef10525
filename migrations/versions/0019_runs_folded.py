"""Finished runs are folded for the figures when they are finished; what the week asks for is found by an index."""

import json
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PENDING = sa.text("release IS NULL AND counts IS NOT NULL")
INDEXES = {
    "mailing": ("ix_mailing_place", ["municipality_id", "starts_at"]),
    "event": ("ix_event_place", ["municipality_id", "starts_at"]),
}
SUPPORT = 2
FINISHED = """
    SELECT run.id, run.round_id, teacher.municipality_id, teacher.organization_id, organization.kind,
           COALESCE((SELECT MIN(subject.name) FROM subject
                     JOIN teacher_subject ON teacher_subject.subject_id = subject.id
                     WHERE teacher_subject.teacher_id = teacher.id AND NOT subject.is_category), ''),
           teacher.career_since, run.finished_at, survey_version.body, survey_released.number
    FROM survey_run run
    JOIN survey_round ON survey_round.id = run.round_id
    JOIN survey_version ON survey_version.id = survey_round.version_id
    JOIN teacher ON teacher.id = run.teacher_id
    JOIN organization ON organization.id = teacher.organization_id
    LEFT JOIN survey_released ON survey_released.run_id = run.id
    WHERE run.finished_at IS NOT NULL AND teacher.municipality_id IS NOT NULL
"""


def key(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    folded = op.create_table(
        "survey_folded",
        sa.Column("run_id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("counts", sa.String(), nullable=True),
        sa.Column("release", ID, nullable=True),
        key("survey_folded", "run_id", "survey_run", "CASCADE"),
        key("survey_folded", "round_id", "survey_round", "CASCADE"),
        key("survey_folded", "municipality_id", "municipality"),
        key("survey_folded", "organization_id", "organization"),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_survey_folded")),
    )
    op.create_index("ix_survey_folded_place", "survey_folded", ["round_id", "municipality_id"])
    op.create_index(
        "ix_survey_folded_pending",
        "survey_folded",
        ["round_id", "municipality_id", "run_id"],
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )
    for table, (name, columns) in INDEXES.items():
        op.create_index(name, table, columns)
    op.create_index("ix_mailing_created_at", "mailing", ["created_at"])
    if rows := _folded():
        op.bulk_insert(folded, rows)
    op.drop_table("survey_released")


def _folded() -> list[dict[str, Any]]:
    """The runs that were finished before, by what their people are today."""
    said: dict[int, dict[str, Any]] = {}
    connection = op.get_bind()
    for run, code, value in connection.exec_driver_sql("SELECT run_id, code, value FROM survey_answer"):
        said.setdefault(run, {})[code] = json.loads(value)
    names = ("run_id", "round_id", "municipality_id", "organization_id", "kind", "subject")
    rows = []
    for *known, since, finished_at, body, release in connection.exec_driver_sql(FINISHED):
        counts = _counts(json.loads(body), said.get(known[0], {}))
        day = datetime.fromtimestamp(finished_at, UTC).date()
        more = {"stage": _stage(since, day), "counts": counts, "release": release}
        rows.append(dict(zip(names, known, strict=True)) | more)
    return rows


def _counts(survey: dict[str, Any], said: dict[str, Any]) -> str | None:
    """As the program counted when this migration was written."""
    questions = [(block, one) for block in survey["blocks"] for one in block["questions"]]
    asked = {one.get("group") for block, one in questions if not _hangs(block) and not _hangs(one)}
    areas = [group for group in survey.get("groups", {}) if group in asked]
    found = [0] * (2 * len(areas))
    for _, one in questions:
        scale = survey.get("scales", {}).get(one.get("scale"), one)
        value = scale.get("values", {}).get(said[one["code"]]) if isinstance(said.get(one["code"]), str) else None
        if value is not None and one.get("group") in areas:
            at = 2 * areas.index(one["group"])
            found[at] += value == SUPPORT
            found[at + 1] += 1
    return ",".join(map(str, found)) if all(found[1::2]) else None


def _hangs(it: dict[str, Any]) -> bool:
    return bool(it.get("if") or it.get("if_any") or it.get("only"))


def _stage(since: int | None, day: date) -> str:
    if since is None:
        return "unknown"
    years = day.year - (day.month < 9) - since + 1
    return "young" if years <= 3 else "middle" if years <= 15 else "long"


def downgrade() -> None:
    """What was told of stays marked, so that it is not told of twice."""
    op.create_table(
        "survey_released",
        sa.Column("run_id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("number", ID, nullable=False),
        key("survey_released", "run_id", "survey_run", "CASCADE"),
        key("survey_released", "municipality_id", "municipality"),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_survey_released")),
    )
    op.execute(
        "INSERT INTO survey_released (run_id, municipality_id, number) "
        "SELECT run_id, municipality_id, release FROM survey_folded WHERE release IS NOT NULL"
    )
    op.drop_table("survey_folded")
    op.drop_index("ix_mailing_created_at", "mailing")
    for table, (name, _) in INDEXES.items():
        op.drop_index(name, table)

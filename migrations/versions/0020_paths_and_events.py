"""What an event and a step are about, the event a step is taken by, and the rules a municipality writes itself."""

import sqlalchemy as sa
from alembic import op

import storage.models.base

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = storage.models.base.Moment
AREAS = ("subject", "methodical", "psychological", "communicative", "digital")
TIED = sa.text("event_id IS NOT NULL")
WORK = sa.text("state = 'reading'")


def key(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def words(table: str, *names: str) -> None:
    with op.batch_alter_table(table) as batch:
        for name in names:
            batch.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table(table) as batch:
        for name in names:
            batch.alter_column(name, server_default=None)


def upgrade() -> None:
    words("event", "area")
    words("path_step", "area", "link")
    with op.batch_alter_table("path_step") as table:
        table.add_column(sa.Column("event_id", ID, nullable=True))
        table.add_column(sa.Column("nudged_on", sa.Date(), nullable=True))
        table.create_foreign_key(op.f("fk_path_step_event_id"), "event", ["event_id"], ["id"], ondelete="SET NULL")
        table.create_index("ix_path_step_event_id", ["event_id"], sqlite_where=TIED, postgresql_where=TIED)
    for area in AREAS:  # the rules there were so far bear the name of their group
        op.execute(f"UPDATE path_step SET area = '{area}' WHERE rule LIKE '{area}%'")  # noqa: S608
    op.create_table(
        "path_rules",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("file_id", ID, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("complaints", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        key("path_rules", "municipality_id", "municipality"),
        key("path_rules", "author_id", "teacher", "SET NULL"),
        key("path_rules", "account_id", "account", "SET NULL"),
        key("path_rules", "file_id", "stored_file", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_path_rules")),
    )
    op.create_index(op.f("ix_path_rules_author_id"), "path_rules", ["author_id"])
    op.create_index(op.f("ix_path_rules_file_id"), "path_rules", ["file_id"])
    op.create_index("ix_path_rules_place", "path_rules", ["municipality_id", "id"])
    op.create_index("ix_path_rules_work", "path_rules", ["id"], sqlite_where=WORK, postgresql_where=WORK)


def downgrade() -> None:
    op.drop_table("path_rules")
    with op.batch_alter_table("path_step") as table:
        table.drop_index("ix_path_step_event_id")
        table.drop_constraint(op.f("fk_path_step_event_id"), type_="foreignkey")
        for name in ("nudged_on", "event_id", "link", "area"):
            table.drop_column(name)
    with op.batch_alter_table("event") as table:
        table.drop_column("area")

"""Rosters sent through the chat: the imports, their slices, since when people are listed."""

import sqlalchemy as sa
from alembic import op

import storage.models.base

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORK = sa.text("state IN ('reading', 'approved', 'applying', 'undoing')")
STATES = (
    "reading", "refused", "ready", "same", "declined", "approved", "applying", "done", "undoing", "undone",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "roster_import",
        sa.Column("id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=True),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("file_id", ID, nullable=True),
        sa.Column("state", sa.Enum(*STATES, name="importstate", native_enum=False, length=32), nullable=False),
        sa.Column("created_at", storage.models.base.Moment(), nullable=False),
        sa.Column("applied_at", storage.models.base.Moment(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("file_digest", sa.String(), nullable=False),
        sa.Column("preview", sa.String(), nullable=False),
        sa.Column("sure", sa.Boolean(), nullable=False),
        sa.Column("adds_places", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_roster_import_region_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_roster_import_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["teacher.id"], name=op.f("fk_roster_import_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_roster_import_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_roster_import_file_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_import")),
    )
    op.create_index("ix_roster_import_author_id", "roster_import", ["author_id"])
    op.create_index("ix_roster_import_file_id", "roster_import", ["file_id"])
    op.create_index("ix_roster_import_scope", "roster_import", ["region_id", "municipality_id", "id"])
    op.create_index("ix_roster_import_work", "roster_import", ["id"], sqlite_where=WORK, postgresql_where=WORK)
    op.create_table(
        "roster_step",
        sa.Column("import_id", ID, nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("done", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["roster_import.id"], name=op.f("fk_roster_step_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_roster_step")),
    )
    with op.batch_alter_table("teacher") as table:
        table.add_column(sa.Column("listed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("teacher") as table:
        table.drop_column("listed_on")
    op.drop_table("roster_step")
    op.drop_table("roster_import")

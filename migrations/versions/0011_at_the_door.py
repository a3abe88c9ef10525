"""People at the door: links of schools and districts, requests to be let in, notices to accounts of strangers."""

import sqlalchemy as sa
from alembic import op

import storage.models.base

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = storage.models.base.Moment
KIND = sa.Enum("school", "lost", "newcomer", name="requestkind", native_enum=False, length=32)
STATE = sa.Enum("open", "confirmed", "declined", name="requeststate", native_enum=False, length=32)
IS_OPEN = sa.text("state = 'open'")
PLACES = ("organization", "municipality", "region")


def upgrade() -> None:
    with op.batch_alter_table("invitation") as table:
        table.add_column(sa.Column("code", sa.String(), nullable=True))
        for place in PLACES:
            table.add_column(sa.Column(f"{place}_id", ID, nullable=True))
            table.create_foreign_key(op.f(f"fk_invitation_{place}_id"), place, [f"{place}_id"], ["id"])
            table.create_index(op.f(f"ix_invitation_{place}_id"), [f"{place}_id"])
    with op.batch_alter_table("account") as table:
        table.add_column(sa.Column("former_id", ID, nullable=True))
        table.create_foreign_key(op.f("fk_account_former_id"), "teacher", ["former_id"], ["id"], ondelete="SET NULL")
        table.create_index(op.f("ix_account_former_id"), ["former_id"])
    with op.batch_alter_table("delivery") as table:
        table.alter_column("teacher_id", existing_type=ID, nullable=True)
    op.create_table(
        "entry_request",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=True),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("middle_name", sa.String(), nullable=False),
        sa.Column("consent", ID, nullable=False),
        sa.Column("created_at", MOMENT(), nullable=False),
        sa.Column("noted_at", MOMENT(), nullable=True),
        sa.Column("decided_at", MOMENT(), nullable=True),
        sa.Column("decider_id", ID, nullable=True),
        sa.Column("teacher_id", ID, nullable=True),
        *(_key(name, name, None) for name in ("municipality", "organization", "subject")),
        _key("account", "account", "CASCADE"),
        _key("decider", "teacher", "SET NULL"),
        _key("teacher", "teacher", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_request")),
    )
    op.create_index(
        "ux_entry_request_open",
        "entry_request",
        ["account_id"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )
    op.create_index("ix_entry_request_place", "entry_request", ["municipality_id", "organization_id"])
    for column in ("account_id", "created_at", "decider_id", "teacher_id"):
        op.create_index(op.f(f"ix_entry_request_{column}"), "entry_request", [column])


def _key(name: str, table: str, ondelete: str | None) -> sa.ForeignKeyConstraint:
    constraint = op.f(f"fk_entry_request_{name}_id")
    return sa.ForeignKeyConstraint([f"{name}_id"], [f"{table}.id"], name=constraint, ondelete=ondelete)


def downgrade() -> None:
    op.drop_table("entry_request")
    op.execute("DELETE FROM delivery WHERE teacher_id IS NULL")
    with op.batch_alter_table("delivery") as table:
        table.alter_column("teacher_id", existing_type=ID, nullable=False)
    with op.batch_alter_table("account") as table:
        table.drop_index(op.f("ix_account_former_id"))
        table.drop_constraint(op.f("fk_account_former_id"), type_="foreignkey")
        table.drop_column("former_id")
    op.execute("DELETE FROM invitation WHERE kind IN ('school', 'public')")
    with op.batch_alter_table("invitation") as table:
        for place in PLACES:
            table.drop_index(op.f(f"ix_invitation_{place}_id"))
            table.drop_constraint(op.f(f"fk_invitation_{place}_id"), type_="foreignkey")
            table.drop_column(f"{place}_id")
        table.drop_column("code")

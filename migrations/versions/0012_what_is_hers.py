"""What is a person's own: her messengers and codes to link them, when she is left alone, what she asks to put right."""

import sqlalchemy as sa
from alembic import op

import storage.models.base

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = storage.models.base.Moment()
FIELDS = (
    "last_name", "first_name", "middle_name", "qualification", "subjects", "position", "organization", "career_since"
)  # fmt: skip
IS_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    with op.batch_alter_table("teacher") as table:
        table.add_column(sa.Column("hears_urgent", sa.Boolean(), nullable=False, server_default=sa.true()))
        table.add_column(sa.Column("preferred_messenger", sa.String(), nullable=True))
        table.add_column(sa.Column("stopped_at", MOMENT, nullable=True))
        table.add_column(sa.Column("address", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("teacher") as table:
        table.alter_column("hears_urgent", server_default=None)
        table.alter_column("address", server_default=None)
    _associations_left()
    _link_codes()
    _link_tries()
    _profile_requests()


def _associations_left() -> None:
    op.create_table(
        "association_left",
        sa.Column("association_id", ID, nullable=False),
        sa.Column("teacher_id", ID, nullable=False),
        _key("association_left", "association_id", "association"),
        _key("association_left", "teacher_id", "teacher"),
        sa.PrimaryKeyConstraint("association_id", "teacher_id", name=op.f("pk_association_left")),
    )
    op.create_index("ix_association_left_teacher", "association_left", ["teacher_id"])


def _link_codes() -> None:
    op.create_table(
        "link_code",
        sa.Column("id", ID, nullable=False),
        sa.Column("teacher_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("claimed_by", ID, nullable=True),
        sa.Column("number", ID, nullable=False),
        _key("link_code", "account_id", "account"),
        _key("link_code", "claimed_by", "account"),
        _key("link_code", "teacher_id", "teacher"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_code")),
        sa.UniqueConstraint("code", name=op.f("uq_link_code_code")),
        sa.UniqueConstraint("teacher_id", name=op.f("uq_link_code_teacher_id")),
    )
    for column in ("account_id", "claimed_by", "expires_at"):
        op.create_index(op.f(f"ix_link_code_{column}"), "link_code", [column])


def _link_tries() -> None:
    op.create_table(
        "link_try",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _key("link_try", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_try")),
    )
    op.create_index("ix_link_try_account", "link_try", ["account_id", "at"])
    op.create_index(op.f("ix_link_try_at"), "link_try", ["at"])


def _profile_requests() -> None:
    states = ("open", "applied", "fixed", "declined")
    op.create_table(
        "profile_request",
        sa.Column("id", ID, nullable=False),
        sa.Column("teacher_id", ID, nullable=False),
        sa.Column("field", sa.Enum(*FIELDS, name="profilefield", native_enum=False, length=32), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("is_exact", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Enum(*states, name="requeststate", native_enum=False, length=32), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        _key("profile_request", "teacher_id", "teacher"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_request")),
    )
    op.create_index(op.f("ix_profile_request_teacher_id"), "profile_request", ["teacher_id"])
    op.create_index(
        "ix_profile_request_open", "profile_request", ["made_at"], sqlite_where=IS_OPEN, postgresql_where=IS_OPEN
    )


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")


def downgrade() -> None:
    for table in ("profile_request", "link_try", "link_code", "association_left"):
        op.drop_table(table)
    with op.batch_alter_table("teacher") as table:
        for name in ("address", "stopped_at", "preferred_messenger", "hears_urgent"):
            table.drop_column(name)

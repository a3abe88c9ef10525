"""The first tables."""

import sqlalchemy as sa
from alembic import op

import storage.models.base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("messenger", sa.String(), nullable=False),
        sa.Column("update", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("messenger", "update", name=op.f("pk_attempt")),
    )
    op.create_table(
        "browser_file",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("chat", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_browser_file")),
    )
    with op.batch_alter_table("browser_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_browser_file_chat"), ["chat"], unique=False)

    op.create_table(
        "browser_message",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chat", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("once", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_browser_message")),
        sa.UniqueConstraint("chat", "once", name=op.f("uq_browser_message_chat_once")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("browser_message", schema=None) as batch_op:
        batch_op.create_index("ix_browser_message_chat", ["chat", "id"], unique=False)

    op.create_table(
        "browser_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("chat", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("until", storage.models.base.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_browser_session")),
    )
    with op.batch_alter_table("browser_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_browser_session_chat"), ["chat"], unique=False)

    op.create_table(
        "cursor",
        sa.Column("messenger", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("messenger", name=op.f("pk_cursor")),
    )
    op.create_table(
        "inbox",
        sa.Column("messenger", sa.String(), nullable=False),
        sa.Column("update", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("messenger", "update", name=op.f("pk_inbox")),
    )
    op.create_table(
        "region",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
        sa.UniqueConstraint("name", name=op.f("uq_region_name")),
    )
    op.create_table(
        "seen",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("update", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "update", name=op.f("pk_seen")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("seen", schema=None) as batch_op:
        batch_op.create_index("ix_seen_day", ["day"], unique=False)

    op.create_table(
        "sequence",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("next", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sequence")),
    )
    op.create_table(
        "set_aside",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("messenger", sa.String(), nullable=False),
        sa.Column("update", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", storage.models.base.Moment(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
    )
    op.create_table(
        "subject",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("is_category", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject")),
        sa.UniqueConstraint("key", name=op.f("uq_subject_key")),
    )
    op.create_table(
        "municipality",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("region_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("young_age", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("young_years", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "young_rule", sa.Enum("both", "either", name="youngrule", native_enum=False, length=32), nullable=False
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_municipality_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipality")),
        sa.UniqueConstraint("region_id", "name", name=op.f("uq_municipality_region_id_name")),
    )
    op.create_table(
        "position",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["category_id"], ["subject.id"], name=op.f("fk_position_category_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        sa.UniqueConstraint("key", name=op.f("uq_position_key")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", storage.models.base.Moment(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("municipality_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("details", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_audit_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_municipality", ["municipality_id", "at"], unique=False)
        batch_op.create_index("ix_audit_person", ["person"], unique=False)

    op.create_table(
        "methodical_service",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("municipality_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "model",
            sa.Enum("centre", "department", "specialist", name="servicemodel", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_methodical_service_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_methodical_service")),
        sa.UniqueConstraint("municipality_id", name=op.f("uq_methodical_service_municipality_id")),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("region_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("municipality_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "school",
                "kindergarten",
                "further",
                "service",
                "institute",
                "other",
                name="organizationkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_organization_municipality_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_organization_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
    )
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.create_index("ix_organization_place", ["municipality_id", "name"], unique=False)

    op.create_table(
        "teacher",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("region_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("municipality_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("middle_name", sa.String(), nullable=False),
        sa.Column("birth_year", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("career_since", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "qualification",
            sa.Enum(
                "none",
                "fits",
                "first",
                "highest",
                "teacher_methodist",
                "teacher_mentor",
                name="qualificationcategory",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("mentor_capacity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_file", sa.Boolean(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("opted_out_at", storage.models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_teacher_municipality_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_teacher_organization_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_teacher_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teacher")),
    )
    with op.batch_alter_table("teacher", schema=None) as batch_op:
        batch_op.create_index("ix_teacher_municipality", ["municipality_id", "last_name"], unique=False)
        batch_op.create_index("ix_teacher_organization", ["organization_id"], unique=False)

    op.create_table(
        "association",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "school", "municipal", "regional", "network", "creative", name="level", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("region_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("municipality_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("head_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("from_file", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["head_id"], ["teacher.id"], name=op.f("fk_association_head_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_association_municipality_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_association_organization_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_association_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_association")),
    )
    with op.batch_alter_table("association", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_association_head_id"), ["head_id"], unique=False)
        batch_op.create_index("ix_association_municipality", ["municipality_id", "level"], unique=False)
        batch_op.create_index("ix_association_organization", ["organization_id"], unique=False)
        batch_op.create_index("ix_association_region", ["region_id", "level"], unique=False)

    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("teacher_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("given_at", storage.models.base.Moment(), nullable=False),
        sa.Column("withdrawn_at", storage.models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_consent_teacher_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_teacher_id"), ["teacher_id"], unique=False)

    op.create_table(
        "conversation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("teacher_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("step", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_conversation_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("teacher_id", name=op.f("uq_conversation_teacher_id")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind", sa.Enum("personal", "owner", name="invitationkind", native_enum=False, length=32), nullable=False
        ),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("teacher_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", storage.models.base.Moment(), nullable=False),
        sa.Column("expires_at", storage.models.base.Moment(), nullable=False),
        sa.Column("used_at", storage.models.base.Moment(), nullable=True),
        sa.Column("revoked_at", storage.models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["teacher.id"], name=op.f("fk_invitation_teacher_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitation_code_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_teacher_id"), ["teacher_id"], unique=False)

    op.create_table(
        "mentorship",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mentor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mentee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("goals", sa.String(), nullable=False),
        sa.Column("from_file", sa.Boolean(), nullable=False),
        sa.CheckConstraint("mentor_id <> mentee_id", name="ck_mentorship_two_people"),
        sa.ForeignKeyConstraint(["mentee_id"], ["teacher.id"], name=op.f("fk_mentorship_mentee_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["teacher.id"], name=op.f("fk_mentorship_mentor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentorship")),
    )
    with op.batch_alter_table("mentorship", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentorship_mentee_id"), ["mentee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentorship_mentor_id"), ["mentor_id"], unique=False)

    op.create_table(
        "pseudonym",
        sa.Column("teacher_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["teacher.id"], name=op.f("fk_pseudonym_teacher_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("teacher_id", name=op.f("pk_pseudonym")),
        sa.UniqueConstraint("name", name=op.f("uq_pseudonym_name")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("teacher_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "teacher",
                "mentor",
                "head",
                "deputy",
                "methodist",
                "institute",
                "owner",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "scope",
            sa.Enum(
                "all",
                "region",
                "municipality",
                "organization",
                "association",
                "person",
                name="scope",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("scope_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("granted_at", storage.models.base.Moment(), nullable=False),
        sa.Column("revoked_at", storage.models.base.Moment(), nullable=True),
        sa.Column("from_file", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["teacher.id"], name=op.f("fk_role_grant_teacher_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index("ix_role_grant_scope", ["scope", "scope_id", "role"], unique=False)
        batch_op.create_index("ix_role_grant_teacher", ["teacher_id"], unique=False)

    op.create_table(
        "substitution",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("absent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("substitute_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.CheckConstraint("absent_id <> substitute_id", name="ck_substitution_two_people"),
        sa.ForeignKeyConstraint(
            ["absent_id"], ["teacher.id"], name=op.f("fk_substitution_absent_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["substitute_id"], ["teacher.id"], name=op.f("fk_substitution_substitute_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitution")),
    )
    with op.batch_alter_table("substitution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_substitution_absent_id"), ["absent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_substitution_substitute_id"), ["substitute_id"], unique=False)

    op.create_table(
        "teacher_place",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("teacher_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_teacher_place_organization_id")
        ),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_teacher_place_position_id")),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["teacher.id"], name=op.f("fk_teacher_place_teacher_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teacher_place")),
        sa.UniqueConstraint(
            "teacher_id",
            "organization_id",
            "position_id",
            name=op.f("uq_teacher_place_teacher_id_organization_id_position_id"),
        ),
    )
    with op.batch_alter_table("teacher_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teacher_place_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_place_position_id"), ["position_id"], unique=False)

    op.create_table(
        "teacher_subject",
        sa.Column("teacher_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_teacher_subject_subject_id")),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["teacher.id"], name=op.f("fk_teacher_subject_teacher_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("teacher_id", "subject_id", name=op.f("pk_teacher_subject")),
    )
    with op.batch_alter_table("teacher_subject", schema=None) as batch_op:
        batch_op.create_index("ix_teacher_subject_subject", ["subject_id", "teacher_id"], unique=False)

    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("messenger", sa.String(), nullable=False),
        sa.Column("external_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("teacher_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner", sa.Boolean(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("created_at", storage.models.base.Moment(), nullable=False),
        sa.Column("last_update", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("screen", sa.String(), nullable=True),
        sa.Column("parts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shown", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("card", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_account_conversation_id")),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_account_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_teacher_id"), ["teacher_id"], unique=False)
        batch_op.create_index(
            "ix_account_unshown",
            ["messenger"],
            unique=False,
            sqlite_where=sa.text("shown < parts"),
            postgresql_where=sa.text("shown < parts"),
        )
        batch_op.create_index("ux_account_external", ["messenger", "external_id"], unique=True)

    op.create_table(
        "association_member",
        sa.Column("association_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("teacher_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("from_file", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["association_id"],
            ["association.id"],
            name=op.f("fk_association_member_association_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["teacher.id"], name=op.f("fk_association_member_teacher_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("association_id", "teacher_id", name=op.f("pk_association_member")),
    )
    with op.batch_alter_table("association_member", schema=None) as batch_op:
        batch_op.create_index("ix_association_member_teacher", ["teacher_id"], unique=False)

    op.create_table(
        "association_subject",
        sa.Column("association_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["association_id"],
            ["association.id"],
            name=op.f("fk_association_subject_association_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_association_subject_subject_id")),
        sa.PrimaryKeyConstraint("association_id", "subject_id", name=op.f("pk_association_subject")),
    )
    with op.batch_alter_table("association_subject", schema=None) as batch_op:
        batch_op.create_index("ix_association_subject_subject", ["subject_id", "association_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("association_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_at", storage.models.base.Moment(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("from_file", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_meeting_association_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_association", ["association_id", "starts_at"], unique=False)

    op.create_table(
        "wrong_code",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", storage.models.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_wrong_code_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_code")),
    )
    with op.batch_alter_table("wrong_code", schema=None) as batch_op:
        batch_op.create_index("ix_wrong_code_account", ["account_id", "at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("wrong_code", schema=None) as batch_op:
        batch_op.drop_index("ix_wrong_code_account")

    op.drop_table("wrong_code")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_association")

    op.drop_table("meeting")
    with op.batch_alter_table("association_subject", schema=None) as batch_op:
        batch_op.drop_index("ix_association_subject_subject")

    op.drop_table("association_subject")
    with op.batch_alter_table("association_member", schema=None) as batch_op:
        batch_op.drop_index("ix_association_member_teacher")

    op.drop_table("association_member")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index("ux_account_external")
        batch_op.drop_index(
            "ix_account_unshown", sqlite_where=sa.text("shown < parts"), postgresql_where=sa.text("shown < parts")
        )
        batch_op.drop_index(batch_op.f("ix_account_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_account_conversation_id"))

    op.drop_table("account")
    with op.batch_alter_table("teacher_subject", schema=None) as batch_op:
        batch_op.drop_index("ix_teacher_subject_subject")

    op.drop_table("teacher_subject")
    with op.batch_alter_table("teacher_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teacher_place_position_id"))
        batch_op.drop_index(batch_op.f("ix_teacher_place_organization_id"))

    op.drop_table("teacher_place")
    with op.batch_alter_table("substitution", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_substitution_substitute_id"))
        batch_op.drop_index(batch_op.f("ix_substitution_absent_id"))

    op.drop_table("substitution")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index("ix_role_grant_teacher")
        batch_op.drop_index("ix_role_grant_scope")

    op.drop_table("role_grant")
    op.drop_table("pseudonym")
    with op.batch_alter_table("mentorship", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentorship_mentor_id"))
        batch_op.drop_index(batch_op.f("ix_mentorship_mentee_id"))

    op.drop_table("mentorship")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_teacher_id"))

    op.drop_table("invitation")
    op.drop_table("conversation")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_teacher_id"))

    op.drop_table("consent")
    with op.batch_alter_table("association", schema=None) as batch_op:
        batch_op.drop_index("ix_association_region")
        batch_op.drop_index("ix_association_organization")
        batch_op.drop_index("ix_association_municipality")
        batch_op.drop_index(batch_op.f("ix_association_head_id"))

    op.drop_table("association")
    with op.batch_alter_table("teacher", schema=None) as batch_op:
        batch_op.drop_index("ix_teacher_organization")
        batch_op.drop_index("ix_teacher_municipality")

    op.drop_table("teacher")
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.drop_index("ix_organization_place")

    op.drop_table("organization")
    op.drop_table("methodical_service")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_person")
        batch_op.drop_index("ix_audit_municipality")

    op.drop_table("audit")
    op.drop_table("position")
    op.drop_table("municipality")
    op.drop_table("subject")
    op.drop_table("set_aside")
    op.drop_table("sequence")
    with op.batch_alter_table("seen", schema=None) as batch_op:
        batch_op.drop_index("ix_seen_day")

    op.drop_table("seen")
    op.drop_table("region")
    op.drop_table("inbox")
    op.drop_table("cursor")
    with op.batch_alter_table("browser_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_browser_session_chat"))

    op.drop_table("browser_session")
    with op.batch_alter_table("browser_message", schema=None) as batch_op:
        batch_op.drop_index("ix_browser_message_chat")

    op.drop_table("browser_message")
    with op.batch_alter_table("browser_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_browser_file_chat"))

    op.drop_table("browser_file")
    op.drop_table("attempt")

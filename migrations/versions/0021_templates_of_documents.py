"""Templates of documents that a methodical service has sent in place of ours."""

import sqlalchemy as sa
from alembic import op

import storage.models.base

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = storage.models.base.Moment


def upgrade() -> None:
    op.create_table(
        "document_template",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("kind", sa.Enum("path", "memo", name="templatekind", native_enum=False, length=32), nullable=False),
        sa.Column("file_id", ID, nullable=True),
        sa.Column("added_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_document_template_municipality_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_document_template_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_template")),
    )
    op.create_index("ix_document_template_file_id", "document_template", ["file_id"])
    op.create_index("ix_document_template_newest", "document_template", ["municipality_id", "kind", "id"])


def downgrade() -> None:
    op.drop_table("document_template")

"""Where somebody worked when something was done to her: her new school does not read what was done at the old one.

Entries there are so far stay with the school that could read them, the one she works at today. What stands in chats of
the browser that nobody can open any more goes, as it does from now on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TODAY = """
UPDATE audit SET organization_id = (
    SELECT o.id FROM pseudonym p JOIN teacher t ON t.id = p.teacher_id JOIN organization o ON o.id = t.organization_id
    WHERE p.name = audit.person AND (audit.municipality_id IS NULL OR audit.municipality_id = o.municipality_id)
) WHERE person IS NOT NULL
"""


def upgrade() -> None:
    op.add_column("audit", sa.Column("organization_id", ID, nullable=True))
    op.create_index("ix_audit_organization", "audit", ["organization_id", "id"])
    op.execute(TODAY)
    for table in ("browser_message", "browser_file"):
        op.execute(f"DELETE FROM {table} WHERE chat NOT IN (SELECT chat FROM browser_session)")  # noqa: S608


def downgrade() -> None:
    op.drop_index("ix_audit_organization", table_name="audit")
    op.drop_column("audit", "organization_id")

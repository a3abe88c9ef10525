"""How many had finished a survey and were erased since: they count on, without a name."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "survey_erased",
        sa.Column("id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=True),
        sa.Column("count", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["survey_round.id"], name=op.f("fk_survey_erased_round_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_survey_erased_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_erased")),
        sa.UniqueConstraint("round_id", "municipality_id", name=op.f("uq_survey_erased_round_id_municipality_id")),
    )


def downgrade() -> None:
    op.drop_table("survey_erased")

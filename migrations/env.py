"""Alembic's entry: the connection is given by `storage.migrations`, batch mode lets SQLite alter tables."""

from alembic import context

from storage.models import Base


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()

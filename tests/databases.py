"""PostgreSQL schemas as addresses the program can be started with: one of one's own, one that tests use by turns."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy import MetaData, NullPool, Table, create_engine, inspect, text
from sqlalchemy.schema import DropTable

from storage.database import engine_urls
from storage.migrations import HEAD, current
from storage.models import Base
from tests.made import migrate


@contextmanager
def postgres_url(server: str) -> Iterator[str]:
    """An address whose tables live in a new schema, dropped afterwards."""
    schema = "bot_" + secrets.token_hex(6)
    engine = create_engine(engine_urls(server)[0])
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    mark = "&" if "?" in server else "?"
    try:
        yield f"{server}{mark}options=-csynchronous_commit%3Doff%20-csearch_path%3D{schema}"
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        engine.dispose()


class Shared:
    """A migrated schema, emptied for each who asks: making and dropping one costs the server a third of a second."""

    def __init__(self, server: str, stack: ExitStack) -> None:
        self._server, self._stack = server, stack
        self._url, self._tables = "", list[str]()

    def empty(self) -> str:
        """Its address; a new one where somebody has changed the tables themselves."""
        if not self._url or not _emptied(self._url, self._tables):
            url = self._stack.enter_context(postgres_url(self._server))
            engine = create_engine(engine_urls(url)[0])
            migrate(engine)
            others = {*inspect(engine).get_table_names()} - {"alembic_version", *Base.metadata.tables}
            engine.dispose()
            self._tables = [*others, *(table.name for table in reversed(Base.metadata.sorted_tables))]
            self._url = f"{url}&application_name=test_{secrets.token_hex(6)}"
        return self._url


END_OTHERS = """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE application_name = current_setting('application_name') AND pid <> pg_backend_pid()"""
BEGIN_AT_ONE = """SELECT setval(oid::regclass, 1, false) FROM pg_class
WHERE relkind = 'S' AND relnamespace = current_schema()::regnamespace"""


def _emptied(url: str, tables: list[str]) -> bool:
    engine = create_engine(engine_urls(url)[0], poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(END_OTHERS))  # who was killed may still be asking
        found = {*inspect(connection).get_table_names()} - {"alembic_version"}
        if current(connection) != HEAD or not found.issuperset(tables):
            return False
        for name in found.difference(tables):
            connection.execute(DropTable(Table(name, MetaData())))
        raw = connection.connection.driver_connection
        assert raw
        with raw.pipeline():
            for name in tables:
                raw.execute(f'DELETE FROM "{name}"')  # noqa: S608 (a name of ours)
            raw.execute(BEGIN_AT_ONE)
    return True

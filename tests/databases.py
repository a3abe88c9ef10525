"""A PostgreSQL schema of one's own, as an address the program can be started with."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, text

from storage.database import engine_urls


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

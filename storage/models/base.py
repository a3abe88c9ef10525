"""The declarative base: one kind of id, one kind of moment, enumerations as their own words, named constraints."""

import enum
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Enum, Integer, MetaData
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
ONCE = {"sqlite_autoincrement": True}
"""Of tables whose rows are deleted and known by number elsewhere, on buttons or as somebody's scope: SQLite would give
the number to another row."""
Id = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """An instant, kept as whole seconds since 1970 UTC: one form in both databases, a plain int on the raw cursor."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value.timestamp())

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value, UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: Id,
        datetime: Moment,
        enum.StrEnum: Enum(
            enum.StrEnum, native_enum=False, length=32, values_callable=lambda kind: [member.value for member in kind]
        ),
    }

"""Keys by which a person is found though her surname is typed with a mistake; kept up with every change of a name."""

import re
import zlib
from collections.abc import Iterable

from sqlalchemy import Connection, ForeignKey, delete, event, insert
from sqlalchemy import inspect as state_of
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from .base import Base
from .people import Teacher

HEAD = 5
"""Letters of a surname the keys are made of: what follows is compared when the candidates are ranked."""
AT_ONCE = 1000
APART = re.compile(r"[\W\d_]+")
IO, IE = chr(0x451), chr(0x435)
"""One letter is written with its dots or without."""


class NameKey(Base):
    """One of the keys of one person; what a key stands for cannot be read from it, for it is only ever compared."""

    __tablename__ = "name_key"
    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    teacher_id: Mapped[int] = mapped_column(
        ForeignKey("teacher.id", ondelete="CASCADE"), primary_key=True, index=True, autoincrement=False
    )
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 (the form SQLAlchemy wants)


def folded(text: str) -> str:
    """Words in small letters without dots of «yo», signs and digits, one space between them."""
    return APART.sub(" ", text.casefold().replace(IO, IE)).strip()


def keys_of(last_name: str) -> set[int]:
    """Of a stored surname: its beginnings of two and three letters, and its head with a letter left out or none.

    Two spellings that differ by one letter too many, too few, another or two swapped have a key in common.
    """
    found: set[int] = set()
    for word in {folded(last_name).replace(" ", ""), *folded(last_name).split()}:
        found |= {_number("^" + word[:size]) for size in (2, 3)} | _heads(word)
    return found


def wanted(word: str) -> set[int]:
    """Keys to look for when somebody types this folded word; two or three letters are the beginning of a surname."""
    return {_number("^" + word)} if len(word) <= 3 and len(word) > 1 else _heads(word)


def _heads(word: str) -> set[int]:
    head = word[:HEAD]
    cut = (head[:place] + head[place + 1 :] for place in range(len(head)))
    return {_number(one) for one in (head, *cut) if len(one) > 1}


def _number(text: str) -> int:
    return zlib.crc32(text.encode())


def name(connection: Connection, people: Iterable[tuple[int, str]], are_new: bool = False) -> None:
    """Write the keys of these (id, surname); what bulk statements change is named here by whoever runs them."""
    named = list(people)
    if not are_new:
        for start in range(0, len(named), AT_ONCE):
            ids = [teacher for teacher, _ in named[start : start + AT_ONCE]]
            connection.execute(delete(NameKey).where(NameKey.teacher_id.in_(ids)))
    rows = [{"key": key, "teacher_id": teacher} for teacher, last_name in named for key in sorted(keys_of(last_name))]
    if rows:
        connection.execute(insert(NameKey.__table__), rows)  # type: ignore[arg-type]


@event.listens_for(Teacher, "after_insert")
def _added(_: Mapper[Teacher], connection: Connection, teacher: Teacher) -> None:
    name(connection, [(teacher.id, teacher.last_name)], are_new=True)


@event.listens_for(Teacher, "after_update")
def _changed(_: Mapper[Teacher], connection: Connection, teacher: Teacher) -> None:
    if state_of(teacher).attrs.last_name.history.has_changes():
        name(connection, [(teacher.id, teacher.last_name)])

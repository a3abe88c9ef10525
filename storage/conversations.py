"""The hot path: the few statements of every update, compiled once and run on the driver's cursor."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Insert, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from .compiled import compiled, day
from .database import Transaction
from .models import Account, Consent, Conversation, Municipality, Seen, Teacher

_a, _c, _t, _m = Account.__table__.c, Conversation.__table__.c, Teacher.__table__.c, Municipality.__table__.c
_consent = Consent.__table__.c


class Known(NamedTuple):
    """The person behind an account, as far as every update needs her; `consent` is the version agreed to (0: none)."""

    id: int
    last_name: str
    first_name: str
    middle_name: str
    region_id: int
    municipality_id: int | None
    organization_id: int
    time_zone: str | None
    consent: int
    address: str = ""  # how she wants to be addressed; empty: by name and patronymic
    left_on: date | None = None


class Place(NamedTuple):
    """Where the conversation of an account stands."""

    account_id: int
    owner: bool
    reachable: bool
    last_update: int
    screen: str | None
    parts: int
    shown: int
    card: int | None
    conversation_id: int
    state: str | None
    step: int
    data: str
    person: Known | None


class Unshown(NamedTuple):
    """A screen that was committed and perhaps not shown: parts from `shown` on are missing."""

    account_id: int
    chat: int
    update: int
    screen: str
    shown: int


CONSENT = select(func.max(_consent.version)).where(_consent.teacher_id == _a.teacher_id).scalar_subquery()
PLACE = (
    select(
        _a.id, _a.owner, _a.reachable, _a.last_update, _a.screen, _a.parts, _a.shown, _a.card,
        _c.id, _c.state, _c.step, _c.data,
        _t.id, _t.last_name, _t.first_name, _t.middle_name, _t.region_id, _t.municipality_id, _t.organization_id,
        _m.time_zone, CONSENT, _t.address, _t.left_on,
    )
    .select_from(
        Account.__table__.join(Conversation.__table__, _c.id == _a.conversation_id)
        .outerjoin(Teacher.__table__, _t.id == _a.teacher_id)
        .outerjoin(Municipality.__table__, _m.id == _t.municipality_id)
    )
    .where(_a.messenger == bindparam("messenger"), _a.external_id == bindparam("chat"))
    .with_for_update(of=Account.__table__)
)  # fmt: skip
SAVE_SCREEN = (
    update(Account)
    .where(_a.id == bindparam("account"))
    .values(
        last_update=bindparam("number"),
        screen=bindparam("body"),
        parts=bindparam("all_parts"),
        shown=0,
        reachable=bindparam("can_reach"),
    )
)
SAVE_STATE = (
    update(Conversation)
    .where(_c.id == bindparam("conversation"))
    .values(state=bindparam("now_in"), step=bindparam("now_at"), data=bindparam("kept"))
)
SHOWN = (
    update(Account)
    .where(_a.id == bindparam("account"), _a.last_update == bindparam("number"))
    .values(shown=bindparam("left"), card=func.coalesce(bindparam("message"), _a.card))
)
REACHABLE = update(Account).where(_a.id == bindparam("account")).values(reachable=bindparam("can_reach"))
NEW_CONVERSATION = insert(Conversation).values(step=0, data="{}").returning(_c.id)
NEW_ACCOUNT = (
    insert(Account)
    .values(
        messenger=bindparam("messenger"),
        external_id=bindparam("chat"),
        conversation_id=bindparam("conversation"),
        owner=False,
        reachable=True,
        created_at=bindparam("now"),
        last_update=0,
        parts=0,
        shown=0,
    )
    .returning(_a.id)
)
UNSHOWN = (
    select(_a.id, _a.external_id, _a.last_update, _a.screen, _a.shown)
    .where(_a.messenger == bindparam("messenger"), _a.shown < _a.parts, _a.reachable)
    .order_by(_a.id)
)


def mark_seen(dialect: Dialect) -> Insert:
    """`ON CONFLICT DO NOTHING` is the only statement the two databases spell in their own dialects."""
    kind = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
    return (
        kind(Seen)
        .values(account_id=bindparam("account"), update=bindparam("number"), day=bindparam("today"))
        .on_conflict_do_nothing()
    )


class Shown(NamedTuple):
    """`left` parts of the screen of update `number` have gone out; `message` holds its buttons now."""

    account: int
    number: int
    left: int
    message: int | None


class Conversations:
    """Where every conversation stands; made once per database."""

    def __init__(self, dialect: Dialect) -> None:
        self._place = compiled(PLACE, dialect)
        self._new_conversation = compiled(NEW_CONVERSATION, dialect)
        self._new_account = compiled(NEW_ACCOUNT, dialect)
        self._seen = compiled(mark_seen(dialect), dialect)
        self._save_screen = compiled(SAVE_SCREEN, dialect)
        self._save_state = compiled(SAVE_STATE, dialect)
        self._save_reachable = compiled(REACHABLE, dialect)
        self._mark_shown = compiled(SHOWN, dialect)

    def find(self, tx: Transaction, messenger: str, chat: int) -> Place | None:
        """Where the conversation with (messenger, chat) stands; locks the row on PostgreSQL."""
        row = self._place.run(tx.cursor, messenger=messenger, chat=chat).fetchone()
        if row is None:
            return None
        person = None if row[12] is None else Known._make((*row[12:20], row[20] or 0, row[21], day(row[22])))
        return Place._make((row[0], bool(row[1]), bool(row[2]), *row[3:12], person))

    def open(self, tx: Transaction, messenger: str, chat: int, now: datetime) -> Place:
        """Begin a conversation with an account nobody is known behind."""
        (conversation,) = self._new_conversation.run(tx.cursor).fetchall()[0]
        made = self._new_account.run(
            tx.cursor, messenger=messenger, chat=chat, conversation=conversation, now=int(now.timestamp())
        )
        (account,) = made.fetchall()[0]
        return Place(account, False, True, 0, None, 0, 0, None, conversation, None, 0, "{}", None)

    def first_time(self, tx: Transaction, account: int, number: int, today: int) -> bool:
        """Note that the update is applied in this transaction; False when it already was. `today`: days since 1970."""
        return self._seen.run(tx.cursor, account=account, number=number, today=today).rowcount == 1

    def save_state(self, tx: Transaction, conversation: int, state: str | None, step: int, data: str) -> None:
        self._save_state.run(tx.cursor, conversation=conversation, now_in=state, now_at=step, kept=data)

    def save_screen(self, tx: Transaction, account: int, number: int, screen: str, parts: int) -> None:
        """Keep the screen of update `number`: none of its `parts` has been shown yet; who writes is reachable."""
        self._save_screen.run(tx.cursor, account=account, number=number, body=screen, all_parts=parts, can_reach=True)

    def mark_shown(self, tx: Transaction, shown: list[Shown]) -> None:
        """Remember what has left; an account that went on to another screen meanwhile is not touched."""
        self._mark_shown.run_many(tx.cursor, [one._asdict() for one in shown])

    def save_reachable(self, tx: Transaction, account: int, reachable: bool) -> None:
        self._save_reachable.run(tx.cursor, account=account, can_reach=reachable)


def unshown(tx: Transaction, messenger: str) -> list[Unshown]:
    return [Unshown(*row) for row in tx.connection.execute(UNSHOWN, {"messenger": messenger})]

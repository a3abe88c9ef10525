"""Personal codes, known only by their hashes, codes that hang on walls, and codes that opened nothing."""

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, update

from ..compiled import day, rows
from ..database import Transaction
from ..models import (
    Invitation,
    InvitationKind,
    MethodicalService,
    Municipality,
    Organization,
    Teacher,
    WrongCode,
)

PENDING = (Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
SECONDS: Any = bindparam("seconds", type_=WrongCode.id.type)
"""Since 1970, as moments are kept."""
USABLE = (
    select(
        Invitation.kind, Teacher.id, Teacher.last_name, Teacher.first_name, Teacher.middle_name, Teacher.left_on,
        Municipality.time_zone, Organization.name, MethodicalService.name,
        Invitation.organization_id, Invitation.municipality_id, Invitation.region_id,
    )
    .outerjoin(Teacher, Teacher.id == Invitation.teacher_id)
    .outerjoin(Organization, Organization.id == Teacher.organization_id)
    .outerjoin(Municipality, Municipality.id == Teacher.municipality_id)
    .outerjoin(MethodicalService, MethodicalService.municipality_id == Teacher.municipality_id)
    .where(Invitation.code_hash == bindparam("code_hash"), Invitation.expires_at > SECONDS, *PENDING)
)  # fmt: skip
WRONG = (
    select(WrongCode.at)
    .where(WrongCode.account_id == bindparam("account"), WrongCode.at > SECONDS)
    .order_by(WrongCode.at)
)


class Invitee(NamedTuple):
    """Whom a code invites: names to greet her by, and who she will hear from (`service`: where there is one)."""

    id: int
    last_name: str
    first_name: str
    middle_name: str
    left_on: date | None
    time_zone: str | None
    organization: str
    service: str | None


class Spot(NamedTuple):
    """The one place a link is for; the other two are None."""

    organization_id: int | None = None
    municipality_id: int | None = None
    region_id: int | None = None


class Usable(NamedTuple):
    """An invitation that still works; a personal one names its `teacher`, one that hangs on a wall its `spot`."""

    kind: InvitationKind
    teacher: Invitee | None
    spot: Spot


def _at(spot: Spot) -> tuple[ColumnElement[bool], ...]:
    columns = (Invitation.organization_id, Invitation.municipality_id, Invitation.region_id)
    return tuple(column == where for column, where in zip(columns, spot, strict=True) if where is not None)


class Invitations:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(
        self, kind: InvitationKind, code_hash: str, teacher_id: int | None, now: datetime, until: datetime
    ) -> Invitation:
        made = Invitation(kind=kind, code_hash=code_hash, teacher_id=teacher_id, created_at=now, expires_at=until)
        self._tx.session.add(made)
        self._tx.session.flush()
        return made

    def add_for_place(
        self, kind: InvitationKind, code: str, code_hash: str, spot: Spot, now: datetime, until: datetime
    ) -> None:
        made = Invitation(kind=kind, code=code, code_hash=code_hash, created_at=now, expires_at=until)
        made.organization_id, made.municipality_id, made.region_id = spot
        self._tx.session.add(made)
        self._tx.session.flush()

    def add_many(self, hashes: dict[int, str], now: datetime, until: datetime) -> None:
        """Personal codes for these people; those issued to them before are closed."""
        if not hashes:
            return
        earlier = update(Invitation).where(Invitation.teacher_id.in_(hashes), *PENDING).values(revoked_at=now)
        self._tx.session.execute(earlier, execution_options={"synchronize_session": False})
        given = {"kind": InvitationKind.PERSONAL, "created_at": now, "expires_at": until}
        rows = [{**given, "teacher_id": person, "code_hash": code_hash} for person, code_hash in hashes.items()]
        self._tx.session.execute(insert(Invitation), rows)

    def hanging(self, kind: InvitationKind, spot: Spot, now: datetime) -> str | None:
        """The code that hangs on the walls of the place, if one does."""
        query = select(Invitation.code).where(Invitation.kind == kind, *_at(spot), *PENDING)
        return self._tx.session.scalars(query.where(Invitation.expires_at > now).order_by(Invitation.id.desc())).first()

    def take_down(self, kind: InvitationKind, spot: Spot, now: datetime) -> None:
        """What hangs on the walls of the place opens nothing any more."""
        gone = update(Invitation).where(Invitation.kind == kind, *_at(spot), *PENDING).values(revoked_at=now)
        self._tx.session.execute(gone, execution_options={"synchronize_session": False})

    def usable(self, code_hash: str, now: datetime) -> Usable | None:
        found = rows(self._tx, USABLE, code_hash=code_hash, seconds=int(now.timestamp()))
        if not found:
            return None
        kind, teacher, last, first, middle, left_on, zone, work, service, *spot = found[0]
        names = (last, first, middle, day(left_on), zone, work, service)
        invitee = None if teacher is None else Invitee(teacher, *names)
        return Usable(InvitationKind(kind), invitee, Spot(*spot))

    def use(self, code_hash: str, now: datetime) -> Invitation | None:
        """Mark it used in one statement, so that of two who come at once only one gets it."""
        taken = self._tx.session.scalars(
            update(Invitation)
            .where(Invitation.code_hash == code_hash, Invitation.expires_at > now, *PENDING)
            .values(used_at=now)
            .returning(Invitation),
            execution_options={"synchronize_session": False, "populate_existing": True},
        )
        return taken.one_or_none()

    def revoke(self, teacher_id: int, now: datetime) -> int:
        """Close the person's codes that were not used; returns how many."""
        closed = self._tx.session.execute(
            update(Invitation)
            .where(Invitation.teacher_id == teacher_id, *PENDING)
            .values(revoked_at=now)
            .returning(Invitation.id),
            execution_options={"synchronize_session": False},
        )
        return len(closed.all())

    def of(self, teacher_id: int) -> list[Invitation]:
        query = select(Invitation).where(Invitation.teacher_id == teacher_id)
        return list(self._tx.session.scalars(query.order_by(Invitation.created_at, Invitation.id)))

    def wrong_since(self, account_id: int, since: datetime) -> list[datetime]:
        """Moments at which the account tried a wrong code after `since`, in order."""
        found = rows(self._tx, WRONG, account=account_id, seconds=int(since.timestamp()))
        return [datetime.fromtimestamp(at, UTC) for (at,) in found]

    def note_wrong(self, account_id: int, now: datetime, forget_before: datetime) -> None:
        """Remember one more; those of the account that no longer count are dropped."""
        old = (WrongCode.account_id == account_id, WrongCode.at <= forget_before)
        self._tx.session.execute(delete(WrongCode).where(*old), execution_options={"synchronize_session": False})
        self._tx.session.add(WrongCode(account_id=account_id, at=now))
        self._tx.session.flush()

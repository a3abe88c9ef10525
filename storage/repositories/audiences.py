"""Audiences of mailings: counted by time zone, what there is to choose from, and frozen into deliveries."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from ..database import Transaction
from ..models import (
    Account,
    Association,
    Delivery,
    DeliveryState,
    Municipality,
    Organization,
    Position,
    Subject,
    TeacherPlace,
    TeacherSubject,
)
from .belonging import KINDS, Audience, Choices, Condition, Within, belongs, of_association
from .membership import member

__all__ = ["KINDS", "Audience", "Audiences", "Choices", "Condition", "Due", "Group", "Option", "Within"]


class Option(NamedTuple):
    id: int
    name: str


class Group(NamedTuple):
    """People who share a time zone (None: of no municipality); `longest` is the longest polite name, in characters."""

    time_zone: str | None
    people: int
    reachable: int
    longest: int


class Due(NamedTuple):
    """When those of a time zone get it, in seconds since 1970; `is_held`: later than the author meant."""

    at: int
    is_held: bool


account = aliased(Account)
newer = aliased(Account)
LAST_USED = (
    select(func.max(newer.id)).where(newer.teacher_id == member.id, newer.reachable).correlate(member).scalar_subquery()
)
POLITE = func.length(member.first_name) + func.length(member.middle_name) + 1
COLUMNS = (
    "mailing_id", "teacher_id", "part", "account_id", "messenger", "state", "priority", "due_at", "tries", "error"
)  # fmt: skip


class Audiences:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def groups(self, audience: Audience) -> list[Group]:
        """How many people the audience has, and how many of them something can be sent to."""
        query = (
            select(Municipality.time_zone, func.count(), func.count(LAST_USED), func.max(POLITE))
            .select_from(member)
            .outerjoin(Municipality, Municipality.id == member.municipality_id)
            .where(belongs(audience))
            .group_by(Municipality.time_zone)
            .order_by(Municipality.time_zone)
        )
        return [Group(*row) for row in self._session.execute(query)]

    def options(self, audience: Audience, condition: Condition, only: Sequence[int] | None = None) -> list[Option]:
        """What there is to choose from within the scope, whatever is chosen already, by name; `only`: of these ids."""
        if condition is Condition.YOUNG:
            return []
        if condition is Condition.KIND:
            return [option for option in self._kinds(audience) if only is None or option.id in only]
        offered, name, where = _offered(audience._replace(choices={}), condition)
        query: Select[*tuple[Any, ...]] = select(offered.id, name).where(where).order_by(name, offered.id)
        if only is not None:
            query = query.where(offered.id.in_(only))
        return [Option(*row) for row in self._session.execute(query)]

    def _kinds(self, audience: Audience) -> list[Option]:
        query = select(Organization.kind).where(_is_workplace(audience)).distinct()
        found = set(self._session.scalars(query))
        return [Option(number, kind.value) for number, kind in enumerate(KINDS) if kind in found]

    def freeze(self, mailing_id: int, audience: Audience, dues: Mapping[str | None, Due], priority: int) -> int:
        """One row of the ledger for everybody of the audience, in one statement; returns how many.

        `dues` must name None and every time zone of `groups`.
        """
        return self.freeze_those(mailing_id, belongs(audience), dues, priority)

    def freeze_those(
        self, mailing_id: int, who: ColumnElement[bool], dues: Mapping[str | None, Due], priority: int
    ) -> int:
        """The same for every `member` of whom `who` is true."""
        zone = Municipality.time_zone
        home = dues[None]
        at: Any = literal(home.at, BigInteger)
        named = [(zone == name, literal(due.at, BigInteger)) for name, due in dues.items() if name is not None]
        held = [name for name, due in dues.items() if due.is_held and name is not None]
        is_held = or_(zone.in_(held), zone.is_(None)) if home.is_held else zone.in_(held)
        rows = (
            select(
                literal(mailing_id, BigInteger), member.id, literal(0, BigInteger), account.id, account.messenger,
                case(
                    (account.id.is_(None), _state(DeliveryState.UNREACHABLE)),
                    (is_held, _state(DeliveryState.HELD)),
                    else_=_state(DeliveryState.WAITING),
                ),
                literal(priority, Integer), case(*named, else_=at) if named else at,
                literal(0, BigInteger), literal("", String),
            )
            .select_from(member)
            .outerjoin(Municipality, Municipality.id == member.municipality_id)
            .outerjoin(account, account.id == LAST_USED)
            .where(who)
        )  # fmt: skip
        made = self._session.execute(
            insert(Delivery).from_select(COLUMNS, rows, include_defaults=False),
            execution_options={"preserve_rowcount": True},
        )
        return int(made.rowcount)  # type: ignore[attr-defined]  # an insert has one


def _state(state: DeliveryState) -> ColumnElement[str]:
    return literal(state.value, String)


def _ids(audience: Audience) -> Select[int]:
    """Ids of everybody of the audience."""
    return select(member.id).where(belongs(audience))


def _offered(audience: Audience, condition: Condition) -> tuple[Any, Any, ColumnElement[bool]]:
    """(table, its column people read, which rows there are to choose from)."""
    match condition:
        case Condition.SUBJECT:
            taught = select(TeacherSubject.subject_id).where(TeacherSubject.teacher_id.in_(_ids(audience)))
            held = select(Position.category_id).where(Position.id.in_(_positions(audience)))
            return Subject, Subject.name, or_(Subject.id.in_(taught), Subject.id.in_(held))
        case Condition.POSITION:
            return Position, Position.name, Position.id.in_(_positions(audience))
        case Condition.ORGANIZATION:
            return Organization, Organization.name, and_(~Organization.closed, _is_workplace(audience))
        case Condition.ASSOCIATION:
            return Association, Association.title, _is_theirs(audience)
        case _:
            return Municipality, Municipality.name, Municipality.region_id.in_(audience.within.regions)


def _positions(audience: Audience) -> Select[int]:
    return select(TeacherPlace.position_id).where(TeacherPlace.teacher_id.in_(_ids(audience)))


def _is_workplace(audience: Audience) -> ColumnElement[bool]:
    """An organization of the scope; for an association, one where a member mainly works."""
    scope = audience.within
    return or_(
        Organization.region_id.in_(scope.regions),
        Organization.municipality_id.in_(scope.municipalities),
        *(
            Organization.id.in_(select(member.organization_id).where(of_association(found)))
            for found in scope.associations
        ),
    )


def _is_theirs(audience: Audience) -> ColumnElement[bool]:
    """An open association of the scope."""
    scope = audience.within
    return and_(
        or_(Association.ends_on.is_(None), Association.ends_on >= audience.today),
        or_(
            Association.region_id.in_(scope.regions),
            Association.municipality_id.in_(scope.municipalities),
            Association.id.in_([found.id for found in scope.associations]),
        ),
    )

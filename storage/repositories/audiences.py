"""Audiences of mailings: counted by time zone, what there is to choose from, and frozen into deliveries."""

from collections import Counter
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
    false,
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
    QuietHours,
    Subject,
    TeacherPlace,
    TeacherSubject,
)
from ..postponing import URGENT
from ..reaching import addressed, best_of
from .belonging import KINDS, Audience, Choices, Condition, Within, belongs, of_association
from .membership import member

__all__ = [
    "HOME", "KINDS", "Audience", "Audiences", "Choices", "Condition", "Due", "Group", "Option", "When", "Within",
    "shares",
]  # fmt: skip


class Option(NamedTuple):
    id: int
    name: str


class When(NamedTuple):
    """What decides when somebody gets it: her time zone (None: of no municipality), and when she is left alone.

    `hears_urgent`: what is urgent may come in her quiet hours.
    """

    time_zone: str | None
    quiet: QuietHours
    hears_urgent: bool = True


class Group(NamedTuple):
    """People who get it at the same time; `longest` is the longest name they are addressed by, in characters."""

    when: When
    people: int
    reachable: int
    longest: int


class Due(NamedTuple):
    """When those of a group get it, in seconds since 1970; `is_held`: later than the author meant.

    `is_urgent`: whatever the hour, also if it comes late.
    """

    at: int
    is_held: bool
    is_urgent: bool = False


HOME = When(None, QuietHours.USUAL)
account = aliased(Account)
POLITE = func.length(addressed(member))
COLUMNS = (
    "mailing_id", "teacher_id", "part", "account_id", "messenger", "state", "priority", "due_at", "tries", "error"
)  # fmt: skip


class Audiences:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def groups(self, audience: Audience) -> list[Group]:
        """How many people the audience has, and how many of them something can be sent to."""
        return self.groups_of(belongs(audience), audience.obliges)

    def groups_of(self, who: ColumnElement[bool], obliges: bool = False) -> list[Group]:
        """The same for every `member` of whom `who` is true."""
        when = (Municipality.time_zone, member.quiet_hours, member.hears_urgent)
        query = (
            select(*when, func.count(), func.count(way(obliges)), func.max(POLITE))
            .select_from(member)
            .outerjoin(Municipality, Municipality.id == member.municipality_id)
            .where(who)
            .group_by(*when)
            .order_by(*when)
        )
        return [Group(When(*row[:3]), *row[3:]) for row in self._session.execute(query)]

    def options(self, audience: Audience, condition: Condition, only: Sequence[int] | None = None) -> list[Option]:
        """What there is to choose from within the scope, whatever is chosen already; `only`: of these ids.

        By name; subjects and positions of many people come first.
        """
        if condition is Condition.YOUNG:
            return []
        if condition is Condition.KIND:
            return [option for option in self._kinds(audience) if only is None or option.id in only]
        whole = audience._replace(choices={})
        if only is None and condition in (Condition.SUBJECT, Condition.POSITION):
            return self._by_people(whole, condition)
        offered, name, where = _offered(whole, condition)
        query: Select[*tuple[Any, ...]] = select(offered.id, name).where(where).order_by(name, offered.id)
        if only is not None:
            query = query.where(offered.id.in_(only))
        return [Option(*row) for row in self._session.execute(query)]

    def _by_people(self, audience: Audience, condition: Condition) -> list[Option]:
        ids = _ids(audience)
        held = TeacherPlace.teacher_id.in_(ids)
        if condition is Condition.POSITION:
            found = self._counted(select(TeacherPlace.position_id, func.count()).where(held))
            return self._named(Position, found)
        taught = select(TeacherSubject.subject_id, func.count()).where(TeacherSubject.teacher_id.in_(ids))
        of_category = select(Position.category_id, func.count()).select_from(TeacherPlace)
        by_category = of_category.join(Position).where(held, Position.category_id.is_not(None))
        return self._named(Subject, self._counted(taught) + self._counted(by_category))

    def _counted(self, query: Select[*tuple[Any, ...]]) -> Counter[int]:
        rows = self._session.execute(query.group_by(query.selected_columns[0]))
        return Counter({row[0]: row[1] for row in rows})

    def _named(self, table: type[Subject] | type[Position], people: Counter[int]) -> list[Option]:
        query = select(table.id, table.name).where(table.id.in_(people)).order_by(table.name, table.id)
        found = [Option(*row) for row in self._session.execute(query)]
        return sorted(found, key=lambda one: -people[one.id])

    def _kinds(self, audience: Audience) -> list[Option]:
        query = select(Organization.kind).where(_is_workplace(audience)).distinct()
        found = set(self._session.scalars(query))
        return [Option(number, kind.value) for number, kind in enumerate(KINDS) if kind in found]

    def freeze(self, mailing_id: int, audience: Audience, dues: Mapping[When, Due], priority: int, parts: int) -> int:
        """For everybody of the audience a row of the ledger for each part, in a statement a part; how many people.

        Parts follow each other by a second: in order, and no faster than Telegram lets us write to one person.
        `dues` must name every group of `groups`, and the home's usual hours for whoever joins meanwhile.
        """
        return self.freeze_those(mailing_id, belongs(audience), dues, priority, parts, audience.obliges)

    def freeze_those(
        self,
        mailing_id: int,
        who: ColumnElement[bool],
        dues: Mapping[When, Due],
        priority: int,
        parts: int = 1,
        obliges: bool = True,
    ) -> int:
        """The same for every `member` of whom `who` is true; unless it `obliges`, who wants none is not reached."""
        for part in range(parts):
            people = self._freeze(mailing_id, who, dues, priority, part, obliges)
        return people

    def _freeze(
        self,
        mailing_id: int,
        who: ColumnElement[bool],
        dues: Mapping[When, Due],
        priority: int,
        part: int,
        obliges: bool,
    ) -> int:
        at = case(
            *((shares(when), literal(due.at + part, BigInteger)) for when, due in dues.items()),
            else_=literal(dues[HOME].at + part, BigInteger),
        )
        held = [shares(when) for when, due in dues.items() if due.is_held]
        urgent = [shares(when) for when, due in dues.items() if due.is_urgent]
        rows = (
            select(
                literal(mailing_id, BigInteger), member.id, literal(part, BigInteger), account.id, account.messenger,
                case(
                    (account.id.is_(None), _state(DeliveryState.UNREACHABLE)),
                    (or_(false(), *held), _state(DeliveryState.HELD)),
                    else_=_state(DeliveryState.WAITING),
                ),
                case((or_(false(), *urgent), literal(URGENT, Integer)), else_=literal(priority, Integer)), at,
                literal(0, BigInteger), literal("", String),
            )
            .select_from(member)
            .outerjoin(Municipality, Municipality.id == member.municipality_id)
            .outerjoin(account, account.id == way(obliges))
            .where(who)
        )  # fmt: skip
        made = self._session.execute(
            insert(Delivery).from_select(COLUMNS, rows, include_defaults=False),
            execution_options={"preserve_rowcount": True},
        )
        return int(made.rowcount)  # type: ignore[attr-defined]  # an insert has one


def shares(when: When) -> ColumnElement[bool]:
    """Who belongs to the group."""
    zone = when.time_zone
    lives = Municipality.time_zone.is_(None) if zone is None else Municipality.time_zone == zone
    return and_(lives, member.quiet_hours == when.quiet, member.hears_urgent == when.hears_urgent)


def way(obliges: bool) -> Any:
    """Id of the account through which a member is reached; NULL: through none."""
    listens = () if obliges else (member.stopped_at.is_(None),)
    return best_of(member.id, member.preferred_messenger, *listens).correlate(member).scalar_subquery()


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
            regions, mine, _ = audience.within
            inside = or_(Municipality.region_id.in_(regions), Municipality.id.in_(mine))
            return Municipality, Municipality.name, inside


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

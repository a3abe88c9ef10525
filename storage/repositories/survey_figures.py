"""Finished runs for the figures of a municipality, folded: what was told of them, and what was not yet."""

import json
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, Text, and_, bindparam, exists, func, or_, select, type_coerce, update

from ..compiled import rows
from ..database import Transaction
from ..models import (
    Delivery,
    Municipality,
    Organization,
    OrganizationKind,
    Subject,
    SurveyErased,
    SurveyFigures,
    SurveyFolded,
    SurveyRound,
    SurveyVersion,
    Teacher,
    TeacherSubject,
)
from ..models.summaries import PENDING

ROUND, PLACE, REGION, MAILING, SINCE, NOW, MOST = (
    bindparam(name, type_=Integer)
    for name in ("round", "municipality", "region", "mailing", "since", "now", "most")
)  # fmt: skip
_asked = exists().where(Delivery.mailing_id == MAILING, Delivery.teacher_id == Teacher.id, Delivery.part == 0)
INVITED = select(func.count()).select_from(Teacher).where(Teacher.municipality_id == PLACE, _asked.correlate(Teacher))
"""By the people of the municipality, not by all of a region who were asked."""
_erased = select(func.sum(SurveyErased.count)).where(
    SurveyErased.round_id == ROUND, SurveyErased.municipality_id == PLACE
)
FINISHED = (
    select(func.count() + func.coalesce(_erased.scalar_subquery(), 0))
    .select_from(SurveyFolded)
    .where(SurveyFolded.round_id == ROUND, SurveyFolded.municipality_id == PLACE)
)
"""With those who were erased since."""
_opened, _closes, _closed = (
    type_coerce(column, Integer) for column in (SurveyRound.opened_at, SurveyRound.closes_at, SurveyRound.closed_at)
)
_put: Any = (
    select(
        SurveyRound.id,
        SurveyRound.mailing_id,
        SurveyRound.municipality_id,
        SurveyRound.audience,
        SurveyRound.invited,
        _opened,
        _closes,
        SurveyVersion.key,
        SurveyVersion.body,
    )
    .join(SurveyVersion, SurveyVersion.id == SurveyRound.version_id)
    .where(
        or_(
            SurveyRound.municipality_id == PLACE,
            and_(SurveyRound.municipality_id.is_(None), SurveyRound.region_id == REGION),
        )
    )
    .order_by(SurveyRound.id.desc())
    .limit(MOST)
)
ROUNDS = _put.where(or_(_closed.is_(None), _closed >= SINCE), _opened <= NOW)
EARLIER = _put.join(
    SurveyFigures, and_(SurveyFigures.round_id == SurveyRound.id, SurveyFigures.municipality_id == PLACE)
).where(SurveyVersion.key == bindparam("key", type_=Text), SurveyRound.id < ROUND)
TOLD = select(SurveyFigures.grouping, SurveyFigures.sums).where(
    SurveyFigures.round_id == ROUND, SurveyFigures.municipality_id == PLACE
)
NAME = select(Organization.name).where(Organization.id == bindparam("organization", type_=Integer))
"""Asked of each: ten of them take a third of what a list of them would, which is built anew each time."""


class Put(NamedTuple):
    """A round as it was put to people, and the survey it asks, as it is stored."""

    id: int
    mailing_id: int
    municipality_id: int | None
    audience: str
    invited: int
    opened_at: datetime
    closes_at: datetime
    key: str
    body: str


class Told(NamedTuple):
    """Both as JSON."""

    grouping: str
    sums: str


class Who(NamedTuple):
    """What somebody is told by; never shown."""

    municipality_id: int
    organization_id: int
    kind: OrganizationKind
    subject: str
    career_since: int | None


class SurveyReleases:
    def __init__(self, tx: Transaction) -> None:
        self._tx, self._session = tx, tx.session

    def rounds(self, place: Municipality, since: datetime, now: datetime, limit: int) -> list[Put]:
        """Those put to the municipality or its region that were open at some time since then, the newest first."""
        when = {"since": int(since.timestamp()), "now": int(now.timestamp())}
        found = rows(self._tx, ROUNDS, municipality=place.id, region=place.region_id, most=limit, **when)
        return [_made(row) for row in found]

    def earlier(self, found: Put, place: Municipality, limit: int) -> list[Put]:
        """Rounds of the same survey before this one of which something was told here, the newest first."""
        where = {"municipality": place.id, "region": place.region_id}
        return [_made(row) for row in rows(self._tx, EARLIER, round=found.id, key=found.key, most=limit, **where)]

    def invited(self, found: Put, municipality_id: int) -> int:
        if found.municipality_id is not None:
            return found.invited
        ((count,),) = rows(self._tx, INVITED, mailing=found.mailing_id, municipality=municipality_id)
        return int(count)

    def finished(self, round_id: int, municipality_id: int) -> int:
        ((count,),) = rows(self._tx, FINISHED, round=round_id, municipality=municipality_id)
        return int(count)

    def known_as(self, teacher_id: int) -> Who | None:
        """What she is today; of several subjects the first by name. None: she belongs to no municipality."""
        subject = (
            select(func.min(Subject.name))
            .join(TeacherSubject, TeacherSubject.subject_id == Subject.id)
            .where(TeacherSubject.teacher_id == Teacher.id, ~Subject.is_category)
            .correlate(Teacher)
            .scalar_subquery()
        )
        query = (
            select(
                Teacher.municipality_id,
                Teacher.organization_id,
                Organization.kind,
                func.coalesce(subject, ""),
                Teacher.career_since,
            )
            .join(Organization, Organization.id == Teacher.organization_id)
            .where(Teacher.id == teacher_id, Teacher.municipality_id.is_not(None))
        )
        row = self._session.execute(query).first()
        return Who._make(row) if row else None

    def fold(self, found: SurveyFolded) -> None:
        self._session.add(found)
        self._session.flush()

    def pending(self, round_id: int, municipality_id: int, limit: int) -> list[SurveyFolded]:
        """Runs that may be told of and are in no release, the oldest first."""
        query = select(SurveyFolded).where(
            SurveyFolded.round_id == round_id, SurveyFolded.municipality_id == municipality_id, PENDING
        )
        return list(self._session.scalars(query.order_by(SurveyFolded.run_id).limit(limit)))

    def organizations(self, numbers: Collection[int]) -> dict[int, str]:
        """Id -> name."""
        return {one: name for one in numbers for (name,) in rows(self._tx, NAME, organization=one)}

    def told(self, round_id: int, municipality_id: int) -> Told | None:
        found = rows(self._tx, TOLD, round=round_id, municipality=municipality_id)
        return Told(*found[0]) if found else None

    def tell(
        self,
        round_id: int,
        municipality_id: int,
        run_ids: Collection[int],
        grouping: object,
        sums: object,
    ) -> None:
        """These runs are told of from now on; they are never counted again."""
        found = self._session.get(SurveyFigures, (round_id, municipality_id))
        if found is None:
            found = SurveyFigures(round_id=round_id, municipality_id=municipality_id, releases=0, grouping="", sums="")
            self._session.add(found)
        found.releases += 1
        found.grouping = json.dumps(grouping, ensure_ascii=False)
        found.sums = json.dumps(sums, ensure_ascii=False)
        self._session.flush()
        told = update(SurveyFolded).where(SurveyFolded.run_id.in_(run_ids)).values(release=found.releases)
        self._session.execute(told, execution_options={"synchronize_session": False})


def _made(row: Any) -> Put:
    *_, opened, closes, _, _ = row
    return Put(*row)._replace(
        opened_at=datetime.fromtimestamp(opened, UTC), closes_at=datetime.fromtimestamp(closes, UTC)
    )

"""Answers for the figures of a municipality: only of runs that have not been told of yet, by the run's number."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import (
    Delivery,
    Municipality,
    Organization,
    OrganizationKind,
    Subject,
    SurveyAnswer,
    SurveyFigures,
    SurveyReleased,
    SurveyRound,
    SurveyRun,
    SurveyVersion,
    Teacher,
    TeacherSubject,
)

HERS = SurveyRun.teacher_id == Teacher.id


class Answered(NamedTuple):
    """One finished run, what its person is, and her answers by code; never shown, only counted."""

    run_id: int
    career_since: int | None
    kind: OrganizationKind
    subject: str
    answers: dict[str, Any]


class SurveyReleases:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def rounds(self, place: Municipality, since: datetime, now: datetime, limit: int) -> list[SurveyRound]:
        """Those put to the municipality or its region that were open at some time since then, the newest first."""
        of_region = and_(SurveyRound.municipality_id.is_(None), SurveyRound.region_id == place.region_id)
        is_recent = or_(SurveyRound.closed_at.is_(None), SurveyRound.closed_at >= since)
        query = select(SurveyRound).where(
            or_(SurveyRound.municipality_id == place.id, of_region), is_recent, SurveyRound.opened_at <= now
        )
        query = query.options(joinedload(SurveyRound.version)).order_by(SurveyRound.id.desc()).limit(limit)
        return list(self._session.scalars(query))

    def earlier(self, found: SurveyRound, place: Municipality, limit: int) -> list[SurveyRound]:
        """Rounds of the same survey before this one, put to the municipality or its region, the newest first."""
        of_region = and_(SurveyRound.municipality_id.is_(None), SurveyRound.region_id == place.region_id)
        query = (
            select(SurveyRound)
            .join(SurveyVersion, SurveyVersion.id == SurveyRound.version_id)
            .where(
                or_(SurveyRound.municipality_id == place.id, of_region),
                SurveyVersion.key == found.version.key,
                SurveyRound.id < found.id,
            )
            .options(joinedload(SurveyRound.version))
        )
        return list(self._session.scalars(query.order_by(SurveyRound.id.desc()).limit(limit)))

    def invited(self, found: SurveyRound, municipality_id: int) -> int:
        if found.municipality_id is not None:
            return found.invited
        query = select(func.count()).join(Teacher, Teacher.id == Delivery.teacher_id).select_from(Delivery)
        here = query.where(Delivery.mailing_id == found.mailing_id, Delivery.part == 0)
        return self._session.scalars(here.where(Teacher.municipality_id == municipality_id)).one()

    def finished(self, found: SurveyRound, municipality_id: int) -> int:
        return self._session.scalars(
            select(func.count()).select_from(SurveyRun).join(Teacher, HERS).where(_finished(found, municipality_id))
        ).one()

    def pending(self, found: SurveyRound, municipality_id: int, after: int, limit: int) -> list[Answered]:
        """Finished runs that are in no release, the oldest first, with greater ids than `after`."""
        subject = (
            select(func.min(Subject.name))
            .join(TeacherSubject, TeacherSubject.subject_id == Subject.id)
            .where(TeacherSubject.teacher_id == Teacher.id, ~Subject.is_category)
            .correlate(Teacher)
            .scalar_subquery()
        )
        told = exists().where(SurveyReleased.run_id == SurveyRun.id)
        query = (
            select(SurveyRun.id, Teacher.career_since, Organization.kind, func.coalesce(subject, ""))
            .join(Teacher, HERS)
            .join(Organization, Organization.id == Teacher.organization_id)
            .where(_finished(found, municipality_id), ~told, SurveyRun.id > after)
            .order_by(SurveyRun.id)
            .limit(limit)
        )
        rows = self._session.execute(query).all()
        answers = self._answers([row[0] for row in rows])
        return [Answered(one, since, kind, name, answers.get(one, {})) for one, since, kind, name in rows]

    def _answers(self, run_ids: Collection[int]) -> dict[int, dict[str, Any]]:
        found: dict[int, dict[str, Any]] = {}
        query = select(SurveyAnswer.run_id, SurveyAnswer.code, SurveyAnswer.value)
        for run_id, code, value in self._session.execute(query.where(SurveyAnswer.run_id.in_(run_ids))):
            found.setdefault(run_id, {})[code] = json.loads(value)
        return found

    def told(self, round_id: int, municipality_id: int) -> SurveyFigures | None:
        return self._session.get(SurveyFigures, (round_id, municipality_id))

    def tell(
        self,
        round_id: int,
        municipality_id: int,
        run_ids: Collection[int],
        grouping: object,
        sums: object,
    ) -> None:
        """These runs are told of from now on; they are never counted again."""
        found = self.told(round_id, municipality_id)
        if found is None:
            found = SurveyFigures(round_id=round_id, municipality_id=municipality_id, releases=0, grouping="", sums="")
            self._session.add(found)
        found.releases += 1
        found.grouping = json.dumps(grouping, ensure_ascii=False)
        found.sums = json.dumps(sums, ensure_ascii=False)
        self._session.flush()
        rows = [{"run_id": one, "municipality_id": municipality_id, "number": found.releases} for one in run_ids]
        self._session.execute(insert(SurveyReleased), rows)


def _finished(found: SurveyRound, municipality_id: int) -> ColumnElement[bool]:
    return and_(
        SurveyRun.round_id == found.id,
        SurveyRun.finished_at.is_not(None),
        Teacher.municipality_id == municipality_id,
    )

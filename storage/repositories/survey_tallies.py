"""Answers to each question, only of runs that have been released, and what of them has been told."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import SurveyAnswer, SurveyFigures, SurveyFolded, SurveyRound, SurveyRun, SurveyTally


class SurveyTallies:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def behind(self) -> tuple[SurveyRound, SurveyTally] | None:
        """A round and a municipality in which more was released than is counted; the tally is begun where none was."""
        same = and_(
            SurveyTally.round_id == SurveyFigures.round_id,
            SurveyTally.municipality_id == SurveyFigures.municipality_id,
        )
        query = (
            select(SurveyFigures, SurveyTally)
            .outerjoin(SurveyTally, same)
            .where(or_(SurveyTally.releases.is_(None), SurveyTally.releases < SurveyFigures.releases))
            .order_by(SurveyFigures.round_id, SurveyFigures.municipality_id)
        )
        row = self._session.execute(query.limit(1)).first()
        if row is None:
            return None
        figures, tally = row
        if tally is None:
            keys = {"round_id": figures.round_id, "municipality_id": figures.municipality_id}
            tally = SurveyTally(**keys, releases=0, body="{}")
            self._session.add(tally)
        found = select(SurveyRound).where(SurveyRound.id == figures.round_id).options(joinedload(SurveyRound.version))
        return self._session.scalars(found).one(), tally

    def released(self, tally: SurveyTally, number: int) -> dict[str, list[tuple[Any, int]]]:
        """Of this release: code -> each answer that was given, and how many gave it."""
        found: dict[str, list[tuple[Any, int]]] = {}
        query = (
            select(SurveyAnswer.code, SurveyAnswer.value, func.count())
            .join(SurveyFolded, SurveyFolded.run_id == SurveyAnswer.run_id)
            .join(SurveyRun, SurveyRun.id == SurveyFolded.run_id)
            .where(*_of(tally), SurveyFolded.release == number)
            .group_by(SurveyAnswer.code, SurveyAnswer.value)
        )
        for code, value, count in self._session.execute(query):
            found.setdefault(code, []).append((json.loads(value), count))
        return found

    def of_round(self, round_id: int) -> list[SurveyTally]:
        return list(self._session.scalars(select(SurveyTally).where(SurveyTally.round_id == round_id)))

    def texts(self, tally: SurveyTally, code: str, until: int) -> list[str]:
        """What was written to a question by those of the first releases who are still there, in no order."""
        query = (
            select(SurveyAnswer.value)
            .join(SurveyFolded, SurveyFolded.run_id == SurveyAnswer.run_id)
            .join(SurveyRun, SurveyRun.id == SurveyFolded.run_id)
            .where(*_of(tally), SurveyFolded.release <= until, SurveyAnswer.code == code)
        )
        return [str(json.loads(value)) for value in self._session.scalars(query)]


def _of(tally: SurveyTally) -> Collection[Any]:
    return SurveyFolded.round_id == tally.round_id, SurveyFolded.municipality_id == tally.municipality_id

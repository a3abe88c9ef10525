"""One person's way through surveys; every query is by the person herself, none lists people."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, delete, func, insert, or_, select, type_coerce, update
from sqlalchemy.orm import Session, joinedload

from ..compiled import rows, run, run_many
from ..database import Transaction
from ..models import (
    OPEN,
    Delivery,
    DeliveryState,
    Mailing,
    SurveyAnswer,
    SurveyPending,
    SurveyRefusal,
    SurveyRound,
    SurveyRun,
    SurveyVersion,
)

_run, _round, _version, _answer = (
    kind.__table__.c for kind in (SurveyRun, SurveyRound, SurveyVersion, SurveyAnswer)
)  # fmt: skip
ROUND, TEACHER, RUN = (bindparam(name, type_=Integer) for name in ("round", "teacher", "run"))
HERS = (
    select(
        _run.id, _run.tags, _run.at, type_coerce(_run.finished_at, Integer), type_coerce(_round.closes_at, Integer),
        _version.key, _version.digest,
    )
    .select_from(
        SurveyRun.__table__.join(SurveyRound.__table__, _round.id == _run.round_id)
        .join(SurveyVersion.__table__, _version.id == _round.version_id)
    )
    .where(_run.round_id == ROUND, _run.teacher_id == TEACHER)
)  # fmt: skip
BODY = select(_version.body).where(_version.digest == bindparam("digest"))
ANSWERS = select(_answer.code, _answer.value).where(_answer.run_id == RUN)
DROP = delete(SurveyAnswer).where(_answer.run_id == RUN, _answer.code == bindparam("what"))
PUT = insert(SurveyAnswer).values(run_id=RUN, code=bindparam("what"), value=bindparam("said"))
MOVE = update(SurveyRun).where(_run.id == RUN).values(at=bindparam("now_at"))
UNFINISHED = (
    select(_run.round_id)
    .select_from(SurveyRun.__table__.join(SurveyRound.__table__, _round.id == _run.round_id))
    .where(
        _run.teacher_id == TEACHER, _run.finished_at.is_(None),
        type_coerce(_round.closes_at, Integer) > bindparam("now", type_=Integer),
    )
    .order_by(_run.id)
    .limit(1)
)  # fmt: skip
"""The statements of an answer and of the menu, which are asked more often than all others."""


AS_JSON = json.JSONEncoder(ensure_ascii=False).encode


class Stored(NamedTuple):
    """A run as it stands; moments in seconds since 1970. `survey` and `digest`: the version's key and hash."""

    id: int
    tags: frozenset[str]
    at: str
    finished_at: int | None
    closes_at: int
    survey: str
    digest: str
    answers: dict[str, Any]


class Asked(NamedTuple):
    """A round she was asked to, and her run where she has begun one."""

    round: SurveyRound
    run: SurveyRun | None


def _said(value: str) -> Any:
    """From JSON; a key of an option, as most answers are, needs no parser."""
    return value[1:-1] if value[0] == '"' and "\\" not in value else json.loads(value)


class Surveys:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    @property
    def _session(self) -> Session:
        """Only when it is needed: every menu asks for a begun survey, by the cursor."""
        return self._tx.session

    def run(self, round_id: int, teacher_id: int) -> Stored | None:
        found = rows(self._tx, HERS, round=round_id, teacher=teacher_id)
        if not found:
            return None
        number, tags, *rest = found[0]
        return Stored._make((number, frozenset(filter(None, tags.split(","))), *rest, self.answers(number)))

    def body(self, digest: str) -> str:
        """The definition with this hash."""
        return str(rows(self._tx, BODY, digest=digest)[0][0])

    def save(self, run_id: int, at: str | None, dropped: Collection[str], put: Mapping[str, Any]) -> None:
        """Where the run stands (None: as before); these answers go, and these come: one that is changed is in both."""
        if dropped:
            run_many(self._tx, DROP, [{"run": run_id, "what": code} for code in dropped])
        for code, value in put.items():
            run(self._tx, PUT, run=run_id, what=code, said=AS_JSON(value))
        if at is not None:
            run(self._tx, MOVE, run=run_id, now_at=at)

    def unfinished(self, teacher_id: int, now: datetime) -> int | None:
        """Id of an open round she has begun and not finished."""
        found = rows(self._tx, UNFINISHED, teacher=teacher_id, now=int(now.timestamp()))
        return found[0][0] if found else None

    def asked(self, teacher_id: int, now: datetime, round_id: int | None = None) -> list[Asked]:
        """The open rounds (or this one, even if closed) to which she was invited, what closes first before the rest."""
        which = SurveyRound.id == round_id
        if round_id is None:
            which = SurveyRound.closes_at > now
        mine = (SurveyRun.round_id == SurveyRound.id) & (SurveyRun.teacher_id == teacher_id)
        query = (
            select(SurveyRound, SurveyRun)
            .join(Delivery, Delivery.mailing_id == SurveyRound.mailing_id)
            .outerjoin(SurveyRun, mine)
            .where(Delivery.teacher_id == teacher_id, Delivery.part == 0, which)
            .options(joinedload(SurveyRound.version))
            .order_by(SurveyRound.closes_at, SurveyRound.id)
        )
        return [Asked(*row) for row in self._session.execute(query)]

    def begin(self, run_: SurveyRun) -> None:
        self._session.add(run_)
        self._session.flush()

    def restart(self, run_id: int, at: str, now: datetime) -> None:
        """All answers go."""
        self._session.execute(delete(SurveyAnswer).where(SurveyAnswer.run_id == run_id))
        again = update(SurveyRun).where(SurveyRun.id == run_id).values(at=at, begun_at=now)
        self._session.execute(again, execution_options={"synchronize_session": False})

    def finish(self, round_id: int, teacher_id: int, now: datetime) -> None:
        mine = update(SurveyRun).where(SurveyRun.round_id == round_id, SurveyRun.teacher_id == teacher_id)
        done = mine.where(SurveyRun.finished_at.is_(None)).values(finished_at=now)
        self._session.execute(done, execution_options={"synchronize_session": False})

    def leave(self, round_id: int, teacher_id: int) -> bool:
        """Nobody reminds her any more; False: that was so before."""
        pending = delete(SurveyPending).where(
            SurveyPending.round_id == round_id, SurveyPending.teacher_id == teacher_id
        )
        gone = self._session.execute(pending, execution_options={"synchronize_session": False})
        return bool(gone.rowcount)  # type: ignore[attr-defined]  # a delete has one

    def call_off(self, mailing_id: int, keys: Collection[str], teacher_id: int) -> None:
        """What has not come to her of an invitation and of the reminders with these keys does not come any more."""
        which = or_(Mailing.id == mailing_id, Mailing.key.in_(keys))
        waiting = update(Delivery).where(
            Delivery.teacher_id == teacher_id,
            Delivery.state.in_((*OPEN, DeliveryState.UNREACHABLE, DeliveryState.BLOCKED)),
            Delivery.mailing_id.in_(select(Mailing.id).where(which)),
        )
        cancelled = waiting.values(state=DeliveryState.CANCELLED)
        self._session.execute(cancelled, execution_options={"synchronize_session": False})

    def durations(self, version_id: int, most: int) -> list[int]:
        """Seconds the newest finished runs of the version took."""
        took = type_coerce(SurveyRun.finished_at, Integer) - type_coerce(SurveyRun.begun_at, Integer)
        query = (
            select(took)
            .join(SurveyRound, SurveyRound.id == SurveyRun.round_id)
            .where(SurveyRound.version_id == version_id, SurveyRun.finished_at.is_not(None))
            .order_by(SurveyRun.id.desc())
        )
        return list(self._session.scalars(query.limit(most)))

    def answered(self, teacher_id: int) -> list[tuple[SurveyRun, dict[str, Any]]]:
        """Every run of hers with its answers, what she finished last first (else began last)."""
        at = func.coalesce(SurveyRun.finished_at, SurveyRun.begun_at)
        query = select(SurveyRun).where(SurveyRun.teacher_id == teacher_id).order_by(at.desc(), SurveyRun.id.desc())
        found = self._session.scalars(query.options(joinedload(SurveyRun.round).joinedload(SurveyRound.version)))
        return [(one, self.answers(one.id)) for one in found]

    def may_be_reminded_of(self, teacher_id: int) -> list[datetime]:
        """When the rounds were opened of which she may yet be reminded."""
        query = select(SurveyRound.opened_at).join(SurveyPending, SurveyPending.round_id == SurveyRound.id)
        return list(self._session.scalars(query.where(SurveyPending.teacher_id == teacher_id)))

    def answers(self, run_id: int) -> dict[str, Any]:
        return {code: _said(value) for code, value in rows(self._tx, ANSWERS, run=run_id)}

    def drop_run(self, round_id: int, teacher_id: int) -> None:
        """Her answers go with it."""
        mine = (SurveyRun.round_id == round_id, SurveyRun.teacher_id == teacher_id)
        self._session.execute(delete(SurveyRun).where(*mine), execution_options={"synchronize_session": False})

    def refused(self, round_id: int, municipality_id: int | None) -> None:
        """One more of the municipality."""
        where = SurveyRefusal.municipality_id == municipality_id
        query = select(SurveyRefusal).where(SurveyRefusal.round_id == round_id, where)
        found = self._session.scalars(query.with_for_update()).first()
        if found is None:
            found = SurveyRefusal(round_id=round_id, municipality_id=municipality_id, count=0)
            self._session.add(found)
        found.count += 1
        self._session.flush()

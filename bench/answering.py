"""People in the middle of the diagnostic, for measuring what an answer costs."""

import json
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select, update

from bot.services.surveys.engine import NEXT
from bot.surveying.library import load_library
from bot.surveying.taps import Surveying, mark_at
from storage.database import Transaction
from storage.models import (
    Conversation,
    Delivery,
    DeliveryState,
    Mailing,
    MailingKind,
    SurveyAnswer,
    SurveyRound,
    SurveyRun,
    SurveyVersion,
)

from .made_up import NOW

PEOPLE = 2_000
"""So many that nobody seems to send without end, each at another question."""
OPTIONS = ("sure", "mostly", "support")
"""The last one, «нужна поддержка», makes further questions come."""


class Survey(NamedTuple):
    """A round some people have begun."""

    round_id: int
    people: int
    questions: tuple[str, ...]

    def at(self, person: int) -> int:
        """The place of the question she has come to; there is at least one more."""
        return person % (len(self.questions) - 1)

    def taps(self, count: int) -> list[tuple[int, str]]:
        """(person, payload): each answers the question she has come to, after `begin_anew`, and the next one."""
        turns = (divmod(number, self.people) for number in range(count))
        places = [(1 + person, self.at(1 + person) + turn) for turn, person in turns]
        return [
            (person, f"sv_pick:{mark_at(self.round_id, at)}:{(at + person) % len(OPTIONS)}") for person, at in places
        ]

    def begin_anew(self, tx: Transaction) -> int:
        """All are where they began; returns how many answers that makes."""
        run, people = tx.connection.execute, range(1, self.people + 1)
        hers = select(SurveyRun.id).where(SurveyRun.round_id == self.round_id)
        run(delete(SurveyAnswer).where(SurveyAnswer.run_id.in_(hers)))
        rows = [
            {"run_id": one.id, "code": code, "value": f'"{OPTIONS[(place + one.teacher_id) % len(OPTIONS)]}"'}
            for one in run(select(SurveyRun.id, SurveyRun.teacher_id).where(SurveyRun.round_id == self.round_id))
            for place, code in enumerate(self.questions[: self.at(one.teacher_id)])
        ]
        run(insert(SurveyAnswer), rows)
        run(update(SurveyRun).where(SurveyRun.round_id == self.round_id).values(at=NEXT))
        open_question = {"state": Surveying.QUESTION.value, "data": json.dumps({"round": self.round_id})}
        run(update(Conversation).where(Conversation.id.in_(people)).values(**open_question))
        return len(rows)

    def answers(self, tx: Transaction) -> int:
        return tx.session.scalars(select(func.count()).select_from(SurveyAnswer)).one()


def surveyed(tx: Transaction, most: int) -> Survey:
    """A round of the diagnostic among the first people, made once."""
    edition, run = load_library()["diagnostic"], tx.connection.execute
    questions = tuple(one.code for one in edition.survey.questions if one.group)
    people = min(PEOPLE, most)
    known = run(select(SurveyRound.id).order_by(SurveyRound.id)).scalar()
    if known is not None:
        return Survey(known, people, questions)
    version = {"id": 1, "key": "diagnostic", "digest": edition.digest, "body": edition.body, "created_at": NOW}
    run(insert(SurveyVersion), [version])
    sent = Mailing(kind=MailingKind.SURVEY, is_personal=False, created_at=NOW, starts_at=NOW)
    tx.session.add(sent)
    tx.session.flush()
    found = {"id": 1, "version_id": 1, "mailing_id": sent.id, "region_id": 1, "municipality_id": None}
    when = {"opened_at": NOW, "closes_at": NOW.replace(year=2027)}
    run(insert(SurveyRound), [found | when | {"audience": "{}", "seconds": 120, "invited": people, "reminders": 0}])
    got = {"mailing_id": sent.id, "part": 0, "state": DeliveryState.SENT, "priority": 1, "due_at": NOW, "tries": 1}
    run(insert(Delivery), [got | {"teacher_id": n, "error": ""} for n in range(1, people + 1)])
    began = {"round_id": 1, "tags": "school", "at": questions[0], "begun_at": NOW}
    run(insert(SurveyRun), [began | {"teacher_id": n} for n in range(1, people + 1)])
    return Survey(1, people, questions)

"""People in the middle of the diagnostic, for measuring what an answer costs."""

import json
from functools import partial
from typing import NamedTuple

from sqlalchemy import delete, insert, select, update

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

PEOPLE = 100
"""More than are in flight, so that each answers in order; from the first question to the last."""
OPTIONS = 3
"""One of them, «нужна поддержка», makes further questions come."""


class Survey(NamedTuple):
    """A round some people have begun."""

    round_id: int
    people: int
    questions: tuple[str, ...]

    def taps(self, count: int) -> list[tuple[int, str]]:
        """(person, payload): each question of hers in turn, after `begin_anew`."""
        turns = (divmod(number, self.people) for number in range(count))
        at = partial(mark_at, self.round_id)
        return [(1 + person, f"sv_pick:{at(place)}:{(place + person) % OPTIONS}") for place, person in turns]

    def begin_anew(self, tx: Transaction) -> None:
        """All are before the first question again."""
        run, people = tx.connection.execute, range(1, self.people + 1)
        hers = select(SurveyRun.id).where(SurveyRun.round_id == self.round_id)
        run(delete(SurveyAnswer).where(SurveyAnswer.run_id.in_(hers)))
        run(update(SurveyRun).where(SurveyRun.round_id == self.round_id).values(at=self.questions[0]))
        open_question = {"state": Surveying.QUESTION.value, "data": json.dumps({"round": self.round_id})}
        run(update(Conversation).where(Conversation.id.in_(people)).values(**open_question))


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

"""Questions to the methodists of one's places that nobody has answered yet."""

from datetime import datetime
from zoneinfo import ZoneInfo

from storage.models import Municipality
from storage.repository import Repository

from . import access
from .access import Action, Actor
from .summaries import reading
from .summaries.counting import Question, asked, week_of
from .summaries.reading import Asked, Waiting
from .summaries.weeks import newest


def unanswered(repo: Repository, actor: Actor, now: datetime) -> Waiting:
    """The actor's own, who has waited longest first, and how many wait for her colleagues. Raises ForbiddenError."""
    found = dict[int, Question]()  # by thread: who answers for two municipalities is asked once
    for place in reading.places(repo, actor):
        access.require(actor, Action.SEE_SUMMARY, place)
        if isinstance(place, Municipality):  # a region is asked through its municipalities
            week = week_of(place, newest(now, ZoneInfo(place.time_zone)), now)
            found |= {one.thread_id: one for one in asked(repo, place, week) if one.answered_at is None}
    ordered = sorted(found.values(), key=lambda one: one.at)
    threads = [(repo.mailings.thread(one.thread_id), one.at) for one in ordered]
    own = [Asked(one, at) for one, at in threads if one and actor.teacher_id in (one.first_id, one.second_id)]
    return Waiting(own, len(threads) - len(own))

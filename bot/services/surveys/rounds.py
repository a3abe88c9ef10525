"""Rounds: a survey put to many until a day; whoever opens one sees numbers of at least K people, never who or what."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.models import Mailing, MailingKind, Municipality, Region, SurveyRound
from storage.repositories.audiences import Audience, Choices, Condition, Due, Group, When, Within
from storage.repositories.survey_rounds import Room
from storage.repository import Repository

from .. import access, audience_memory, audiences, audit
from ..access import Action, Actor, ForbiddenError
from ..announcements import ORDINARY, MorePeopleError, NobodyError, Row, Timing, planned
from ..audit import Deed
from ..disclosure import K
from . import again
from .keeping import require_played
from .model import Survey
from .reading import Edition
from .runs import is_open, reminder_keys

MONTH, BUDGET = timedelta(days=30), 10 * 60
"""Surveys may take so many seconds of a person's month, all of them together."""
CONDITIONS = (Condition.MUNICIPALITY, Condition.SUBJECT, Condition.YOUNG)
SHORTEST, LONGEST = timedelta(hours=20), timedelta(days=100)
"""How soon a round may close, and how late."""
TENTHS = 10
FRIDAY = 4


class BadDayError(Exception):
    """The closing day is too near or too far."""


class Plan(NamedTuple):
    """What opening would do: `spared` are not asked, for surveys have had their share of the month.

    `again`: whom the survey has asked of late; all of them may be asked anew from `free_at` on.
    """

    people: int
    reachable: int
    spared: int
    again: int
    free_at: datetime | None
    dues: dict[When, Due]


class Invitation(NamedTuple):
    """How it reads: given, for services speak no Russian; `rows` of the round's number."""

    text: str
    rows: Callable[[int], list[Row]]


class Counts(NamedTuple):
    """`invited` None: fewer than K. `tenths` of them and perhaps more answered to the end, None: too few to say.

    Both move only by K people at a time, so that no look tells what one person did.
    """

    invited: int | None
    tenths: int | None


def offered(repo: Repository, actor: Actor, today: date) -> tuple[Condition, ...]:
    """By what the audience may be narrowed. Raises ForbiddenError."""
    found = _audience(repo, actor, {}, today)
    return tuple(one for one in audiences.conditions(found) if one in CONDITIONS)


def plan(
    repo: Repository, actor: Actor, survey: Survey, choices: Choices, home: ZoneInfo, now: datetime, today: date
) -> Plan:
    """Whom the round would ask. Raises ForbiddenError."""
    return _plan(repo, _audience(repo, actor, choices, today), survey, home, now)


def open_round(
    repo: Repository,
    actor: Actor,
    edition: Edition,
    choices: Choices,
    closes_at: datetime,
    agreed: int,
    invitation: Invitation,
    home: ZoneInfo,
    now: datetime,
    today: date,
) -> SurveyRound:
    """Freeze whom it asks; `agreed` people were confirmed.

    Raises ForbiddenError, NotPlayedError, NobodyError, MorePeopleError, BadDayError.
    """
    require_played(repo, edition)
    check_day(closes_at, now)
    audience = _audience(repo, actor, choices, today)
    repo.survey_rounds.hold(_region(repo, audience.within))
    found = _plan(repo, audience, edition.survey, home, now)
    if not found.reachable:
        raise NobodyError
    if found.reachable > agreed:
        raise MorePeopleError
    room = room_for(repo, _region(repo, audience.within), edition.survey, now)
    made = _made(repo, actor, audience, edition, closes_at, home, now)
    repo.mailings.add_part(made.mailing_id, invitation.text, json.dumps(invitation.rows(made.id), ensure_ascii=False))
    made.invited = repo.survey_rounds.invite(made, audience, room, found.dues, ORDINARY)
    repo.mailings.added = True
    author = repo.teachers.get(actor.teacher_id or 0)
    audit.record(repo, actor, Deed.SURVEY_OPENED, now, author, f"round={made.id} people={made.invited}")
    return made


def home(repo: Repository, actor: Actor) -> Region | Municipality:
    """Whose surveys the actor's are. Raises ForbiddenError."""
    found = _place(repo, audiences.scope(repo, actor, Action.RUN_SURVEY))
    access.require(actor, Action.RUN_SURVEY, found)
    return found


def listed(repo: Repository, actor: Actor, offset: int, limit: int) -> list[SurveyRound]:
    """Those put to the people the actor answers for, the newest first. Raises ForbiddenError."""
    access.require(actor, Action.RUN_SURVEY, home(repo, actor))
    return repo.survey_rounds.within(audiences.scope(repo, actor, Action.RUN_SURVEY), offset, limit)


def get(repo: Repository, actor: Actor, round_id: int) -> tuple[SurveyRound, Counts]:
    """A round and what may be told of it. Raises ForbiddenError."""
    found = _own(repo, actor, round_id)
    return found, counts(found.invited, repo.survey_rounds.finished(found.id))


def close(repo: Repository, actor: Actor, round_id: int, now: datetime) -> SurveyRound:
    """No answers from now on; what was answered stays. Raises ForbiddenError."""
    found = _own(repo, actor, round_id, lock=True)
    if is_open(found, now):
        repo.survey_rounds.close(found, reminder_keys(found.id), now)
        author = repo.teachers.get(actor.teacher_id or 0)
        audit.record(repo, actor, Deed.SURVEY_CLOSED, now, author, f"round={found.id}")
    return found


def counts(invited: int, finished: int) -> Counts:
    """What may be told: so many tenths have finished at least, counted by whole Ks.

    Never so many that fewer than K people could be those who have not: «all» would tell of each of them what she did.
    """
    if invited < K:
        return Counts(None, None)
    told = at_least(invited, finished)
    return Counts(invited, told * TENTHS // invited if told else None)


def at_least(invited: int, finished: int) -> int:
    """So many of those invited have finished, as far as may be told."""
    told = min(finished, invited - K)
    return told - told % K


def chosen(found: SurveyRound) -> dict[Condition, list[int]]:
    """What its audience was narrowed by."""
    return {Condition(key): ids for key, ids in json.loads(found.audience).items()}


def check_day(closes_at: datetime, now: datetime) -> None:
    """Raises BadDayError."""
    if not SHORTEST <= closes_at - now <= LONGEST:
        raise BadDayError


def reminded_at(opened_at: datetime, closes_at: datetime, number: int, zone: ZoneInfo) -> datetime | None:
    """When reminder `number` (from 1) is due: half-way, then a day before the close; None: there is no more.

    The last one never on a weekend: for most it would be held until Monday, when the round is over.
    """
    half = opened_at + (closes_at - opened_at) / 2
    last = closes_at.astimezone(zone) - timedelta(days=1)
    last -= timedelta(days=max(0, last.weekday() - FRIDAY))
    return [half, last if last > half else None, None][min(number, 3) - 1]


def _own(repo: Repository, actor: Actor, round_id: int, lock: bool = False) -> SurveyRound:
    found = repo.survey_rounds.get(round_id, lock)
    if found is None:
        raise ForbiddenError(Action.RUN_SURVEY)
    number = found.municipality_id
    place = repo.places.region(found.region_id) if number is None else repo.places.municipality(number)
    access.require(actor, Action.RUN_SURVEY, place)
    return found


def _audience(repo: Repository, actor: Actor, choices: Choices, today: date) -> Audience:
    found = audiences.audience(repo, actor, choices, today, action=Action.RUN_SURVEY)
    access.require(actor, Action.RUN_SURVEY, _place(repo, found.within))
    return found


def _place(repo: Repository, within: Within) -> Region | Municipality:
    """Whose round it is: the region's where the actor answers for one, else the (first) municipality's."""
    if within.regions:
        found: Region | Municipality | None = repo.places.region(within.regions[0])
    else:
        found = repo.places.municipality(within.municipalities[0])
    if found is None:
        raise ForbiddenError(Action.RUN_SURVEY)
    return found


def _region(repo: Repository, within: Within) -> int:
    found = _place(repo, within)
    return found.region_id if isinstance(found, Municipality) else found.id


def _made(
    repo: Repository,
    actor: Actor,
    audience: Audience,
    edition: Edition,
    closes_at: datetime,
    home: ZoneInfo,
    now: datetime,
) -> SurveyRound:
    """The round with its mailing; nobody has been asked yet."""
    place = _place(repo, audience.within)
    zone = ZoneInfo(place.time_zone) if isinstance(place, Municipality) else home
    mailing = Mailing(
        kind=MailingKind.SURVEY,
        author_id=None,  # so that it is nobody's announcement, with a report by person
        municipality_id=actor.municipality_id,
        is_personal=False,
        created_at=now,
        starts_at=now,
        closes_at=closes_at,
        audience=audience_memory.dump(audience),
    )
    version = repo.survey_rounds.version(edition.survey.key, edition.digest, edition.body, now)
    found = SurveyRound(
        version_id=version.id,
        mailing_id=repo.mailings.add(mailing, []).id,
        author_id=actor.teacher_id,
        region_id=_region(repo, audience.within),
        municipality_id=place.id if isinstance(place, Municipality) else None,
        audience=json.dumps({key.value: list(ids) for key, ids in audience.choices.items() if ids}),
        seconds=edition.survey.seconds(),
        invited=0,
        opened_at=now,
        closes_at=closes_at,
        remind_at=reminded_at(now, closes_at, 1, zone),
    )
    return repo.survey_rounds.add(found)


def room_for(repo: Repository, region_id: int, survey: Survey, now: datetime) -> Room:
    """Whom the survey may ask now."""
    before = again.asked_before(repo, region_id, survey, now)
    return Room(region_id, BUDGET - survey.seconds(), now - MONTH, before)


def _plan(repo: Repository, audience: Audience, survey: Survey, home: ZoneInfo, now: datetime) -> Plan:
    everybody = repo.audiences.groups(audience)
    room = room_for(repo, _region(repo, audience.within), survey, now)
    before = repo.survey_rounds.asked_again(audience, room.before)
    found = planned(repo.survey_rounds.groups(audience, room), Timing(None, None, home), now)
    spared = _people(everybody) - before.people - found.people
    free_at = before.until and before.until + again.PAUSE
    return Plan(found.people, found.reachable, spared, before.people, free_at, dict(found.dues))


def _people(groups: list[Group]) -> int:
    return sum(group.people for group in groups)

"""What happens to a round's mailings later: what fails too often is held, latecomers are invited; no reports."""

from datetime import date, datetime

from storage.models import Mailing, MailingState, Municipality, SurveyRound, Teacher
from storage.repositories.audiences import Audience
from storage.repository import Repository

from .. import audiences, audit
from ..access import Action, Actor, ForbiddenError, actor_of
from ..audit import Deed
from . import rounds
from .reading import by_hash
from .rounds import get
from .runs import is_open, reminder_keys


def is_paused(repo: Repository, actor: Actor, round_id: int, now: datetime) -> bool:
    """Whether its invitations or reminders are held because too many failed. Raises ForbiddenError."""
    found, _ = get(repo, actor, round_id)
    return is_open(found, now) and bool(_paused(repo, found))


def resume(repo: Repository, actor: Actor, round_id: int, now: datetime) -> bool:
    """Go on with what was held; False: nothing was. Raises ForbiddenError."""
    found, _ = get(repo, actor, round_id)
    held = _paused(repo, found) if is_open(found, now) else []
    for mailing in held:
        mailing.state, mailing.note = MailingState.ACTIVE, ""
        repo.mailings.added = True
    if held:
        audit.record(repo, actor, Deed.ANNOUNCEMENT_RESUMED, now, details=f"round={found.id}")
    return bool(held)


def round_of(repo: Repository, mailing: Mailing) -> SurveyRound | None:
    """The round to which an invitation or a reminder belongs."""
    parts = (mailing.key or "").split(":")
    if len(parts) > 1 and parts[1].isdecimal():
        found = repo.survey_rounds.get(int(parts[1]))
        return found if found and mailing.key in reminder_keys(found.id) else None
    return repo.survey_rounds.of_mailing(mailing.id)


def invite_late(
    repo: Repository, found: SurveyRound, stretch: tuple[int, int], most: int, now: datetime, today: date
) -> list[Teacher]:
    """Those of the audience as its author would choose them today who were not asked and have room in their month.

    Only people with numbers within the `stretch`; they may be reminded like the others. The caller delivers.
    """
    author = None if found.author_id is None else repo.teachers.get(found.author_id)
    if author is None or not is_open(found, now):
        return []
    audience = _audience(repo, author, found, today)
    if audience is None:
        return []
    survey = by_hash(found.version.key, found.version.digest, lambda: found.version.body)
    room = rounds.room_for(repo, found.region_id, survey, now)
    people = repo.survey_rounds.uninvited(found, audience, room, stretch, most)
    repo.survey_rounds.add_invited(found, [one.id for one in people])
    return people


def _audience(repo: Repository, author: Teacher, found: SurveyRound, today: date) -> Audience | None:
    """None: the author does not answer for the round's place (any more), perhaps for another one."""
    actor = actor_of(repo, author, today)
    try:
        place = rounds.home(repo, actor)
        if (place.id if isinstance(place, Municipality) else None) != found.municipality_id:
            return None
        chosen, sent = rounds.chosen(found), found.mailing.audience
        return audiences.remembered(repo, actor, sent, chosen, today, action=Action.RUN_SURVEY)
    except ForbiddenError:
        return None


def _paused(repo: Repository, found: SurveyRound) -> list[Mailing]:
    mailings = [found.mailing, *repo.announcements.by_keys(reminder_keys(found.id))]
    return [one for one in mailings if one.state is MailingState.PAUSED]

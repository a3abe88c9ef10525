"""Letters between people who work together; nobody learns anything of the other but the name."""

from datetime import date, datetime
from typing import NamedTuple

from storage.models import DeliveryState, MailingKind, Role, Scope, Teacher, Thread
from storage.repository import Repository

from . import access
from .access import Action, Actor
from .days import day_in, day_of, has_left
from .notes import PRIORITY, Note, tell, written
from .quiet import due_for

LIMIT = 3000
"""Characters a letter may have: with the writer's name and the buttons it must fit every messenger."""
FIRST = 0
"""Priority in the ledger of an answer: it goes before everything else, and whatever the hour."""


class Posted(NamedTuple):
    """The letter is in the ledger; `at` is later than now when it waits for the addressee's morning."""

    thread: Thread
    to: Teacher
    at: datetime
    waits: bool


class NotConnectedError(Exception):
    """The addressee uses no messenger with us: the letter would never arrive, so it is not taken."""


class ClosedError(access.ForbiddenError):
    """One of the two is no longer part of the thread, or it never was the actor's."""

    def __init__(self) -> None:
        super().__init__(Action.WRITE_LETTER)


class TooLongError(Exception):
    """The text would not fit into one message."""


class Words(NamedTuple):
    """How a letter reads for its addressee: given by the caller, for services speak no Russian.

    `file` is a kept file that goes with it.
    """

    text: str
    rows: list[list[tuple[str, str, int, str]]]
    file: int | None = None


def addressee(repo: Repository, actor: Actor, teacher_id: int, now: datetime) -> Teacher:
    """The person one may write to. Raises ForbiddenError (also for an id that does not exist), NotConnectedError."""
    writer = access.herself(repo, actor, Action.WRITE_LETTER)
    found = repo.teachers.get(teacher_id)
    if found is None or found.id == writer.id or not _knows(repo, actor, writer, found, now):
        raise access.ForbiddenError(Action.WRITE_LETTER)
    _require_connected(repo, found)
    return found


def begin(repo: Repository, actor: Actor, teacher_id: int, now: datetime) -> Thread:
    """The thread with the person, opened if there is none. Raises as `addressee`."""
    writer = access.herself(repo, actor, Action.WRITE_LETTER)
    to = addressee(repo, actor, teacher_id, now)
    return repo.mailings.thread_between(writer.id, to.id, now)


def thread(repo: Repository, actor: Actor, thread_id: int) -> Thread:
    """A thread one is part of. Raises ClosedError for every other one."""
    writer = access.herself(repo, actor, Action.WRITE_LETTER)
    found = repo.mailings.thread(thread_id)
    if found is None or writer.id not in (found.first_id, found.second_id):
        raise ClosedError
    return found


def other_of(actor: Actor, found: Thread) -> Teacher:
    """Whom the actor writes to in this thread."""
    return found.second if found.first_id == actor.teacher_id else found.first


def post(repo: Repository, actor: Actor, thread_id: int, words: Words, now: datetime, is_answer: bool) -> Posted:
    """Put a letter into the ledger: an answer goes at once, a new one waits for the addressee's morning.

    Raises ClosedError, NotConnectedError, TooLongError.
    """
    access.herself(repo, actor, Action.WRITE_LETTER)
    found = thread(repo, actor, thread_id)
    to = other_of(actor, found)
    if has_left(to, day_of(to, now)):
        raise ClosedError
    if len(words.text) > LIMIT + 500:
        raise TooLongError
    _require_connected(repo, to)
    at = now if is_answer else due_for(to, now)
    who, place, note = actor.teacher_id, to.municipality_id, Note(words.text, words.rows)
    mailing = written(repo, note, now, kind=MailingKind.LETTER, author_id=who, municipality_id=place, file=words.file)
    repo.mailings.add_letter(found, mailing)
    delivery = repo.mailings.deliver(mailing, to.id, 0, at, FIRST if is_answer else PRIORITY)
    return Posted(found, to, at, delivery.state is DeliveryState.HELD)


def leave(repo: Repository, actor: Actor, note: Note, now: datetime) -> None:
    """She is about to be erased, with the letters that wait for her morning: those who wrote them hear `note`."""
    to = access.herself(repo, actor, Action.ERASE_OWN_DATA)
    waiting = [one.mailing for one in repo.mailings.held_for(to.id) if one.mailing.kind is MailingKind.LETTER]
    for number in dict.fromkeys(one.author_id for one in waiting):
        if number is not None and (writer := repo.teachers.get(number)) is not None:
            tell(repo, writer, note, now)


def thread_of_message(repo: Repository, actor: Actor, message_id: int) -> Thread | None:
    """The thread of the letter that arrived as this message of the actor's account; None: it was no letter of hers.

    One of somebody else's may stand there, too, who had the account before her.
    """
    writer = access.herself(repo, actor, Action.WRITE_LETTER)
    number = None if actor.account_id is None else repo.mailings.letter_shown(actor.account_id, message_id)
    found = None if number is None else repo.mailings.thread(number)
    return found if found is not None and writer.id in (found.first_id, found.second_id) else None


def _require_connected(repo: Repository, to: Teacher) -> None:
    if not any(account.reachable for account in repo.accounts.of(to.id)):
        raise NotConnectedError


def _knows(repo: Repository, actor: Actor, writer: Teacher, to: Teacher, now: datetime) -> bool:
    """Staff and mentors write to their people; everybody to her mentor, her heads and her methodists."""
    today = day_in(writer.municipality, now)
    if has_left(to, day_of(to, now)):
        return False
    if access.allows(actor, Action.SEE_PERSON, to):
        return True
    pairs = repo.mentorships.around(writer.id, today)  # one that is to begin has been told to both
    if any(to.id in (found.mentor_id, found.mentee_id) for found in pairs):
        return True
    return _answers_for(repo, writer, to, today) or _heads_hers(repo, actor, to, today)


def _answers_for(repo: Repository, writer: Teacher, to: Teacher, today: date) -> bool:
    """A methodist of the writer's municipality, or who stands in for one."""
    if writer.municipality_id is None:
        return False
    held = repo.roles.standing_of(to.id, today)
    return (Role.METHODIST, Scope.MUNICIPALITY, writer.municipality_id) in held


def _heads_hers(repo: Repository, actor: Actor, to: Teacher, today: date) -> bool:
    """The head of an association the writer may see: of her school, municipality, region, or joined."""
    headed = [place for role, scope, place in repo.roles.standing_of(to.id, today) if role is Role.HEAD]
    associations = (repo.associations.get(place) for place in headed)
    return any(found and access.allows(actor, Action.SEE_ASSOCIATION, found) for found in associations)

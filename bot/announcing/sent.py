"""The screens of an announcement that has been sent: how far it is, who got it, who has to be told in person."""

from datetime import datetime
from itertools import groupby
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from storage.models import NAME, RECALLED, Event, Mailing, MailingKind
from storage.repository import Repository

from ..event_words import CallOff, Desk
from ..regulation_words import Sheet
from ..screen import Button, Html, Screen, personal, shorten
from ..services import access, announced, event_desk
from ..services import announcements as rules
from ..services.access import Action, Actor
from ..services.announced import Card, Progress
from ..services.events import is_open
from ..texts import Texts
from ..texts.dates import moment
from ..turn import Turn
from ..views import back, joined, name_of, paging, to_menu
from .afterwards import Print
from .correcting import Correct, Recall, is_ordinary
from .draft import ConfirmStop, InPerson, Mine, Report, Resume, Show, Stop, plain

TITLE = 80
SHORT = 22
LAST, LEFT = 5, 3
"""So many of the last announcements are listed, and of those somebody has left behind."""
IN_PERSON = 40
"""So many names stand on one page."""


BAR = 10
"""Squares of the bar."""


class Worded(Protocol):
    @property
    def texts(self) -> Texts: ...


class Looking(Worded, Protocol):
    """Who looks at a card: somebody in her turn, or the loop that keeps the cards up to date."""

    @property
    def repo(self) -> Repository: ...
    @property
    def actor(self) -> Actor: ...
    @property
    def now(self) -> datetime: ...
    @property
    def time_zone(self) -> ZoneInfo: ...


class Shown(NamedTuple):
    """A card; `is_moving`: it will not stay as it is."""

    screen: Screen
    is_moving: bool


def watched_card(turn: Turn, mailing_id: int) -> Screen:
    """The card, kept up to date from now on while it is the last the person sees there."""
    shown = card_screen(turn, mailing_id)
    if shown.is_moving:
        announced.watch(turn.repo, turn.actor, mailing_id, turn.incoming.update, turn.now)
    return shown.screen


def card_screen(turn: Looking, mailing_id: int) -> Shown:
    texts, found = turn.texts.announcements, announced.look(turn.repo, turn.actor, mailing_id, turn.now)
    lines = joined(progress_lines(turn, found))
    text = texts.card(texts.kinds[found.mailing.kind], title(turn, found.mailing, TITLE), lines)
    stop = [Button.of(texts.stop, Stop(id=mailing_id), confirms=True)] if found.may_stop else []
    go_on = [Button.of(texts.resume, Resume(id=mailing_id), confirms=True)] if found.may_resume else []
    screen = personal(
        Html(text + beginning(turn, found) + ("" if found.is_own else "\n\n" + texts.left_behind)),
        go_on,
        [Button.of(texts.refresh, Show(id=mailing_id)), *stop],
        *(of_author(turn, found.mailing) if found.is_own else ()),
        [Button.of(texts.mine, Mine()), to_menu(turn.texts)],
    )
    return Shown(screen, bool(found.progress.waiting))


def stop_question(turn: Turn, mailing_id: int) -> Screen | None:
    """Before what leaves only later is stopped for good; None: there is no time to ask, or nothing to stop."""
    texts, found = turn.texts.announcements, announced.look(turn.repo, turn.actor, mailing_id, turn.now)
    is_near = found.mailing.starts_at - turn.now <= rules.GRACE and not found.may_resume
    if not found.may_stop or (is_near and found.progress.leaving):
        return None
    yes = Button.of(texts.stop_yes, ConfirmStop(id=mailing_id), confirms=True)
    text = texts.confirm_stop(title(turn, found.mailing, TITLE), found.progress.waiting)
    return personal(text, [yes], [Button.of(texts.refuse, Show(id=mailing_id))])


def of_author(turn: Looking, mailing: Mailing) -> list[list[Button]]:
    """What only she sees and does."""
    texts = turn.texts.announcements
    return [
        [Button.of(texts.report, Report(id=mailing.id))],
        [Button.of(texts.in_person, InPerson(id=mailing.id, page=0))],
        [*changing(turn, mailing), *desk_of(turn, mailing), *sheet_of(turn, mailing)],
    ]


def changing(turn: Looking, mailing: Mailing) -> list[Button]:
    """What was recalled is changed no more, what is no plain text where it was made; an event is called off with it."""
    texts = turn.texts.afterwards
    if mailing.note == RECALLED:
        return []
    if event := coming(turn, mailing):
        return [Button.of(texts.recall, CallOff(id=event.id))]
    correct = [Button.of(texts.correct, Correct(id=mailing.id))] if is_ordinary(mailing) else []
    return [*correct, Button.of(texts.recall, Recall(id=mailing.id))]


def event_of(turn: Looking, mailing: Mailing) -> Event | None:
    """What the announcement invites to."""
    if mailing.kind is not MailingKind.EVENT:
        return None
    return event_desk.of_announcement(turn.repo, turn.actor, mailing.id)


def coming(turn: Looking, mailing: Mailing) -> Event | None:
    """The event it invites to that can still be called off: without that nobody may recall the invitation alone."""
    event = event_of(turn, mailing)
    return event if event and is_open(event, turn.now) else None


def desk_of(turn: Looking, mailing: Mailing) -> list[Button]:
    """The way to who comes, where the announcement invites to an event."""
    event = event_of(turn, mailing)
    return [Button.of(turn.texts.events.who_comes, Desk(id=event.id))] if event else []


def sheet_of(turn: Looking, mailing: Mailing) -> list[Button]:
    """The way to who has acknowledged it."""
    if mailing.kind is not MailingKind.REGULATION:
        return []
    return [Button.of(turn.texts.regulations.sheet, Sheet(id=mailing.id, page=0))]


def beginning(turn: Looking, found: Card) -> Html:
    texts, starts_at = turn.texts.announcements, found.mailing.starts_at
    if found.may_resume:
        return Html("\n" + texts.is_paused)
    if not found.may_stop or starts_at <= turn.now:
        return Html("")
    if starts_at - turn.now <= rules.GRACE:
        return Html("\n" + texts.begins_soon)
    return Html("\n" + texts.begins(moment(starts_at, turn.time_zone)))


def progress_lines(turn: Looking, card: Card) -> list[Html]:
    """A line for whatever there is any of; what was delivered always has one."""
    texts, found = turn.texts.announcements, card.progress
    is_running = bool(found.leaving) and card.mailing.starts_at <= turn.now and not card.may_resume
    said = (
        (texts.waiting, found.held if is_running else found.waiting),
        (texts.delivered, found.sent),
        (texts.tapped, found.tapped),
        (texts.absent, found.absent),
        (texts.failed, found.failed),
        (texts.unknown, found.unknown),
        (texts.stopped, found.stopped),
        (texts.twice, card.twice),
    )
    lines = [line(people) for line, people in said if people or line is texts.delivered]
    return [bar(turn, found), *lines] if is_running else lines


def bar(turn: Looking, found: Progress) -> Html:
    """How many of those who can be reached are done with."""
    of = found.people - found.absent
    done = of - found.waiting
    full = BAR * done // of
    return turn.texts.announcements.sending("▓" * full + "░" * (BAR - full), done, of)


def title(turn: Worded, mailing: Mailing, limit: int) -> str:
    """The first line the author wrote, plain: below the heading, where there is one."""
    has_heading = mailing.kind not in (MailingKind.REGULATION, MailingKind.SURVEY)
    lines = mailing.parts[0].text.split("\n")[int(has_heading) :]
    return shorten(unmarked(turn, next((line for line in lines if line.strip()), "")), limit)


def unmarked(turn: Worded, text: str) -> str:
    """Undo what made HTML of it."""
    return plain(text.replace(NAME, f"{{{turn.texts.announcements.mark}}}"))


def mine_list(turn: Turn) -> Screen:
    texts = turn.texts.announcements
    left = announced.left_behind(turn.repo, turn.actor, turn.now)[:LEFT]
    found = announced.newest(turn.repo, turn.actor, LAST)
    rows = [[Button.of(line_of(turn, mailing), Show(id=mailing.id))] for mailing in (*left, *found)]
    said = texts.left_list if left else texts.mine_list if found else texts.mine_none
    return personal(said, *rows, [to_menu(turn.texts)])


def is_any_left(turn: Turn) -> bool:
    """Whether something is still to leave that only whoever looks, and her colleagues, can stop."""
    announces = bool(access.where(turn.actor, Action.ANNOUNCE))
    return announces and bool(announced.left_behind(turn.repo, turn.actor, turn.now))


def line_of(turn: Turn, mailing: Mailing) -> str:
    when = f"{mailing.created_at.astimezone(turn.time_zone):%d.%m}"
    return turn.texts.announcements.mine_line(when, title(turn, mailing, SHORT))


def in_person(turn: Turn, mailing_id: int, page: int) -> Screen:
    """Names by organization, a page at a time."""
    texts, page = turn.texts.announcements, max(page, 0)
    found = announced.not_reached(turn.repo, turn.actor, mailing_id, page * IN_PERSON, IN_PERSON + 1)
    groups = groupby(found[:IN_PERSON], key=lambda one: ", ".join(filter(None, (one.organization, one.municipality))))
    lines = [texts.in_person_line(place, "; ".join(name_of(one).whole for one in people)) for place, people in groups]
    text = texts.in_person_list(joined(lines)) if lines else texts.in_person_none
    buttons = paging(turn.texts, page, len(found) > IN_PERSON, lambda to: InPerson(id=mailing_id, page=to))
    to_print = [Button.of(turn.texts.afterwards.print, Print(id=mailing_id))] if lines else []
    return personal(text, buttons, to_print, [back(turn.texts, Show(id=mailing_id)), to_menu(turn.texts)])

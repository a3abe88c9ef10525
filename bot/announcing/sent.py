"""The screens of an announcement that has been sent: how far it is, who got it, who has to be told in person."""

import re
from html import unescape
from itertools import groupby

from storage.models import NAME, Mailing, MailingKind

from ..regulation_words import Sheet
from ..screen import Button, Html, Screen, personal, shorten
from ..services import announcements as rules
from ..services.announcements import Card, Progress
from ..texts.dates import moment
from ..turn import Turn
from ..views import back, joined, name_of, to_menu
from .draft import InPerson, Mine, Report, Show, Stop

TAG = re.compile(r"</?[a-z][^>]*>")
TITLE = 80
SHORT = 22
LAST = 5
"""So many of the last announcements are listed."""
IN_PERSON = 40
"""So many names stand on one page."""


def card_screen(turn: Turn, mailing_id: int) -> Screen:
    texts, found = turn.texts.announcements, rules.card(turn.repo, turn.actor, mailing_id)
    lines = joined(progress_lines(turn, found.progress))
    text = texts.card(texts.kinds[found.mailing.kind], title(turn, found.mailing, TITLE), lines)
    stop = [Button.of(texts.stop, Stop(id=mailing_id), confirms=True)] if found.may_stop else []
    return personal(
        Html(text + beginning(turn, found)),
        [Button.of(texts.refresh, Show(id=mailing_id)), *stop],
        [Button.of(texts.report, Report(id=mailing_id))],
        [Button.of(texts.in_person, InPerson(id=mailing_id, page=0))],
        sheet_of(turn, found.mailing),
        [Button.of(texts.mine, Mine()), to_menu(turn.texts)],
    )


def sheet_of(turn: Turn, mailing: Mailing) -> list[Button]:
    """The way to who has acknowledged it."""
    if mailing.kind is not MailingKind.REGULATION:
        return []
    return [Button.of(turn.texts.regulations.sheet, Sheet(id=mailing.id, page=0))]


def beginning(turn: Turn, found: Card) -> Html:
    texts, starts_at = turn.texts.announcements, found.mailing.starts_at
    if not found.may_stop or starts_at <= turn.now:
        return Html("")
    if starts_at - turn.now <= rules.GRACE:
        return Html("\n" + texts.begins_soon)
    return Html("\n" + texts.begins(moment(starts_at, turn.time_zone)))


def progress_lines(turn: Turn, found: Progress) -> list[Html]:
    """A line for whatever there is any of; what was delivered always has one."""
    texts = turn.texts.announcements
    said = (
        (texts.waiting, found.waiting),
        (texts.delivered, found.sent),
        (texts.absent, found.absent),
        (texts.failed, found.failed),
        (texts.unknown, found.unknown),
        (texts.stopped, found.stopped),
    )
    return [line(people) for line, people in said if people or line is texts.delivered]


def title(turn: Turn, mailing: Mailing, limit: int) -> str:
    """The first line the author wrote, plain: below heading and blank, but a regulation's title stands first."""
    number = 0 if mailing.kind is MailingKind.REGULATION else 2
    lines = mailing.parts[0].text.split("\n")
    return shorten(plain(turn, TAG.sub("", lines[number]) if len(lines) > number else ""), limit)


def plain(turn: Turn, text: str) -> str:
    """Undo what made HTML of it."""
    return unescape(text.replace(NAME, f"{{{turn.texts.announcements.mark}}}"))


def mine_list(turn: Turn) -> Screen:
    texts = turn.texts.announcements
    found = rules.newest(turn.repo, turn.actor, LAST)
    rows = [[Button.of(line_of(turn, mailing), Show(id=mailing.id))] for mailing in found]
    return personal(texts.mine_list if found else texts.mine_none, *rows, [to_menu(turn.texts)])


def line_of(turn: Turn, mailing: Mailing) -> str:
    when = f"{mailing.created_at.astimezone(turn.time_zone):%d.%m}"
    return turn.texts.announcements.mine_line(when, title(turn, mailing, SHORT))


def in_person(turn: Turn, mailing_id: int, page: int) -> Screen:
    """Names by organization, a page at a time."""
    texts, page = turn.texts.announcements, max(page, 0)
    found = rules.not_reached(turn.repo, turn.actor, mailing_id, page * IN_PERSON, IN_PERSON + 1)
    ways = [(texts.earlier, page - 1)] if page else []
    ways += [(texts.later, page + 1)] if len(found) > IN_PERSON else []
    groups = groupby(found[:IN_PERSON], key=lambda one: ", ".join(filter(None, (one.organization, one.municipality))))
    lines = [texts.in_person_line(place, "; ".join(name_of(one).whole for one in people)) for place, people in groups]
    text = texts.in_person_list(joined(lines)) if lines else texts.in_person_none
    buttons = [Button.of(label, InPerson(id=mailing_id, page=to)) for label, to in ways]
    return personal(text, buttons, [back(turn.texts, Show(id=mailing_id)), to_menu(turn.texts)])

"""What a week asks to be done: a seminar drafted on what is wanted most, a reminder of a regulation."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.announcing.events import proposed
from bot.features import BadTapError, Feature
from bot.regulation_words import Sheet, reminder
from bot.screen import Button, Html, Screen, personal, shorten
from bot.services import audiences, regulation_reminders
from bot.services.summaries import reading
from bot.summarizing.taps import AskRemind, RegionSeminar, Remind, Seminar
from bot.turn import Turn
from bot.views import say, to_menu
from storage.models import Scope

summary_actions = Feature()
NAME = 100


@summary_actions.taps(Seminar)
def draft_seminar(turn: Turn, choice: Seminar) -> Screen:
    """To everybody of the municipality: whoever it is for has answered nothing that would tell."""
    said = wanted(turn, Scope.MUNICIPALITY, choice.municipality, choice.week)
    return proposed(turn, *said, audiences.everybody_of(turn.repo, turn.actor, choice.municipality))


@summary_actions.taps(RegionSeminar)
def draft_regional(turn: Turn, choice: RegionSeminar) -> Screen:
    """To everybody of the region, by what its municipalities were told together."""
    said = wanted(turn, Scope.REGION, choice.region, choice.week)
    return proposed(turn, *said, audiences.everybody_in(turn.repo, turn.actor, choice.region))


def wanted(turn: Turn, scope: Scope, place: int, ordinal: int) -> tuple[str, Html]:
    """Title and text of a seminar on what that week says is wanted most."""
    week = date.fromordinal(ordinal) if 0 < ordinal <= date.max.toordinal() else None
    shown = reading.read(turn.repo, turn.actor, scope, place, week)
    area = shown.found.commonest if shown.found else None
    if area is None:
        raise BadTapError
    texts, name = turn.texts.summaries, shorten(area.name, NAME)
    return texts.seminar_title(name), texts.seminar_draft(name)


@summary_actions.taps(AskRemind)
def ask_remind(turn: Turn, choice: AskRemind) -> Screen:
    texts = turn.texts.summaries
    found, people = regulation_reminders.slow(turn.repo, turn.actor, choice.id, turn.now)
    title = shorten(found.title, NAME)
    text = texts.remind_ask(people, title) if people else texts.remind_none(title)
    yes = [Button.of(texts.remind_yes, Remind(id=choice.id), confirms=True)] if people else []
    return personal(text, yes, *ways(turn, choice.id))


@summary_actions.taps(Remind)
def remind(turn: Turn, choice: Remind) -> Screen:
    texts, home = turn.texts, ZoneInfo(turn.house.time_zone)
    people = regulation_reminders.remind_now(turn.repo, turn.actor, choice.id, home, reminder(texts), turn.now)
    if not people:
        return ask_remind(turn, AskRemind(id=choice.id))
    return personal(texts.summaries.reminded(people), *ways(turn, choice.id))


def ways(turn: Turn, regulation: int) -> list[list[Button]]:
    texts = turn.texts.summaries
    sheet = Button.of(texts.remind_who, Sheet(id=regulation, page=0))
    return [[sheet], [say(texts.to_summary, "summary"), to_menu(turn.texts)]]

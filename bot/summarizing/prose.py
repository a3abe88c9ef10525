"""A week section by section in sentences, as a document to sign has them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..screen import shorten
from ..services.summaries.rules import Item, Kind, to_do
from ..services.summaries.snapshot import Snapshot
from ..texts.summaries import SummariesTexts
from ..texts.summary_files import SummaryFilesTexts
from .lines import named, response, wanted

TITLE = 70


class Words(NamedTuple):
    files: SummaryFilesTexts
    week: SummariesTexts


Told = Callable[[Words, Snapshot], Sequence[str]]


def _told_coverage(words: Words, found: Snapshot) -> list[str]:
    own, here = words.files, found.coverage
    told = [own.told_coverage(here.known, here.connected)]
    told += [own.told_active(here.active)] if here.active else []
    return told + ([own.told_joined(here.joined, here.listed)] if here.joined or here.listed else [])


def _told_young(words: Words, found: Snapshot) -> list[str]:
    own, here = words.files, found.young
    told = [own.told_young(here.people, here.guided) if here.people else own.told_young_none]
    told += [own.told_silent(here.silent)] if here.silent else []
    return told + ([own.told_unanswered(here.unanswered)] if here.unanswered else [])


def _told_letters(words: Words, found: Snapshot) -> list[str]:
    own, here = words.files, found.letters
    told = [own.told_letters(here.asked, here.answered) if here.asked else own.told_letters_none]
    told += [own.told_hours(here.hours)] if here.hours else []
    return told + ([own.told_overdue(here.overdue)] if here.overdue else [])


def _told_sent(words: Words, found: Snapshot) -> list[str]:
    own, here = words.files, found.sent
    told = [own.told_sent(here.announcements, here.arrived) if here.announcements else own.told_sent_none]
    return told if here.orders or found.places else [*told, own.told_orders_none]


def _told_events(words: Words, found: Snapshot) -> list[str]:
    return [words.files.told_events(len(found.events.held), len(found.events.coming))]


def _told_surveys(words: Words, found: Snapshot) -> list[str]:
    own = words.files
    told = [own.told_survey(one.title, response(words.week, one)) for one in named(words.week, found, TITLE)]
    most = wanted(words.week, found)
    return [*(told or [own.told_surveys_none]), *([own.told_areas(most)] if most else [])]


def _told_paths(words: Words, found: Snapshot) -> list[str]:
    own, here = words.files, found.paths
    told = [own.told_accepted(here.accepted)] if here.accepted else []
    return [*told, *([own.told_steps(here.steps)] if here.steps else [])] or [own.told_paths_none]


def _told_pulse(words: Words, found: Snapshot) -> list[str]:
    own, week = words.files, words.week
    told = [
        own.told_pulse(week.pulse_questions[question], week.shares[str(one.tenths)], one.told)
        for question, one in found.pulse.items()
    ]
    return [*told, own.told_pulse_rules] if told else [own.told_pulse_none]


def things_to_do(own: SummaryFilesTexts, found: Snapshot) -> list[str]:
    return [_to_do(own, one) for one in to_do(found)] or [own.do_nothing]


def _to_do(own: SummaryFilesTexts, one: Item) -> str:
    match one.kind:
        case Kind.LETTER:
            return own.do_letter(one.number)
        case Kind.MENTOR:
            return own.do_mentor(one.number)
        case Kind.ORDER:
            return own.do_order(one.number, shorten(one.name, TITLE))
        case Kind.SEMINAR:
            return own.do_seminar(one.name)


TOLD: dict[str, Told] = {
    "coverage": _told_coverage,
    "young": _told_young,
    "letters": _told_letters,
    "sent": _told_sent,
    "events": _told_events,
    "survey": _told_surveys,
    "paths": _told_paths,
    "pulse": _told_pulse,
}

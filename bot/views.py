"""Pieces that stand on several features' screens: the way back, a person's work, the service's contacts."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Protocol, TypeVar

from aiogram.filters.callback_data import CallbackData

from storage.models import MethodicalService, QualificationCategory, Teacher

from .callbacks import ReadConsent, Renew, Say
from .screen import Button, Html, Screen, below, personal
from .services import contacts as service_contacts
from .services import files
from .services.days import school_year_of
from .services.files import Refused
from .services.invitations import Invitee
from .services.notes import Note
from .texts import FullName, Texts
from .texts.dates import day
from .turn import Turn

Item = TypeVar("Item")


@lru_cache(maxsize=256)
def say(label: str, word: str) -> Button:
    """A button that does what typing the word of `content/words.yml` does; kept, since packing a callback is dear."""
    return Button.of(label, Say(word=word))


def to_menu(texts: Texts) -> Button:
    return say(texts.menu.to_menu, "menu")


def back(texts: Texts, callback: CallbackData) -> Button:
    return Button.of(texts.menu.back, callback)


def paging(texts: Texts, page: int, has_later: bool, to: Callable[[int], CallbackData]) -> list[Button]:
    """The ways to the pages of a list before and after this one; the first is page 0."""
    earlier = [Button.of(texts.menu.earlier, to(page - 1))] if page else []
    return [*earlier, Button.of(texts.menu.later, to(page + 1))] if has_later else earlier


def leaf(
    texts: Texts, found: Sequence[Item], page: int, size: int, to: Callable[[int], CallbackData]
) -> tuple[Sequence[Item], int, list[Button]]:
    """(what is on a page, how many stand before it, the ways to its neighbours); one that is not there is the first."""
    start = page * size if 0 <= page * size < len(found) else 0
    return found[start : start + size], start, paging(texts, start // size, start + size < len(found), to)


def by_two(buttons: list[Button]) -> list[list[Button]]:
    """Rows of two."""
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def noted(text: str, *rows: Iterable[Button]) -> Note:
    """A message of the bot's own with these buttons below it."""
    return Note(text, below(*rows))


def ask(texts: Texts) -> Button:
    """The way to a human."""
    return say(texts.menu.ask, "ask")


def dated(turn: Turn, at: datetime) -> str:
    """«12 ноября»: the day of a moment where the reader lives."""
    return day(at.astimezone(turn.time_zone).date(), turn.today)


class Named(Protocol):
    @property
    def last_name(self) -> str: ...
    @property
    def first_name(self) -> str: ...
    @property
    def middle_name(self) -> str: ...


def name_of(person: Named) -> FullName:
    return FullName(person.last_name, person.first_name, person.middle_name)


def work_of(texts: Texts, teacher: Teacher) -> Html:
    """«учитель математики, Школа № 3», a line for every place of work; subjects and years below."""
    places: dict[str, list[str]] = {}
    for place in teacher.places:
        places.setdefault(place.organization.name, []).append(place.position.name)
    lines = [texts.profile.work(", ".join(positions), place) for place, positions in places.items()]
    if not lines:
        lines = [texts.profile.work("", teacher.organization.name)]
    return Html("\n".join(lines))


def teaching(turn: Turn, teacher: Teacher) -> Html:
    """Her subjects, category and years of work, each on a line, as far as known."""
    texts, lines = turn.texts.profile, []
    if teacher.subjects:
        lines.append(texts.subjects(", ".join(subject.name for subject in teacher.subjects)))
    if teacher.qualification is not QualificationCategory.NONE:
        lines.append(texts.category(texts.qualifications[teacher.qualification]))
    if teacher.career_since is not None:
        years = school_year_of(turn.today) - teacher.career_since  # as young specialists are counted
        lines.append(texts.career(years) if years > 0 else texts.career_first)
    return Html("".join(lines))


def short_work(teacher: Teacher) -> str:
    """Position and organization in one line, plain."""
    position = teacher.places[0].position.name if teacher.places else ""
    return ", ".join(filter(None, (position, teacher.organization.name)))


def contacts(texts: Texts, service: MethodicalService) -> Html:
    """Telephone, e-mail, address and hours, each on a line of its own, as far as they are known."""
    words = texts.methodical_service
    return Html(
        (words.phone(service.phone) if service.phone else "")
        + (words.email(service.email) if service.email else "")
        + (words.address(service.address) if service.address else "")
        + (words.hours(service.hours) if service.hours else "")
    )


def why_not(turn: Turn) -> Html:
    """Why the file she sent was not taken, in a sentence."""
    return Html(turn.texts.files.refused[turn.refused or Refused.UNAVAILABLE])


def keep_file(turn: Turn) -> int:
    """Store the file she sent; its id, for a mailing to carry it. Only where `turn.file` is one."""
    if turn.file is None:
        raise LookupError("no file was sent")
    return files.keep(turn.repo, turn.actor, turn.file, turn.now).id


def joined(lines: list[Html]) -> Html:
    return Html("\n".join(lines))


def gate(turn: Turn) -> Screen | None:
    """A newer consent comes before everything else."""
    texts = turn.texts.entry
    if turn.known.consent >= texts.consent_version:
        return None
    gender = turn.name.gender
    return personal(
        texts.renewed(turn.name.polite),
        [Button.of(texts.agree(gender), Renew(agrees=True), confirms=True)],
        [Button.of(texts.disagree(gender), Renew(agrees=False), confirms=True)],
        [Button.of(texts.read, ReadConsent())],
    )


def operator_of(turn: Turn, teacher: Teacher | Invitee) -> str:
    """Who answers for the person's data: her municipality's service, else the organization she works in."""
    if isinstance(teacher, Invitee):
        return teacher.service or teacher.organization
    service = service_contacts.of_teacher(turn.repo, teacher)
    return service.name if service else teacher.organization.name

"""How a pair is said: its terms, the notes to both, the buttons that lead to it from several features."""

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData

from storage.models import Mentorship, Teacher

from .callbacks import WriteTo
from .screen import Button, Html
from .services.mentor_desk import Proposal, Terms, Words
from .services.notes import Note
from .texts.dates import day
from .turn import Turn
from .views import joined, name_of, noted, say, short_work


class Pairs(CallbackData, prefix="md_pairs"):
    """A person's mentors and young specialists."""

    id: int


class Pair(CallbackData, prefix="pair"):
    id: int


class Suggest(CallbackData, prefix="md_suggest"):
    """Who could be this person's mentor."""

    id: int
    page: int = 0


def terms_of(pair: Mentorship) -> Terms:
    return Terms(pair.since, pair.until, pair.order_number)


def said(turn: Turn, terms: Terms) -> Html:
    """«С 1 сентября, по 31 мая 2027 г.» and the order below."""
    texts = turn.texts.mentor_desk
    end = texts.until(day(terms.until, turn.today)) if terms.until else texts.open_end
    order = texts.order(terms.order_number) if terms.order_number else texts.no_order
    return joined([Html(f"{texts.since(day(terms.since, turn.today))}, {end}"), order])


def told(turn: Turn, pair: Mentorship | Proposal) -> Html:
    """Whom no message reaches is named: the pair must hear of it from somebody."""
    away = [one for one in (pair.mentor, pair.mentee) if not turn.repo.directory.is_connected(one.id)]
    texts = turn.texts.mentor_desk
    return texts.not_told(", ".join(name_of(one).whole for one in away)) if away else texts.both_told


def begun(turn: Turn) -> Words:
    texts = turn.texts.mentor_desk

    def note(pair: Mentorship, to: Teacher) -> Note:
        other, words = _other(pair, to), texts.note_mentor if to.id == pair.mentee_id else texts.note_mentee
        text = words(name_of(other).whole, short_work(other), said(turn, terms_of(pair)))
        return noted(text, [Button.of(turn.texts.letters.write, WriteTo(teacher=other.id))], [_mentoring(turn)])

    return note


def ended(turn: Turn) -> Words:
    texts = turn.texts.mentor_desk
    return _plain(turn, lambda pair, who: texts.note_ended(who, day(pair.until or turn.today, turn.today)))


def undone(turn: Turn) -> Words:
    return _plain(turn, lambda _, who: turn.texts.mentor_desk.note_undone(who))


def changed(turn: Turn) -> Words:
    texts = turn.texts.mentor_desk
    return _plain(turn, lambda pair, who: texts.note_changed(who, said(turn, terms_of(pair))))


def _plain(turn: Turn, text: Callable[[Mentorship, str], Html]) -> Words:
    def note(pair: Mentorship, to: Teacher) -> Note:
        return noted(text(pair, name_of(_other(pair, to)).whole), [_mentoring(turn)])

    return note


def _other(pair: Mentorship, to: Teacher) -> Teacher:
    return pair.mentee if to.id == pair.mentor_id else pair.mentor


def _mentoring(turn: Turn) -> Button:
    return say(turn.texts.mentor_desk.mentoring, "mentor")

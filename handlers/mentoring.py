"""«Наставник»: one's own mentor, one's own young specialists."""

from collections import Counter
from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import WriteTo
from bot.features import Feature
from bot.screen import Button, Html, Screen, personal
from bot.services import mentoring as rules
from bot.services.mentoring import MentorCard
from bot.services.surveys.sharing import opened_to
from bot.surveying.results import Look
from bot.texts.dates import day
from bot.turn import Turn
from bot.views import ask, joined, leaf, name_of, short_work, to_menu
from storage.models import Mentorship

mentoring = Feature()
TO_WRITE = 3
"""So many young specialists have a button for a letter at a time."""


class Mentees(CallbackData, prefix="mentees"):
    """Other young specialists one may write to."""

    page: int


@mentoring.says("mentor")
def show_mentor(turn: Turn) -> Screen:
    return show(turn, 0)


@mentoring.taps(Mentees)
def show_page(turn: Turn, choice: Mentees) -> Screen:
    return show(turn, choice.page)


def show(turn: Turn, page: int) -> Screen:
    card = rules.mentor_card(turn.repo, turn.actor, turn.today)
    mentees = card.mentees if card else ()
    shown, _, ways = leaf(turn.texts, mentees, page, TO_WRITE, lambda to: Mentees(page=to))
    rows = writing(turn, mentees, shown)
    if card and card.mentor:
        rows.insert(0, [Button.of(turn.texts.letters.write, WriteTo(teacher=card.mentor.mentor_id))])
    return personal(text_of(turn, card), *rows, ways, [ask(turn.texts), to_menu(turn.texts)])


def writing(turn: Turn, mentees: Sequence[Mentorship], shown: Sequence[Mentorship]) -> list[list[Button]]:
    """A button for a letter to each of these young specialists, and one to what she lets her mentor see."""
    begun = [found.mentee for found in shown if found.since <= turn.today]
    opened, rows = opened_to(turn.repo, turn.actor, begun, turn.today), []
    names = Counter(found.mentee.first_name for found in mentees)
    for one in (found.mentee for found in shown):
        look = [Button.of(turn.texts.results.mentee_button, Look(teacher=one.id))] if one.id in opened else []
        name = one.first_name if names[one.first_name] == 1 else f"{one.last_name} {one.first_name}"
        rows.append([Button.of(turn.texts.letters.write_to(name), WriteTo(teacher=one.id)), *look])
    return rows


def text_of(turn: Turn, card: MentorCard | None) -> Html:
    """Her mentor first, then those she helps herself; who has neither is told why and what to do."""
    texts = turn.texts.mentoring
    blocks = []
    if card and card.mentor:
        blocks.append(mine(turn, card.mentor))
    if card and card.mentees:
        blocks += [texts.my_mentees, *(mentee(turn, found) for found in card.mentees)]
        free = turn.teacher.mentor_capacity - len(card.mentees)
        blocks.append(texts.room(free) if free > 0 else texts.full)
    if not blocks:
        blocks = [texts.young_without if card and card.is_young else texts.not_young]
    return Html("\n\n".join(blocks))


def mine(turn: Turn, found: Mentorship) -> Html:
    return turn.texts.mentoring.mine(
        name_of(found.mentor).whole, short_work(found.mentor), day(found.since, turn.today), agreed(turn, found)
    )


def mentee(turn: Turn, found: Mentorship) -> Html:
    return turn.texts.mentoring.mentee(
        name_of(found.mentee).whole, short_work(found.mentee), day(found.since, turn.today), agreed(turn, found)
    )


def agreed(turn: Turn, found: Mentorship) -> Html:
    """The order and the goals, as far as they are written down."""
    texts = turn.texts.mentoring
    order = texts.order(found.order_number) if found.order_number else Html("")
    return joined([Html(order + (texts.goals(found.goals) if found.goals else texts.no_goals))])

"""«Кто без наставника»: young specialists within one's own scope whom nobody mentors."""

from aiogram.filters.callback_data import CallbackData

from bot.features import Feature
from bot.screen import Button, Screen, personal
from bot.services import mentoring
from bot.turn import Turn
from bot.views import joined, name_of, short_work, to_menu

unmentored = Feature()
ON_PAGE = 15


class Page(CallbackData, prefix="unmentored"):
    number: int


@unmentored.says("unmentored")
def show_first(turn: Turn) -> Screen:
    return page(turn, 0)


@unmentored.taps(Page)
def show_page(turn: Turn, choice: Page) -> Screen:
    return page(turn, choice.number)


def page(turn: Turn, number: int) -> Screen:
    texts = turn.texts.mentoring
    found = mentoring.own_without_mentor(turn.repo, turn.actor, turn.today)
    if not found:
        return personal(texts.everyone_has, [to_menu(turn.texts)])
    start = number * ON_PAGE if 0 <= number * ON_PAGE < len(found) else 0
    shown = found[start : start + ON_PAGE]
    lines = [texts.unmentored_line(name_of(teacher).whole, short_work(teacher)) for teacher in shown]
    ways = [Button.of(texts.earlier, Page(number=start // ON_PAGE - 1))] if start else []
    if start + ON_PAGE < len(found):
        ways.append(Button.of(texts.later, Page(number=start // ON_PAGE + 1)))
    return personal(texts.unmentored(joined(lines), len(found)), ways, [to_menu(turn.texts)])

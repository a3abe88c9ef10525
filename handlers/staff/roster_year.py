"""Who came, who left, who is no young specialist any more: by name, a page at a time."""

from bot.features import BadTapError, Feature
from bot.rostering import screens
from bot.rostering.buttons import Year
from bot.screen import Screen, personal
from bot.services import roster_year as rules
from bot.services.roster_year import Became
from bot.turn import Turn
from bot.views import joined, name_of, paging, short_work, to_menu

roster_year = Feature()
ON_PAGE = 30


@roster_year.taps(Year)
def show(turn: Turn, choice: Year) -> Screen:
    texts, page = turn.texts.imports, max(choice.page, 0)
    if choice.kind not in set(Became) or not 2000 < choice.year < 2100:
        raise BadTapError
    kind = Became(choice.kind)
    asked = (choice.municipality, choice.year, kind, page * ON_PAGE, ON_PAGE)
    _, count, people = rules.people(turn.repo, turn.actor, *asked)
    lines = [texts.september_line(name_of(one).whole, short_work(one)) for one in people]
    ways = paging(turn.texts, page, count > (page + 1) * ON_PAGE, lambda to: choice.model_copy(update={"page": to}))
    text = texts.september_page(texts.september_kinds[kind], count, joined(lines)) if lines else texts.september_none
    return personal(text, ways, [screens.to_list(turn.texts), to_menu(turn.texts)])

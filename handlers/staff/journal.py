"""«Журнал»: who did what in one's own scope, and one's own deeds; the newest first."""

import re

from bot.features import Feature
from bot.people_words import Journal, out
from bot.screen import Button, Html, Screen, personal
from bot.services import journal as rules
from bot.services.journal import Entry
from bot.texts.dates import moment
from bot.turn import Turn
from bot.views import joined, name_of
from storage.models import Role

journal = Feature()
ON_PAGE = 12
PEOPLE = re.compile(r"\bpeople=(\d+)")
ROLE = re.compile(r"\brole=(\w+)")


@journal.taps(Journal)
def show(turn: Turn, choice: Journal) -> Screen:
    turn.talk.finish()
    texts, page = turn.texts.journal, max(choice.page, 0)
    given = (choice.mine, page * ON_PAGE, ON_PAGE + 1)
    found = rules.entries(turn.repo, turn.actor, *given)
    lines = joined([line(turn, one) for one in found[:ON_PAGE]]) or texts.nothing
    ways = [Button.of(turn.texts.menu.later, Journal(mine=choice.mine, page=page - 1))] if page else []
    if len(found) > ON_PAGE:
        ways.append(Button.of(turn.texts.menu.earlier, Journal(mine=choice.mine, page=page + 1)))
    other = Button.of(texts.everybody if choice.mine else texts.mine, Journal(mine=not choice.mine))
    return personal((texts.own if choice.mine else texts.entries)(lines), ways, [other], out(turn))


def line(turn: Turn, one: Entry) -> Html:
    texts = turn.texts.journal
    deed = texts.deeds[one.deed] if one.deed else texts.other
    when = moment(one.audit.at, turn.time_zone).split(", ", 1)[1]
    return texts.line(when, actor(turn, one), deed, about(turn, one))


def actor(turn: Turn, one: Entry) -> str:
    texts = turn.texts.journal
    if one.is_own:
        return texts.you
    if one.by:
        return texts.selves[one.by]
    if one.actor is None:
        return texts.gone
    return name_of(one.actor).whole


def about(turn: Turn, one: Entry) -> str:
    """To whom, which role, how many: as far as the entry tells; nobody is told twice."""
    texts, details = turn.texts.journal, one.audit.details
    said = texts.about(name_of(one.person).whole if one.person else texts.gone) if one.about and not one.to_self else ""
    if (role := ROLE.search(details)) and role[1] in set(Role):
        said += texts.role(turn.texts.profile.roles_names[role[1]])
    if people := PEOPLE.search(details):
        said += texts.people(int(people[1]))
    return said

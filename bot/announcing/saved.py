"""The author's own audiences: picked, kept under a name, dropped."""

from ..screen import Button, Html, Screen, personal, public
from ..services import saved_audiences as rules
from ..turn import Turn
from ..views import paging
from .draft import Draft, DropSaved, NameAudience, ShowSaved, UseSaved
from .screens import back, cancel

ON_PAGE = 3


def saved_question(turn: Turn, note: Html | None = None) -> Screen:
    """A page of them; while one is being dropped a tap drops it instead of choosing it."""
    texts, step, data = turn.texts.announcements, turn.talk.step, turn.talk.data
    page, drops = data.get("page", 0), bool(data.get("drops"))
    found = rules.page(turn.repo, turn.actor, page * ON_PAGE, ON_PAGE + 1)
    rows = [
        [Button.of(texts.drop_saved(one.name), DropSaved(step=step, id=one.id), confirms=True)]
        if drops
        else [Button.of(one.name, UseSaved(step=step, id=one.id))]
        for one in found[:ON_PAGE]
    ]
    ways = paging(turn.texts, page, len(found) > ON_PAGE, lambda to: ShowSaved(step=step, page=to, drops=drops))
    keep = Button.of(texts.save_audience, NameAudience(step=step))
    drop = Button.of(texts.drop_audience, ShowSaved(step=step, page=page, drops=True))
    deeds = [*([keep] if Draft.of(turn).choices else []), *([drop] if found else [])]
    text = texts.drop_which if drops else texts.saved if found else texts.saved_none
    return personal(note or text, *rows, ways, [] if drops else deeds, [back(turn)])


def naming_question(turn: Turn) -> Screen:
    return public(turn.texts.announcements.name_audience(rules.NAME), [back(turn), cancel(turn)])

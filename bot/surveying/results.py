"""A teacher's own result in words and as a picture; what she opens to her mentor, and how the mentor sees it."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from storage.models import Teacher

from ..screen import Button, File, Html, Screen, personal, shorten
from ..services.surveys import results as rules
from ..services.surveys import sharing
from ..services.surveys.results import Part, Result
from ..services.surveys.sharing import NoMentorError, Sharing
from ..texts.dates import moment
from ..turn import Turn
from ..views import dated, joined, name_of, say, to_menu
from .picture import recipe

NAMES, WANTED = 110, 64
"""So many characters of names stand in a line, and of what is wanted in one group: all is the caption of a picture."""
HELD = 3
MANY = 30
"""So many looks are told."""


class Results(StrEnum):
    SHARE = "results.share"


class Mine(CallbackData, prefix="sr_mine"):
    """Her newest result."""


class History(CallbackData, prefix="sr_trend"):
    """Her earlier results beside the newest."""


class Looks(CallbackData, prefix="sr_looks"):
    """Who has looked at what she opened."""


class Other(CallbackData, prefix="sr_other"):
    """Her result in another survey, by its place among them; the newest of all is 0."""

    place: int


class AskShare(CallbackData, prefix="sr_share"):
    """What to open to the mentor."""


class Tick(CallbackData, prefix="sr_tick"):
    step: int
    part: int


class Open(CallbackData, prefix="sr_open"):
    """With what is ticked, or with nothing: everything is closed."""

    step: int
    closes: bool


class Look(CallbackData, prefix="sr_look"):
    """What a mentee has opened."""

    teacher: int


def result_screen(turn: Turn) -> Screen:
    """The words under the picture."""
    all_of_hers, texts = rules.each(turn.repo, turn.actor, turn.known, turn.now), turn.texts.results
    if not all_of_hers:
        return personal(texts.none, [say(turn.texts.surveys.to_surveys, "survey"), to_menu(turn.texts)])
    found = all_of_hers[0]
    text = texts.result(dated(turn, found.at), *words(turn, found))
    return personal(
        text,
        [say(turn.texts.learning_paths.mine, "path")],
        []
        if turn.known.municipality_id is None or turn.teacher.pulse_since
        else [say(turn.texts.pulse.button, "pulse")],
        [Button.of(texts.show_mentor, AskShare())] if has_mentor(turn) else [],
        further(turn, found, len(all_of_hers)),
        [say(turn.texts.surveys.to_surveys, "survey"), to_menu(turn.texts)],
        file=File(texts.file_name, b"", recipe(turn.known.id, found)),
    )


def other_screen(turn: Turn, place: int) -> Screen:
    """An earlier survey that asked of other groups: its newest result, by its title."""
    texts, found = turn.texts.results, rules.each(turn.repo, turn.actor, turn.known, turn.now)
    if not 0 < place < len(found):
        return result_screen(turn)
    one = found[place]
    text = texts.other_result(one.title, dated(turn, one.at), *words(turn, one)[:2])
    more = [Button.of(texts.other, Other(place=place + 1))] if place + 1 < len(found) else []
    out = [Button.of(turn.texts.menu.back, Mine()), to_menu(turn.texts)]
    return personal(text, more, out, file=File(texts.file_name, b"", recipe(turn.known.id, one)))


def further(turn: Turn, found: Result, surveys: int) -> list[Button]:
    texts = turn.texts.results
    has_before = bool(found.broken) or any(one.before for one in found.parts)
    seen = sharing.looks(turn.repo, turn.actor, turn.known, 1)
    return [
        *([Button.of(texts.other, Other(place=1))] if surveys > 1 else []),
        *([Button.of(texts.trend, History())] if has_before else []),
        *([Button.of(texts.who_looked, Looks())] if seen else []),
    ]


def history_screen(turn: Turn) -> Screen:
    """Group by group, round by round: her own line, beside nobody else's."""
    texts, found = turn.texts.results, rules.history(turn.repo, turn.actor, turn.known, turn.now)
    names_of_groups = {part.key: part.name for one in found for part in one.parts}
    lines = [texts.trend_line(name, trend(turn, found, key)) for key, name in names_of_groups.items()]
    broken = dict.fromkeys(name for one in found for name in one.broken)
    said = texts.trend_broken(", ".join(broken)) if broken else Html("")
    out = [Button.of(turn.texts.menu.back, Mine()), to_menu(turn.texts)]
    return personal(texts.trend_text(joined(lines), said) if len(found) > 1 else texts.trend_none, out)


def trend(turn: Turn, found: list[Result], key: str) -> str:
    """«23 ноября 2 из 3 → 1 февраля 1 из 3»."""
    texts = turn.texts.results
    said = []
    for one in found:
        when = dated(turn, one.at)
        said += [texts.trend_point(when, part.support, part.answered) for part in one.parts if part.key == key]
    return f" {texts.trend_arrow} ".join(said)


def looks_screen(turn: Turn) -> Screen:
    texts, found = turn.texts.results, sharing.looks(turn.repo, turn.actor, turn.known, MANY + 1)
    lines = [texts.look_line(moment(one.at, turn.time_zone), name_of(one.mentor).whole) for one in found[:MANY]]
    more = texts.looks_more if len(found) > MANY else Html("")
    out = [Button.of(turn.texts.menu.back, Mine()), to_menu(turn.texts)]
    return personal(texts.looks(joined(lines), more) if lines else texts.looks_none, out)


def has_mentor(turn: Turn) -> bool:
    try:
        sharing.sharing(turn.repo, turn.actor, turn.known, turn.today)
    except NoMentorError:
        return False
    return True


def words(turn: Turn, found: Result) -> tuple[Html, Html, Html]:
    """Strengths, zones of growth, what has changed since the last time."""
    texts = turn.texts.results
    lines = joined([growth_line(turn, one) for one in found.growth])
    growth = texts.growth(lines) if found.growth else texts.growth_none
    less = names([one for one in found.parts if one.change < 0])
    more = names([one for one in found.parts if one.change > 0])
    change = [texts.change_less(less)] if less else []
    change += [texts.change_more(more)] if more else []
    change += [texts.change_broken] if found.broken else []
    return strengths(turn, found), growth, Html("".join(change))


def strengths(turn: Turn, found: Result) -> Html:
    texts = turn.texts.results
    if found.strengths:
        return texts.strengths(names(found.strengths))
    held = [short for one in found.parts for short in one.held][:HELD]
    if held:
        return texts.strengths_held(", ".join(held))
    is_most = 2 * sum(one.mostly for one in found.parts) >= sum(one.answered for one in found.parts)
    return texts.strengths_mostly if is_most else texts.strengths_none


def growth_line(turn: Turn, one: Part) -> Html:
    wanted = shorten(", ".join(one.wanted), WANTED)
    return turn.texts.results.growth_line(one.name, wanted, one.support, one.answered)


def names(parts: list[Part]) -> str:
    return shorten(", ".join(one.name.lower() for one in parts), NAMES)


def share_screen(turn: Turn) -> Screen:
    """The groups of her result; ticked is what the mentor will see."""
    texts, step = turn.texts.results, turn.talk.step
    result = rules.newest(turn.repo, turn.actor, turn.known, turn.now)
    try:
        found = sharing.sharing(turn.repo, turn.actor, turn.known, turn.today)
    except NoMentorError:
        return personal(texts.no_mentor, [Button.of(texts.mine, Mine()), to_menu(turn.texts)])
    parts, chosen = result.parts if result else (), turn.talk.data.get("groups", [])
    ticks = [
        Button.of(texts.ticked(one.name) if one.key in chosen else one.name, Tick(step=step, part=number))
        for number, one in enumerate(parts)
    ]
    close = [Button.of(texts.close_all, Open(step=step, closes=True))] if found.opened else []
    done = [Button.of(texts.open, Open(step=step, closes=False), confirms=True)] if chosen else []
    text = texts.share(name_of(found.mentor).whole, roles(turn, found), looks(turn, found))
    return personal(text, *([one] for one in ticks), [*done, *close, Button.of(turn.texts.menu.back, Mine())])


def roles(turn: Turn, found: Sharing) -> Html:
    """What else the mentor is to her, said before she agrees."""
    texts = turn.texts.results
    said = ", ".join(texts.roles[one] for one in found.roles)
    return texts.share_roles(said) if said else Html("")


def looks(turn: Turn, found: Sharing) -> Html:
    said = "; ".join(moment(one.at, turn.time_zone) for one in found.looks)
    return turn.texts.results.share_looks(said) if said else Html("")


def mentee_screen(turn: Turn, mentee: Teacher, result: Result, parts: list[Part]) -> Screen:
    """Only the groups she opened, without answers to single questions."""
    texts, name = turn.texts.results, name_of(mentee)
    lines = [growth_line(turn, one) if one.support else texts.mentee_line_sure(one.name) for one in parts]
    at = dated(turn, result.at)
    text = texts.mentee(name.polite, at, joined(lines), name.gender)
    return personal(text, [say(turn.texts.menu.mentoring, "mentor"), to_menu(turn.texts)])

"""The numbers of a week as lines of text."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from ..screen import Html, shorten
from ..services.summaries.snapshot import Area, Cell, Change, Planned, Snapshot, Survey, ranked
from ..services.surveys.rounds import TENTHS
from ..texts import Texts
from ..texts.dates import day, moment, weekday
from ..texts.summaries import SummariesTexts
from ..views import joined
from .taps import Part

TITLE = 60
ROWS = 8
"""Groups of a table on the screen; all of them stand in the workbook."""
MOST_AREAS = 2
NOBODY = 2
"""Fewer tenths than these are nothing to be named first."""


def span(week: date) -> str:
    """«16–22 ноября», or with both months, or with both years."""
    sunday = week + timedelta(days=6)
    if week.month == sunday.month:
        return f"{week.day}–{day(sunday, sunday)}"
    return f"{day(week, sunday)} – {day(sunday, sunday)}"


def overview(texts: SummariesTexts, found: Snapshot) -> list[Html]:
    """What changed, a line each; whatever did not happen has none."""
    lines = places(texts, found) if found.places else []
    lines += coverage(texts, found)
    lines += asking(texts, found)
    lines += [texts.wanted(most)] if (most := wanted(texts, found)) else []
    letters = found.letters
    lines += [texts.letters(letters.asked, letters.answered), *hours(texts, found)] if letters.asked else []
    lines += [texts.sent(found.sent.announcements, found.sent.arrived)] if found.sent.announcements else []
    held, coming = len(found.events.held), len(found.events.coming)
    lines += [texts.events(held, coming)] if held or coming else []
    return [*lines, texts.quiet] if found.is_quiet else lines


def places(texts: SummariesTexts, found: Snapshot) -> list[Html]:
    """Of a region: also that some of it is not in the sum."""
    return [texts.places_of(found.places, found.of) if found.places < found.of else texts.places(found.places)]


def coverage(texts: SummariesTexts, found: Snapshot) -> list[Html]:
    here = found.coverage
    first = texts.coverage(here.connected, here.known)
    if here.joined:
        first = texts.coverage_more(here.connected, here.known, here.joined)
    return [first, *([texts.listed(here.listed)] if here.listed else [])]


def who(texts: SummariesTexts, found: Snapshot) -> list[Html]:
    active = found.coverage.active
    return [*coverage(texts, found), texts.active(active) if active else texts.active_none, Html(""), texts.active_rule]


def wanted(texts: SummariesTexts, found: Snapshot) -> str:
    """Where support is wanted most."""
    survey = next((one for one in found.surveys if one.areas), None)
    areas = [] if survey is None else ranked(survey)[:MOST_AREAS]
    named = [one for one in areas if one.share.tenths >= NOBODY]
    return ", ".join(texts.area(shorten(one.name, TITLE), texts.shares[str(one.share.tenths)]) for one in named)


def asking(texts: SummariesTexts, found: Snapshot) -> list[Html]:
    """The newest survey that still runs, and how far it has come where that may be said."""
    one = next((one for one in found.surveys if one.is_open), None)
    if one is None:
        return []
    title = shorten(one.title, TITLE)
    if not one.told or not one.invited:
        return [texts.asking_few(title)]
    return [texts.asking(title, texts.response_shares[str(one.told * TENTHS // one.invited)])]


def young(texts: SummariesTexts, found: Snapshot) -> list[Html]:
    here = found.young
    first = texts.young(here.people, here.guided) if here.people else texts.young_none
    lines = [texts.silent(here.silent)] if here.silent else []
    lines += [texts.unanswered(here.unanswered)] if here.unanswered else []
    return [first, *lines, *([Html(""), texts.unread] if lines else [])]


def letters(texts: SummariesTexts, found: Snapshot) -> list[Html]:
    here = found.letters
    lines = [texts.letters(here.asked, here.answered), *hours(texts, found)] if here.asked else [texts.letters_none]
    return [*lines, *([texts.overdue(here.overdue)] if here.overdue else [])]


def hours(texts: SummariesTexts, found: Snapshot) -> list[Html]:
    if found.letters.hours is None:
        return []
    return [texts.letters_hours(found.letters.hours) if found.letters.hours else texts.letters_quick]


def sent(texts: SummariesTexts, found: Snapshot) -> list[Html]:
    here = found.sent
    first = texts.sent(here.announcements, here.arrived) if here.announcements else texts.sent_none
    orders = [
        texts.order(shorten(one.title, TITLE), day(one.until, found.week), one.acknowledged, one.people)
        for one in here.orders
    ]
    return [first, *(orders or [texts.orders_none])]


def events(texts: SummariesTexts, found: Snapshot) -> list[Html]:
    held = [texts.held(*planned(one)) for one in found.events.held] or [texts.held_none]
    coming = [texts.coming(*planned(one)) for one in found.events.coming] or [texts.coming_none]
    return [texts.held_title, *held, Html(""), texts.coming_title, *coming]


def planned(one: Planned) -> tuple[str, str, int]:
    return shorten(one.title, TITLE), begins(one), one.going


def begins(one: Planned) -> str:
    return (weekday if one.is_all_day else moment)(one.starts_at, ZoneInfo(one.zone))


def surveys(texts: SummariesTexts, found: Snapshot) -> list[Html]:
    shown = named(texts, found)
    told = [
        Html(texts.survey(one.title, response(texts, one), areas(texts, one, found.week)).rstrip()) for one in shown
    ]
    newest = next((one for one in shown if one.tables), None)
    tables = [texts.most_wanted(newest.title), *of_groups(texts, newest)] if newest else []
    return [Html("\n\n".join([*told, *tables, texts.rules]))] if told else [texts.surveys_none]


def named(texts: SummariesTexts, found: Snapshot, limit: int = TITLE) -> list[Survey]:
    """Under titles that fit and tell rounds of one survey apart: by the day they began."""
    titles, made = Counter(one.title for one in found.surveys), list[Survey]()
    for one in found.surveys:
        began = f" {texts.began(day(one.began, found.week))}" if one.began and titles[one.title] > 1 else ""
        made.append(one.model_copy(update={"title": f"{shorten(one.title, limit - len(began))}{began}"}))
    return made


def response(texts: SummariesTexts, one: Survey) -> str:
    """In tenths and with open ends, as the round's own card has it."""
    if one.invited is None or one.told is None:
        return texts.response_few
    share = texts.response_shares[str(one.told * TENTHS // one.invited)] if one.told else texts.response_none
    return texts.response(texts.open if one.is_open else texts.closed, one.invited, share)


def areas(texts: SummariesTexts, one: Survey, today: date) -> Html:
    """Or why there are none; nothing where it is said already that too few were invited."""
    if not one.areas:
        return Html(texts.nothing[why] if (why := withheld(one)) else "")
    lines = [texts.areas, *(area_line(texts, area) for area in ranked(one))]
    if one.earlier is not None:
        lines.append(texts.compared(day(one.earlier, today)))
    return joined(lines)


def withheld(one: Survey) -> str:
    """Key of why no area is told of; "": too few were invited, which is said of all of the survey."""
    if one.invited is None:
        return ""
    if not one.has_areas:
        return "none"
    return "early" if one.is_open else "few"


def area_line(texts: SummariesTexts, area: Area) -> Html:
    """With what became of it since the round before, where that may be told."""
    share = texts.shares[str(area.share.tenths)]
    if area.change is Change.BROKEN:
        return texts.area_broken(area.name, share)
    if area.change is Change.SAME:
        return texts.area_same(area.name, share)
    if area.change is None or area.before is None:
        return texts.area_line(area.name, share)
    return texts.area_changed(area.name, share, texts.changes[area.change], texts.shares[str(area.before.tenths)])


def of_groups(texts: SummariesTexts, one: Survey) -> Iterable[Html]:
    """For every group of each table where it wants support most."""
    for table, cells in one.tables.items():
        lines = [cell(texts, one, found) for found in cells[:ROWS]]
        if len(cells) > ROWS:
            lines.append(texts.more_rows(len(cells) - ROWS))
        yield texts.table(texts.tables[table], joined(lines))


def cell(texts: SummariesTexts, survey: Survey, found: Cell) -> Html:
    most = max(range(len(found.shares)), key=lambda at: found.shares[at].tenths)
    name = survey.areas[most].name
    group = texts.groups.get(found.group, found.group)
    return texts.cell(group, name, texts.shares[str(found.shares[most].tenths)])


def pulse(texts: SummariesTexts, found: Snapshot) -> list[Html]:
    lines = [
        texts.pulse_line(texts.pulse_questions[question], texts.shares[str(one.tenths)], one.told)
        for question, one in found.pulse.items()
    ]
    return [*(lines or [texts.pulse_none]), Html(""), texts.pulse_rules]


def paths(texts: SummariesTexts, found: Snapshot) -> list[Html]:
    here = found.paths
    accepted = texts.paths(here.accepted) if here.accepted else texts.paths_few
    return [accepted, texts.steps(here.steps) if here.steps else texts.steps_few, Html(""), texts.paths_rule]


PARTS = {
    Part.COVERAGE: who,
    Part.YOUNG: young,
    Part.LETTERS: letters,
    Part.SENT: sent,
    Part.EVENTS: events,
    Part.SURVEY: surveys,
    Part.PULSE: pulse,
    Part.PATHS: paths,
}


SCREENS = {
    Part.COVERAGE: (Part.COVERAGE, Part.YOUNG),
    Part.LETTERS: (Part.LETTERS,),
    Part.SENT: (Part.SENT,),
    Part.EVENTS: (Part.EVENTS,),
    Part.PATHS: (Part.PATHS, Part.PULSE),
    Part.SURVEY: (Part.SURVEY,),
}
"""Sections that are read together: not more screens than there is room for their buttons."""


def sections(texts: Texts, found: Snapshot, part: Part) -> Html:
    """All that stand on the screen of this part."""
    own, (first, *more) = texts.summaries, SCREENS.get(part, (part,))
    further = [own.further(own.titles[one], joined(PARTS[one](own, found))) for one in more]
    return Html("\n\n".join([section(texts, found, first), *further]))


def section(texts: Texts, found: Snapshot, part: Part) -> Html:
    own = texts.summaries
    return own.section(own.titles[part], span(found.week), found.name, joined(PARTS[part](own, found)))

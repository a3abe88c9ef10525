"""What people see of a survey they write themselves: the same whether they ask or it comes by itself."""

import json
from collections.abc import Mapping

from storage.models import SheetState, SurveySheet

from ..screen import Button, Html, Screen, personal, shorten
from ..services.surveys import written
from ..services.surveys.folding import areas
from ..services.surveys.keeping import broken
from ..services.surveys.model import Survey
from ..services.surveys.reading import from_stored
from ..services.surveys.standard import fits_a_table
from ..services.surveys.written import Written
from ..texts import Texts
from ..texts.dates import day
from ..turn import Turn
from ..views import joined, leaf, say, to_menu
from .editions import told_apart
from .round_taps import About
from .sheet_taps import Basis, Decline, Form, Hide, Keep, Look, Own, Sheeting

ON_PAGE = 3
COMPLAINTS, COMPLAINT = 12, 250
"""So many are told, and so many characters of each."""
BREAKS, QUOTED = 6, 200


def home_screen(turn: Turn, page: int) -> Screen:
    """The service's own surveys; a table may be sent from here."""
    texts, found = turn.texts.own_surveys, written.listed(turn.repo, turn.actor)
    shown, _, ways = leaf(turn.texts, found, page, ON_PAGE, lambda to: Own(page=to))
    turn.talk.ask(Sheeting.FILE)
    sent = written.mine(turn.repo, turn.actor)
    last = [Button.of(texts.last, Look(sheet=sent.id))] if sent else []
    named = told_apart([one.survey for one in found])
    lines = [texts.listed(joined([_line(turn.texts, one, named) for one in shown]))] if shown else []
    return personal(
        Html("\n\n".join([texts.home, *lines])),
        *([Button.of(named[one.survey.key], About(key=one.survey.key))] for one in shown),
        ways,
        [Button.of(texts.template, Form(sheet=0)), *last],
        [say(turn.texts.menu.back, "surveys"), to_menu(turn.texts)],
    )


def _line(texts: Texts, one: Written, named: Mapping[str, str]) -> Html:
    words = texts.own_surveys
    return (words.line if one.sheet.played_at else words.line_new)(named[one.survey.key], one.sheet.number)


def sheet_screen(texts: Texts, sheet: SurveySheet) -> Screen:
    """By its state."""
    words, out = texts.own_surveys, [to_own(texts), to_menu(texts)]
    match sheet.state:
        case SheetState.READING:
            return personal(words.reading, [Button.of(words.look, Look(sheet=sheet.id))], [to_menu(texts)])
        case SheetState.REFUSED:
            return personal(_complaints(texts, json.loads(sheet.body)), out)
        case SheetState.BREAKS:
            yes = Button.of(words.break_yes, Keep(sheet=sheet.id), confirms=True)
            no = Button.of(words.break_no, Decline(sheet=sheet.id))
            return personal(_breaks(texts, json.loads(sheet.breaks)), [yes], [no], [to_menu(texts)])
        case SheetState.KEPT:
            text = words.kept(_title(sheet), sheet.number)
            return personal(text, [Button.of(words.open, About(key=_key(sheet)))], out)
        case SheetState.HIDDEN:
            back = Button.of(words.show, Hide(sheet=sheet.id, hidden=False))
            return personal(words.hidden(_title(sheet)), [back], out)
    return personal(words.same(sheet.number) if sheet.number else words.dropped, out)


def too_heavy_screen(texts: Texts) -> Screen:
    return personal(texts.own_surveys.too_heavy, [to_own(texts), to_menu(texts)])


def to_own(texts: Texts) -> Button:
    return Button.of(texts.own_surveys.to_own, Own(page=0))


def about(turn: Turn, one: Written) -> list[Html]:
    """What is said of a survey of one's own besides what is said of every survey."""
    words, sheet = turn.texts.own_surveys, one.sheet
    when = day(sheet.created_at.astimezone(turn.time_zone).date(), turn.today)
    codes = sorted(broken(sheet))
    return [
        words.about(sheet.number, when),
        *_areas(turn.texts, one.survey),
        *([words.broken(shorten(", ".join(codes), QUOTED))] if codes else []),
        *([] if sheet.played_at else [words.play_first]),
    ]


def _areas(texts: Texts, survey: Survey) -> list[Html]:
    """Of a diagnostic, what the weekly summary will tell of it."""
    if not survey.groups:
        return []
    words, told = texts.own_surveys, [survey.groups[key].lower() for key in areas(survey)]
    return [words.areas(", ".join(told)) if told else words.areas_none]


def about_ways(turn: Turn, one: Written) -> list[Button]:
    words, number = turn.texts.own_surveys, one.sheet.id
    return [Button.of(words.table, Form(sheet=number)), Button.of(words.hide, Hide(sheet=number, hidden=True))]


def basis(turn: Turn, survey: Survey) -> list[Button]:
    return [Button.of(turn.texts.own_surveys.basis, Basis(key=survey.key))] if fits_a_table(survey) else []


def _complaints(texts: Texts, found: list[str]) -> Html:
    words = texts.own_surveys
    lines = [words.complaint(shorten(one, COMPLAINT)) for one in found[:COMPLAINTS]]
    more = [words.more_complaints(len(found) - COMPLAINTS)] if len(found) > COMPLAINTS else []
    return Html("\n\n".join([words.refused(len(found)), joined(lines), *more]))


def _breaks(texts: Texts, found: list[list[str]]) -> Html:
    words = texts.own_surveys
    lines = []
    for code, before, now in found[:BREAKS]:
        said, after = shorten(before, QUOTED), shorten(now, QUOTED)
        lines.append(words.break_same(code, after) if before == now else words.break_line(code, said, after))
    more = [words.more_breaks(len(found) - BREAKS)] if len(found) > BREAKS else []
    return Html("\n\n".join([words.breaks(len(found)), *lines, *more, words.breaks_end]))


def _key(sheet: SurveySheet) -> str:
    return sheet.version.key if sheet.version else ""


def _title(sheet: SurveySheet) -> str:
    return from_stored(sheet.version.key, sheet.version.body).title if sheet.version else ""

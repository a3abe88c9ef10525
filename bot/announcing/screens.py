"""The screens on which an announcement is composed; each shows what the draft in the conversation says now."""

from collections.abc import Sequence

from storage.models import ANNOUNCED, NAME
from storage.repositories.audiences import KINDS, Audience, Condition, Group, Option

from ..screen import Button, Html, Part, Screen, personal, public, shorten
from ..services import announced, audiences, saved_audiences
from ..services import announcements as rules
from ..services.announcements import Plan, Urgent
from ..texts.dates import moment
from ..turn import Turn
from ..views import by_two, joined, paging, say
from .differences import differences
from .draft import (
    MORE,
    AskUrgent,
    Back,
    ChooseKind,
    Done,
    Draft,
    DropFiles,
    Hurry,
    Mine,
    Narrow,
    OtherTime,
    Pick,
    Ready,
    Reset,
    Send,
    ShowSaved,
    Soon,
    ToSelf,
    as_seen_by_author,
    plain,
    timing,
)
from .flow import body, flow, words

ON_PAGE = 7
IN_ROWS = 5
"""So many options stand on one page, in so many rows."""
SHORT = 15
"""Names of so many characters stand two in a row."""
USUAL = (
    Condition.MUNICIPALITY,
    Condition.SUBJECT,
    Condition.ASSOCIATION,
    Condition.ORGANIZATION,
    Condition.YOUNG,
)
AT_ONCE = 6
"""So many conditions stand on one screen, with what else there is to tap."""
CHOSEN = 300
"""So many characters of what was chosen are said."""


def kind_question(turn: Turn) -> Screen:
    texts, step = turn.texts.announcements, turn.talk.step
    kinds = [Button.of(texts.kinds[kind], ChooseKind(step=step, kind=kind)) for kind in ANNOUNCED]
    has_some = announced.newest(turn.repo, turn.actor, 1) or announced.left_behind(turn.repo, turn.actor, turn.now)
    mine = [Button.of(texts.mine, Mine())] if has_some else []
    return public(texts.start, *by_two(kinds), [*mine, cancel(turn)])


def text_question(turn: Turn) -> Screen:
    texts = turn.texts.announcements
    draft = Draft.of(turn)
    if draft.files:
        return files_question(turn, texts.files_added(len(draft.files)))
    asked = texts.ask_text(f"{{{texts.mark}}}", rules.LIMIT)
    return files_question(turn, asked) if draft.text else public(asked, [back(turn), cancel(turn)])


def files_question(turn: Turn, text: Html) -> Screen:
    """What is there already, and what is wanted yet."""
    texts, step, draft = turn.texts.announcements, turn.talk.step, Draft.of(turn)
    ready = [Button.of(texts.done, Ready(step=step))] if draft.text else []
    drop = [Button.of(texts.drop_files, DropFiles(step=step))] if draft.files else []
    text = joined([text, texts.text_there if draft.text else texts.text_wanted])
    return public(text, ready, drop, [back(turn), cancel(turn)])


def too_long(turn: Turn) -> Screen:
    return public(turn.texts.announcements.too_long(rules.LIMIT), [back(turn), cancel(turn)])


def audience_question(turn: Turn) -> Screen:
    """The conditions, or what there is to choose from for the one that is open."""
    opened = turn.talk.data.get("condition")
    if opened and opened != MORE:
        return options_question(turn, Condition(opened), turn.talk.data.get("page", 0))
    texts, step, draft = turn.texts.announcements, turn.talk.step, Draft.of(turn)
    found = audiences.audience(turn.repo, turn.actor, draft.choices, turn.today)
    groups = audiences.groups(turn.repo, turn.actor, draft.choices, turn.today, draft.kind)
    text = texts.audience(who(turn, found, draft), count(turn, groups))
    buttons = narrowing(turn, audiences.conditions(found), opened == MORE)
    if opened == MORE:
        return personal(text, *by_two(buttons), [Button.of(texts.done, Narrow(step=step, condition="", page=0))])
    kept = draft.choices or saved_audiences.page(turn.repo, turn.actor, 0, 1)
    saved = [Button.of(texts.saved_audiences, ShowSaved(step=step, page=0, drops=False))] if kept else []
    reset = [Button.of(texts.reset, Reset(step=step))] if draft.choices else []
    if any(group.reachable for group in groups):
        done, nobody = [Button.of(texts.done, Done(step=step))], ""
    else:
        is_in_list = any(group.people for group in groups)
        done, nobody = [], texts.nobody_in if is_in_list else texts.nobody_such if draft.choices else texts.nobody
    return personal(Html(text + nobody), *by_two(buttons), [*saved, *reset], done, [back(turn)])


def narrowing(turn: Turn, offered: Sequence[Condition], is_more: bool) -> list[Button]:
    """A button a condition; the less usual ones behind «Ещё условия» where all would be too many."""
    usual = [one for one in USUAL if one in offered]
    rest = [one for one in offered if one not in usual]
    if len(offered) <= AT_ONCE:
        return [narrow(turn, one) for one in offered]
    if is_more:
        return [narrow(turn, one) for one in rest]
    texts = turn.texts.announcements
    label = texts.chosen(texts.more_conditions) if any(map(Draft.of(turn).choices.get, rest)) else texts.more_conditions
    more = Button.of(label, Narrow(step=turn.talk.step, condition=MORE, page=0))
    return [*(narrow(turn, one) for one in usual), more]


def narrow(turn: Turn, condition: Condition) -> Button:
    texts, step = turn.texts.announcements, turn.talk.step
    chosen = Draft.of(turn).choices
    label = texts.conditions[condition]
    label = texts.chosen(label) if chosen.get(condition) else label
    if condition is Condition.YOUNG:
        return Button.of(label, Pick(step=step, condition=condition, chosen=audiences.ON, page=0))
    return Button.of(label, Narrow(step=step, condition=condition, page=0))


def who(turn: Turn, found: Audience, draft: Draft) -> Html:
    """The conditions in words; without any, the places the author answers for."""
    texts = turn.texts.announcements
    if not draft.choices:
        return texts.everybody(", ".join(audiences.places(turn.repo, turn.actor)))
    names = audiences.names(turn.repo, turn.actor, draft.choices, turn.today)
    return joined(
        [
            texts.of_condition(texts.conditions[condition], shorten(said(turn, condition, names[condition]), CHOSEN))
            for condition in dict.fromkeys((*audiences.conditions(found), *names))
            if condition in names
        ]
    )


def said(turn: Turn, condition: Condition, names: Sequence[str]) -> str:
    texts = turn.texts.announcements
    if condition is Condition.YOUNG:
        return texts.young
    return ", ".join(texts.organization_kinds[name] if condition is Condition.KIND else name for name in names)


def count(turn: Turn, groups: Sequence[Group]) -> Html:
    texts, people = turn.texts.announcements, sum(group.people for group in groups)
    reachable = sum(group.reachable for group in groups)
    if people == 0 or (people, reachable) == (1, 1):  # of one there is no more to say
        return texts.count(people)
    some = texts.count_some(reachable, people - reachable)
    rest = {0: texts.count_none, people: texts.count_all}.get(reachable, some)
    return texts.count_with(texts.count(people), rest)


def options_question(turn: Turn, condition: Condition, page: int) -> Screen:
    texts, step, draft = turn.texts.announcements, turn.talk.step, Draft.of(turn)
    found = audiences.options(turn.repo, turn.actor, condition, turn.today)
    pages = paged([len(option_name(turn, condition, one)) for one in found])
    number = page if 0 <= page < len(pages) else 0
    chosen = draft.choices.get(condition, [])
    rows = [
        [option_button(turn, condition, one, one.id in chosen, number) for one in found[row]]
        for row in (pages[number] if pages else [])
    ]
    ways = paging(
        turn.texts, number, number + 1 < len(pages), lambda to: Narrow(step=step, condition=condition, page=to)
    )
    done = Button.of(texts.done, Narrow(step=step, condition="", page=0))
    groups = audiences.groups(turn.repo, turn.actor, draft.choices, turn.today, draft.kind)
    return personal(texts.options(texts.conditions[condition], count(turn, groups)), *rows, [*ways, done])


def paged(lengths: Sequence[int]) -> list[list[slice]]:
    """Pages of rows for names of these lengths: a long one has a row of its own, two short neighbours share one."""
    pages: list[list[slice]] = []
    at = taken = 0
    while at < len(lengths):
        pair = lengths[at : at + 2]
        row = slice(at, at + (2 if len(pair) == 2 and max(pair) <= SHORT else 1))
        if pages and len(pages[-1]) < IN_ROWS and taken + 1 <= ON_PAGE:
            row = slice(at, min(row.stop, at + ON_PAGE - taken))
        else:
            pages.append([])
            taken = 0
        pages[-1].append(row)
        taken, at = taken + row.stop - row.start, row.stop
    return pages


def option_name(turn: Turn, condition: Condition, option: Option) -> str:
    texts = turn.texts.announcements
    return texts.organization_kinds[KINDS[option.id]] if condition is Condition.KIND else option.name


def option_button(turn: Turn, condition: Condition, option: Option, is_chosen: bool, page: int) -> Button:
    texts = turn.texts.announcements
    name = option_name(turn, condition, option)
    label = texts.chosen(name) if is_chosen else name
    return Button.of(label, Pick(step=turn.talk.step, condition=condition, chosen=option.id, page=page))


def preview(turn: Turn) -> Screen:
    """The announcement as a message of its own, as everybody will see it; then the question when."""
    draft = Draft.of(turn)
    groups, said = audiences.groups(turn.repo, turn.actor, draft.choices, turn.today, draft.kind), words(turn, draft)
    longest = max((group.longest for group in groups), default=0)
    parts = rules.parts(turn.repo, turn.actor, said, longest)
    seen = (Part(as_seen_by_author(turn, Html(text)), file_id=file) for text, _, file in parts)
    return when_question(turn).after(*seen)


def when_question(turn: Turn) -> Screen:
    """When it is sent, asked below the announcement as it will be seen."""
    texts, step, draft = turn.texts.announcements, turn.talk.step, Draft.of(turn)
    groups, said = audiences.groups(turn.repo, turn.actor, draft.choices, turn.today, draft.kind), words(turn, draft)
    return personal(
        texts.preview(count(turn, groups), differences(turn, draft, said)),
        [Button.of(texts.now, Soon(step=step, tomorrow=False))],
        [Button.of(texts.tomorrow, Soon(step=step, tomorrow=True)), Button.of(texts.other_time, OtherTime(step=step))],
        [Button.of(texts.to_self, ToSelf(step=step))],
        [back(turn), cancel(turn)],
    )


def time_question(turn: Turn) -> Screen:
    """Why it is asked again is said, where the time chosen before is too late."""
    late = too_late(turn) if "at" in turn.talk.data else None
    return ask_time(turn, late or turn.texts.announcements.ask_time)


def too_late(turn: Turn) -> Html | None:
    """What is wrong where it would be over before it leaves, or the time she was asked about has gone by since."""
    at = Draft.of(turn).at
    if at is not None and at.replace(tzinfo=turn.time_zone) <= turn.now:
        return turn.texts.announcements.past
    over = flow(Draft.of(turn).kind).over(turn)
    return over.late if over is not None and plan(turn).starts_at >= over.at else None


def ask_time(turn: Turn, text: Html) -> Screen:
    return public(text, [back(turn), cancel(turn)])


def plan(turn: Turn) -> Plan:
    draft = Draft.of(turn)
    return rules.plan(turn.repo, turn.actor, draft.kind, draft.choices, timing(turn, draft), turn.now, turn.today)


def confirmation(turn: Turn) -> Screen:
    """Names the number of those who get it, and when."""
    texts, step, draft, found = turn.texts.announcements, turn.talk.step, Draft.of(turn), plan(turn)
    when = moment(found.starts_at, turn.time_zone)
    lines = [texts.confirm_at(found.reachable, when) if draft.at else texts.confirm_now(found.reachable)]
    lines += [texts.waits(people, moment(at, turn.time_zone)) for at, people in found.waits.items()]
    if draft.urgent:
        lines.append(texts.is_urgent(texts.reasons[draft.urgent]))
    urgent = [Button.of(texts.urgent, AskUrgent(step=step), confirms=True)] if found.waits and not draft.urgent else []
    yes = Button.of(texts.confirm, Send(step=step), confirms=True)
    return personal(joined(lines), [yes], urgent, [back(turn), cancel(turn)])


def urgent_question(turn: Turn) -> Screen:
    texts, step = turn.texts.announcements, turn.talk.step
    reasons = [[Button.of(texts.reasons[one], Hurry(step=step, reason=one), confirms=True)] for one in Urgent]
    return public(texts.ask_urgent, *reasons, [back(turn), cancel(turn)])


def fits(turn: Turn) -> bool:
    """Whether the text fits for everybody in the author's scope, whatever she narrows it to."""
    draft = Draft.of(turn)
    groups = audiences.groups(turn.repo, turn.actor, {}, turn.today) if NAME in body(turn, draft) else []
    longest = max((group.longest for group in groups), default=0)
    return len(plain(draft.text)) <= rules.LIMIT and rules.fits(body(turn, draft), longest)


def back(turn: Turn) -> Button:
    return Button.of(turn.texts.menu.back, Back(step=turn.talk.step))


def cancel(turn: Turn) -> Button:
    return say(turn.texts.announcements.cancel, "cancel")

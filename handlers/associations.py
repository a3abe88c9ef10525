"""«Моё МО»: the associations of each subject, the school's and the municipal one, then those one may join."""

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import AssociationCard as Card
from bot.callbacks import Say, WriteHead
from bot.features import Feature
from bot.screen import Button, Html, Screen, personal
from bot.services import routing
from bot.services.routing import AssociationCard, Listed, Missing, NotJoinableError
from bot.texts.dates import day, moment
from bot.turn import Turn
from bot.views import Named, ask, back, joined, leaf, name_of, to_menu
from storage.models import Meeting

associations = Feature()
ON_PAGE = 5
"""So many associations have a button of their own on one screen: a row each, and a row for where to go next."""


class Own(CallbackData, prefix="own"):
    page: int


class Plan(CallbackData, prefix="plan"):
    id: int


class Others(CallbackData, prefix="others"):
    page: int


class Join(CallbackData, prefix="join"):
    id: int


class Leave(CallbackData, prefix="leave"):
    id: int


@associations.says("mo")
def show_own(turn: Turn) -> Screen:
    return own_list(turn, 0)


@associations.taps(Own)
def show_own_page(turn: Turn, choice: Own) -> Screen:
    return own_list(turn, choice.page)


@associations.taps(Card)
def show_card(turn: Turn, choice: Card) -> Screen:
    return card_screen(turn, choice.id)


@associations.taps(Plan)
def show_plan(turn: Turn, choice: Plan) -> Screen:
    card = routing.association(turn.repo, turn.actor, choice.id, turn.now)
    texts = turn.texts.associations
    lines = [texts.plan_line(moment(found.starts_at, turn.time_zone), what(turn, found)) for found in card.meetings]
    text = texts.plan(card.association.title, joined(lines or [texts.no_plan]))
    return personal(text, [back(turn.texts, Card(id=choice.id)), to_menu(turn.texts)])


@associations.taps(Others)
def show_others(turn: Turn, choice: Others) -> Screen:
    texts = turn.texts.associations
    found = routing.place(turn.repo, turn.actor, turn.known, turn.now).open_to_join
    shown, _, ways = leaf(turn.texts, found, choice.page, ON_PAGE, lambda to: Others(page=to))
    lines = [line(turn, listed) for listed in shown] or [texts.no_others]
    last = [*ways, back(turn.texts, Say(word="mo")), to_menu(turn.texts)]
    return personal(texts.others(joined(lines)), *map(to_card, shown), last)


@associations.taps(Join)
def join(turn: Turn, choice: Join) -> Screen:
    return moved(turn, choice.id, joins=True)


@associations.taps(Leave)
def leave(turn: Turn, choice: Leave) -> Screen:
    return moved(turn, choice.id, joins=False)


def moved(turn: Turn, association_id: int, joins: bool) -> Screen:
    """The card after joining or leaving; one that follows from the roster stays as it is."""
    texts = turn.texts.associations
    try:
        if joins:
            routing.join(turn.repo, turn.actor, association_id, turn.now)
        else:
            routing.leave(turn.repo, turn.actor, association_id)
    except NotJoinableError:
        return card_screen(turn, association_id).with_toast(texts.not_joinable)
    return card_screen(turn, association_id, undoes=True).with_toast(texts.joined if joins else texts.left)


def own_list(turn: Turn, page: int) -> Screen:
    placement = routing.place(turn.repo, turn.actor, turn.known, turn.now)
    texts = turn.texts.associations
    shown, start, ways = leaf(turn.texts, placement.own, page, ON_PAGE, lambda to: Own(page=to))
    lines, has_later = [line(turn, listed) for listed in shown], start + ON_PAGE < len(placement.own)
    lines += [] if has_later else [texts.none_for(subject.name) for subject in placement.uncovered]
    others = [Button.of(texts.others_button, Others(page=0))] if placement.open_to_join and not start else []
    if not lines:
        return personal(texts.none, others, [ask(turn.texts), to_menu(turn.texts)])
    return personal(texts.title(joined(lines)), *map(to_card, shown), [*ways, *others, to_menu(turn.texts)])


def line(turn: Turn, listed: Listed) -> Html:
    """One association in a list; why no school's own stands beside it is said behind."""
    texts = turn.texts.associations
    meeting = listed.association.next_meeting
    said = [
        head(turn, listed.association.leader),
        texts.meeting(moment(meeting, turn.time_zone)) if meeting else "",
        *(why_no_school(turn, missing) for missing in listed.missing),
    ]
    return texts.line(listed.association.title, Html(" ".join(filter(None, said))))


def why_no_school(turn: Turn, missing: Missing) -> Html:
    texts = turn.texts.associations
    if missing.is_enough:
        return texts.not_formed(missing.organization.name, missing.subject.name)
    return texts.too_few(missing.organization.name, missing.subject.name)


def card_screen(turn: Turn, association_id: int, undoes: bool = False) -> Screen:
    """After joining or leaving, what undoes it says so."""
    card = routing.association(turn.repo, turn.actor, association_id, turn.now)
    texts = turn.texts.associations
    plan = [Button.of(texts.plan_button, Plan(id=association_id))] if card.meetings else []
    change = []
    if card.is_joined or card.may_join:
        label = texts.undo if undoes else texts.leave if card.is_joined else texts.join
        back_out = Leave(id=association_id) if card.is_joined else Join(id=association_id)
        change = [Button.of(label, back_out)]
    text = texts.card(card.association.title, texts.levels[card.association.level], joined(details(turn, card)))
    return personal(text, writing(turn, card), plan, change, [back(turn.texts, Say(word="mo")), to_menu(turn.texts)])


def writing(turn: Turn, card: AssociationCard) -> list[Button]:
    """A letter to the head, unless one is it."""
    leader = card.acting_head or card.association.head
    if leader is None or leader.id == turn.known.id:
        return []
    return [Button.of(turn.texts.letters.write_head, WriteHead(teacher=leader.id, association=card.association.id))]


def details(turn: Turn, card: AssociationCard) -> list[Html]:
    texts = turn.texts.associations
    found = card.association
    meeting = card.next_meeting
    lines = [head(turn, card.acting_head or found.head)]
    if found.head_id is not None and found.head_id == turn.known.id:
        lines = [texts.you_head]
    lines.append(next_meeting(turn, meeting) if meeting else texts.no_meeting)
    lines.append(texts.members(card.members))
    if card.meetings:
        lines.append(texts.plan_size(len(card.meetings)))
    if found.subjects:
        lines.append(texts.covers(", ".join(subject.name for subject in found.subjects)))
    if found.ends_on:
        lines.append(texts.ends(day(found.ends_on, turn.today)))
    if card.is_joined or card.may_join:
        lines.append(texts.why_joined if card.is_joined else texts.why_open)
    return lines


def head(turn: Turn, leader: Named | None) -> Html:
    texts = turn.texts.associations
    return texts.head(name_of(leader).whole) if leader else texts.no_head


def next_meeting(turn: Turn, meeting: Meeting) -> Html:
    return turn.texts.associations.next_meeting(moment(meeting.starts_at, turn.time_zone), what(turn, meeting))


def what(turn: Turn, meeting: Meeting) -> Html:
    """Place and topic of a meeting, as far as they are known."""
    texts = turn.texts.associations
    place = texts.place(meeting.place) if meeting.place else ""
    return Html(place + (texts.topic(meeting.topic) if meeting.topic else ""))


def to_card(listed: Listed) -> list[Button]:
    return [Button.of(listed.association.title, Card(id=listed.association.id))]

"""Members of an association the staff runs: seen, added one by one or by subject or school, taken out."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot import association_words
from bot.association_words import Members, ways_out
from bot.callbacks import OpenPerson
from bot.features import BadTapError, Feature
from bot.people_words import Picking, choosing
from bot.screen import Button, Screen, personal
from bot.services import association_desk as rules
from bot.services.association_desk import PlanError
from bot.services.notes import Note
from bot.turn import Turn
from bot.views import back, by_two, joined, name_of, paging, to_menu
from storage.models import Association, Teacher

association_members = Feature()
ON_PAGE = 5
SCHOOLS = 4


class Adding(StrEnum):
    WHO = "association_members.who"
    SUBJECT = "association_members.subject"


class Member(CallbackData, prefix="as_member"):
    id: int
    person: int


class Drop(CallbackData, prefix="as_drop"):
    id: int
    person: int


class AddOne(CallbackData, prefix="as_add"):
    id: int


class Results(CallbackData, prefix="as_pick"):
    step: int
    page: int


class Add(CallbackData, prefix="as_added"):
    id: int
    person: int


class BySubject(CallbackData, prefix="as_subject"):
    id: int


class BySchool(CallbackData, prefix="as_school"):
    id: int
    page: int = 0


class Fill(CallbackData, prefix="as_fill"):
    """All of a subject, or of a school (the other is 0); `agreed` is the number that was confirmed, 0 only asks."""

    id: int
    subject: int
    school: int
    agreed: int = 0


@association_members.taps(Members)
def show_members(turn: Turn, choice: Members) -> Screen:
    turn.talk.finish()
    return listed(turn, choice.id, max(choice.page, 0))


def listed(turn: Turn, association_id: int, page: int = 0) -> Screen:
    texts, found = turn.texts.association_desk, rules.card(turn.repo, turn.actor, association_id, turn.today)
    one = found.association
    shown = rules.members(turn.repo, turn.actor, one.id, page * ON_PAGE, ON_PAGE + 1, turn.now, turn.today)
    numbered = list(enumerate(shown[:ON_PAGE], page * ON_PAGE + 1))
    lines = [turn.texts.people.line(number, name_of(who).whole, who.organization.name) for number, who in numbered]
    buttons = [to_member(f"{number}. {who.last_name}", found, who) for number, who in numbered]
    ways = paging(turn.texts, page, len(shown) > ON_PAGE, lambda to: Members(id=one.id, page=to))
    text = texts.people_list(one.title, joined(lines or [texts.no_members]))
    return personal(text, *by_two(buttons), ways, adding(turn, found), ways_out(turn, one.id))


def to_member(label: str, found: rules.Card, who: Teacher) -> Button:
    is_named = found.is_joined_by_name
    return Button.of(label, Member(id=found.association.id, person=who.id) if is_named else OpenPerson(id=who.id))


def adding(turn: Turn, found: rules.Card) -> list[Button]:
    one = found.association
    return [Button.of(turn.texts.association_desk.add_one, AddOne(id=one.id))] if found.is_joined_by_name else []


@association_members.taps(Member)
def show_member(turn: Turn, choice: Member) -> Screen:
    texts, one = turn.texts.association_desk, rules.card(turn.repo, turn.actor, choice.id, turn.today).association
    who = rules.member(turn.repo, turn.actor, one.id, choice.person)
    buttons = [
        Button.of(texts.drop_member, Drop(id=one.id, person=who.id)),
        Button.of(texts.to_person, OpenPerson(id=who.id)),
    ]
    ways = [back(turn.texts, Members(id=one.id)), to_menu(turn.texts)]
    return personal(texts.member(name_of(who).whole, one.title), buttons, ways)


@association_members.taps(Drop)
def drop(turn: Turn, choice: Drop) -> Screen:
    try:
        rules.drop(turn.repo, turn.actor, choice.id, choice.person, turn.now)
    except PlanError as error:
        raise BadTapError from error
    return listed(turn, choice.id).with_toast(turn.texts.association_desk.dropped)


@association_members.taps(AddOne)
def ask_one(turn: Turn, choice: AddOne) -> Screen:
    rules.card(turn.repo, turn.actor, choice.id, turn.today)
    turn.talk.finish()
    turn.talk.ask(Adding.WHO, association=choice.id)
    return who_question(turn)


@association_members.asks(Adding.WHO)
def who_question(turn: Turn) -> Screen:
    data = turn.talk.data
    below = [back(turn.texts, Members(id=data["association"])), to_menu(turn.texts)]
    if not data.get("said"):
        texts, number = turn.texts.association_desk, data["association"]
        many = [
            Button.of(texts.add_subject, BySubject(id=number)),
            Button.of(texts.add_school, BySchool(id=number)),
        ]
        return personal(texts.ask_member, many, below)
    how = Picking(
        lambda one: Add(id=data["association"], person=one), lambda to: Results(step=turn.talk.step, page=to), below
    )
    return choosing(turn, data["said"], data.get("page", 0), how)


@association_members.answers(Adding.WHO, search=True)
def take_one(turn: Turn) -> Screen:
    turn.talk.ask(Adding.WHO, said=turn.text[:100], page=0)
    return who_question(turn)


@association_members.taps(Results, during=Adding.WHO)
def turn_page(turn: Turn, choice: Results) -> Screen:
    if not turn.talk.data.get("said"):
        raise BadTapError
    turn.talk.ask(Adding.WHO, page=choice.page)
    return who_question(turn)


@association_members.taps(Add)
def add(turn: Turn, choice: Add) -> Screen:
    texts = turn.texts.association_desk

    def words(found: Association) -> Note:
        return association_words.joined_by_staff(turn, found)

    try:
        is_new = rules.add(turn.repo, turn.actor, choice.id, choice.person, words, turn.now, turn.today)
    except PlanError as error:
        raise BadTapError from error
    turn.talk.finish()
    return listed(turn, choice.id).with_toast(texts.added if is_new else texts.was_member)


@association_members.taps(BySubject)
def ask_subject(turn: Turn, choice: BySubject) -> Screen:
    rules.card(turn.repo, turn.actor, choice.id, turn.today)
    turn.talk.finish()
    turn.talk.ask(Adding.SUBJECT, association=choice.id)
    return subject_question(turn)


@association_members.asks(Adding.SUBJECT)
def subject_question(turn: Turn) -> Screen:
    ways = [back(turn.texts, Members(id=turn.talk.data["association"])), to_menu(turn.texts)]
    return personal(turn.texts.association_desk.ask_subject, ways)


@association_members.answers(Adding.SUBJECT)
def take_subject(turn: Turn) -> Screen:
    number = turn.talk.data["association"]
    below = [back(turn.texts, Members(id=number)), to_menu(turn.texts)]
    return association_words.subjects(turn, turn.text, lambda one: Fill(id=number, subject=one, school=0), below)


@association_members.taps(BySchool)
def choose_school(turn: Turn, choice: BySchool) -> Screen:
    rules.card(turn.repo, turn.actor, choice.id, turn.today)
    turn.talk.finish()
    found, start = rules.schools(turn.repo, turn.actor), max(choice.page, 0) * SCHOOLS
    shown = found[start : start + SCHOOLS]
    rows = [[Button.of(one.name, Fill(id=choice.id, subject=0, school=one.id))] for one in shown]
    ways = paging(
        turn.texts, max(choice.page, 0), start + SCHOOLS < len(found), lambda to: BySchool(id=choice.id, page=to)
    )
    below = [back(turn.texts, Members(id=choice.id)), to_menu(turn.texts)]
    return personal(turn.texts.association_desk.which_school, *rows, ways, below)


@association_members.taps(Fill)
def fill(turn: Turn, choice: Fill) -> Screen:
    """First how many they would be; then all at once."""
    turn.talk.finish()
    texts, given = turn.texts.association_desk, (choice.subject or None, choice.school or None)
    try:
        found = rules.fitting(turn.repo, turn.actor, choice.id, *given, turn.today)
        if choice.agreed:
            people = rules.fill(turn.repo, turn.actor, choice.id, *given, choice.agreed, turn.now, turn.today)
            return listed(turn, choice.id).with_toast(texts.filled(people))
    except PlanError as error:
        raise BadTapError from error
    one = rules.card(turn.repo, turn.actor, choice.id, turn.today).association
    yes = Button.of(texts.yes_fill, choice.model_copy(update={"agreed": len(found)}), confirms=True)
    text = texts.confirm_fill(len(found), one.title) if found else texts.nobody_to_add
    return personal(text, [yes] if found else [], [Button.of(texts.refuse, Members(id=one.id)), to_menu(turn.texts)])

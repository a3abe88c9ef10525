"""The card of a person: what she does, who helps her, what she may do here, and what one may change of it."""

from bot.association_words import HeadOf
from bot.callbacks import InvitePerson, OpenPerson, WriteTo
from bot.features import Feature
from bot.mentor_words import Pairs
from bot.people_words import RolesOf, SubstituteFor, out
from bot.screen import Button, Html, Screen, personal
from bot.services import access, roles, substitutions
from bot.services import people as rules
from bot.services.access import Action
from bot.services.people import PersonCard
from bot.texts.dates import day
from bot.turn import Turn
from bot.views import by_two, name_of, work_of
from storage.models import Mentorship, Teacher

person = Feature()


@person.taps(OpenPerson)
def show_person(turn: Turn, choice: OpenPerson) -> Screen:
    turn.talk.finish()
    found = rules.card(turn.repo, turn.actor, choice.id, turn.now, turn.today)
    return personal(card_text(turn, found), *actions(turn, found), out(turn))


def actions(turn: Turn, found: PersonCard) -> list[list[Button]]:
    """What one may do about her."""
    one = found.teacher
    if not found.manages:
        return []
    buttons = [Button.of(turn.texts.mentor_desk.mentoring, Pairs(id=one.id))]
    if substitutions.may(turn.repo, turn.actor, one.id, turn.today):
        buttons.append(Button.of(turn.texts.substitutions.button, SubstituteFor(id=one.id)))
    if found.associations and access.where(turn.actor, Action.MANAGE_ASSOCIATION):
        buttons.append(Button.of(turn.texts.people.set_head, HeadOf(id=one.id)))
    if roles.may_grant(turn.actor):
        buttons.append(Button.of(turn.texts.roles.button, RolesOf(id=one.id)))
    if one.id != turn.known.id:
        buttons += reaching(turn, found)
    return by_two(buttons)


def reaching(turn: Turn, found: PersonCard) -> list[Button]:
    """A letter to who has come in; a link for who has not, or has lost her way in."""
    one, texts, buttons = found.teacher, turn.texts.inviting, []
    if found.is_connected:
        buttons.append(Button.of(turn.texts.letters.write, WriteTo(teacher=one.id)))
    if access.allows(turn.actor, Action.INVITE_PERSON, one):
        buttons.append(Button.of(texts.new_link if found.is_connected else texts.invite, InvitePerson(id=one.id)))
    return buttons


def card_text(turn: Turn, found: PersonCard) -> Html:
    texts, one = turn.texts.people, found.teacher
    lines = [*facts(turn, one, found.is_young), *belongs(turn, found), *guided(turn, found)]
    if found.held:
        names = turn.texts.profile.roles_names
        lines.append(texts.roles(", ".join(dict.fromkeys(names[role] for role, _, _ in found.held))))
    if found.substitute:
        lines.append(texts.substitute(name_of(found.substitute).whole))
    lines.append(texts.is_connected if found.is_connected else texts.is_not_connected)
    return texts.card(name_of(one).whole, work_of(turn.texts, one), Html("".join(lines)))


def facts(turn: Turn, one: Teacher, is_young: bool) -> list[Html]:
    texts = turn.texts.profile
    subjects = [texts.subjects(", ".join(subject.name for subject in one.subjects))] if one.subjects else []
    return [*subjects, *([texts.young] if is_young else [])]


def belongs(turn: Turn, found: PersonCard) -> list[Html]:
    """Her associations, and those she heads or stands in for the head of."""
    texts = turn.texts.people
    led = [one.title for one in found.associations if one.leader and one.leader.id == found.teacher.id]
    lines = [texts.associations(", ".join(one.title for one in found.associations))] if found.associations else []
    return lines + ([texts.heads(", ".join(led))] if led else [])


def guided(turn: Turn, found: PersonCard) -> list[Html]:
    """Her mentors, her young specialists, and how many more she could take."""
    texts, one = turn.texts.people, found.teacher
    mentors = [pair for pair in found.running if pair.mentee_id == one.id]
    mentees = [pair for pair in found.running if pair.mentor_id == one.id]
    lines = [texts.mentor(name_of(pair.mentor).whole, until(turn, pair)) for pair in mentors]
    lines += [texts.no_mentor] if found.is_young and not mentors else []
    lines += [texts.mentee(name_of(pair.mentee).whole, until(turn, pair)) for pair in mentees]
    if mentees or one.mentor_capacity:
        lines.append(texts.capacity(len(mentees), one.mentor_capacity))
    return lines


def until(turn: Turn, pair: Mentorship) -> Html:
    return turn.texts.people.until(day(pair.until, turn.today)) if pair.until else Html("")

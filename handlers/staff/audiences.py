"""«Мои аудитории» while an announcement is composed: choose one, keep this one, drop one."""

from dataclasses import replace

from bot.announcing.asking import ask
from bot.announcing.draft import Announcing, Draft, DropSaved, NameAudience, ShowSaved, UseSaved
from bot.announcing.saved import naming_question, saved_question
from bot.features import BadTapError, Feature
from bot.screen import Screen
from bot.services import saved_audiences as rules
from bot.services.saved_audiences import BadNameError, OutdatedError, TooManyError
from bot.turn import Turn

audiences = Feature()


@audiences.taps(ShowSaved)
def show_saved(turn: Turn, choice: ShowSaved) -> Screen:
    if turn.talk.state not in (Announcing.AUDIENCE, Announcing.SAVED) or choice.step != turn.talk.step:
        raise BadTapError
    return ask(turn, Announcing.SAVED, condition="", page=max(choice.page, 0), drops=choice.drops)


@audiences.taps(UseSaved, during=Announcing.SAVED)
def use_saved(turn: Turn, choice: UseSaved) -> Screen:
    try:
        choices = rules.use(turn.repo, turn.actor, choice.id, turn.today)
    except OutdatedError:
        return saved_question(turn, turn.texts.announcements.saved_outdated)
    return ask(turn, Announcing.AUDIENCE, choices=choices, condition="", page=0)


@audiences.taps(DropSaved, during=Announcing.SAVED)
def drop_saved(turn: Turn, choice: DropSaved) -> Screen:
    rules.drop(turn.repo, turn.actor, choice.id)
    left = ask(turn, Announcing.SAVED, page=0, drops=False)
    return left.with_toast(turn.texts.announcements.saved_dropped)


@audiences.taps(NameAudience, during=Announcing.SAVED)
def name_audience(turn: Turn, choice: NameAudience) -> Screen:
    if not Draft.of(turn).choices:
        raise BadTapError
    return ask(turn, Announcing.NAMING)


@audiences.answers(Announcing.NAMING)
def take_name(turn: Turn) -> Screen:
    texts = turn.texts.announcements
    try:
        rules.save(turn.repo, turn.actor, turn.text, Draft.of(turn).choices, turn.today)
    except BadNameError:
        return naming_question(turn)
    except TooManyError:
        turn.talk.ask(Announcing.SAVED, page=0, drops=False)
        return saved_question(turn, texts.saved_too_many(rules.MOST))
    except OutdatedError:
        turn.talk.ask(Announcing.SAVED, page=0, drops=False)
        return saved_question(turn, texts.saved_outdated)
    asked = ask(turn, Announcing.AUDIENCE, condition="")
    return replace(asked, text=texts.audience_saved(asked.text))

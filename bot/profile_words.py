"""Requests to put an entry right, in words: what was, what is right, what was decided."""

from collections.abc import Callable

from storage.models import CorrectionState, ProfileField, ProfileRequest

from .callbacks import Wrong
from .screen import Button, Html
from .services import profile_requests as rules
from .services.notes import Note
from .texts import Texts
from .turn import Turn
from .views import noted, say, to_menu


def said(turn: Turn, field: ProfileField, value: str) -> str:
    """A value as people write it."""
    texts = turn.texts.profile_requests
    if not value:
        return texts.empty
    if field is ProfileField.QUALIFICATION:
        return turn.texts.profile.qualifications[value]
    if field is ProfileField.SUBJECTS:
        return ", ".join(rules.subject_names(turn.repo, turn.actor, value))
    return value


def change(turn: Turn, request: ProfileRequest) -> Html:
    """The field, what stands there, what is right."""
    return described(turn, request, turn.texts.profile_requests.change)


def described(turn: Turn, request: ProfileRequest, how: Callable[[str, str, str], Html]) -> Html:
    names, field = turn.texts.profile_requests.fields, request.field
    return how(names[field], said(turn, field, request.before), said(turn, field, request.value))


def decided(turn: Turn, state: CorrectionState, answer: str = "") -> rules.Notice:
    """What she hears; `answer` is the sentence of who declined."""

    def notice(request: ProfileRequest) -> Note:
        texts = turn.texts.profile_requests
        if state is CorrectionState.DECLINED:
            text = texts.declined(change(turn, request), answer)
        else:
            text = texts.done(described(turn, request, texts.changed))
        return noted(text, [Button.of(texts.again, Wrong()), to_menu(turn.texts)])

    return notice


def waiting(texts: Texts) -> Callable[[int], Note]:
    """To those who keep the roster."""
    words = texts.profile_requests
    return lambda people: noted(words.waiting(people), [say(words.show, "corrections"), to_menu(texts)])

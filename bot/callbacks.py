"""Buttons that lead somewhere whatever is being talked about; buttons of one feature stand beside its handlers."""

from aiogram.filters.callback_data import CallbackData


class Say(CallbackData, prefix="say"):
    """The same as typing the word: `word` is a key of `content/words.yml`."""

    word: str


class WriteTo(CallbackData, prefix="write"):
    """A letter to this person; whether one may is asked again when it is tapped."""

    teacher: int


class AssociationCard(CallbackData, prefix="mo"):
    """The card of one of her associations, or of one she may join."""

    id: int


class WriteHead(CallbackData, prefix="write_head"):
    """A letter to who leads this association, whose card is the way back."""

    teacher: int
    association: int


class Reply(CallbackData, prefix="reply"):
    """The answer to the last letter of this thread of hers."""

    thread: int


class Wrong(CallbackData, prefix="wrong"):
    """«Исправить» what the roster says of a person."""


class Mistaken(CallbackData, prefix="mistaken"):
    """The same when she has just come in: from there she comes back to the check."""


class Check(CallbackData, prefix="check"):
    """What the roster says of whoever has just come in."""


class Right(CallbackData, prefix="right"):
    """What the roster says is right, or its mistake was told: on to what matters."""


class ReadConsent(CallbackData, prefix="consent"):
    """The whole text of the consent."""


class Renew(CallbackData, prefix="renew"):
    """The answer to a newer version of the consent."""

    agrees: bool


class More(CallbackData, prefix="ann_more"):
    """What one can do with the announcement above; it names none, for VK sends one keyboard to all."""


class MoreOf(CallbackData, prefix="ann_more_of"):
    """The same under what is shown to her alone: where a message is too old to be edited it stands in a new one."""

    id: int


class OpenPerson(CallbackData, prefix="person"):
    """The card of a person of one's own scope; whether she is one is asked again when it is tapped."""

    id: int


class EnterCode(CallbackData, prefix="link_enter"):
    """«У меня есть код»: from another messenger of hers."""


class EditPsychologist(CallbackData, prefix="psy_edit"):
    """The contact of the psychologist, to be written by whoever keeps it."""


class Links(CallbackData, prefix="links"):
    """Her linked messengers."""


class Resume(CallbackData, prefix="resume"):
    """«Снова получать» after «стоп»."""


class Address(CallbackData, prefix="address"):
    """How she wants to be addressed."""


class InvitePerson(CallbackData, prefix="inv"):
    """The personal invitation of the person with this id (of a teacher)."""

    id: int

"""How a regulation is said: its text, the buttons below it, the reminder."""

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData

from storage.models import Regulation

from .callbacks import More, Say, WriteTo
from .screen import Button, Html, below
from .services.announcements import Row
from .texts import Texts
from .texts.dates import day
from .turn import Turn
from .views import joined, say


class Acknowledge(CallbackData, prefix="reg_ack"):
    id: int


class Open(CallbackData, prefix="reg_card"):
    id: int


class OpenFile(CallbackData, prefix="reg_file"):
    id: int


class Sheet(CallbackData, prefix="reg_desk"):
    """Who has acknowledged it, a page of organizations."""

    id: int
    page: int


def buttons(all_texts: Texts, author_id: int, has_file: bool) -> Callable[[int, bool], list[Row]]:
    """The same below everybody's message; whoever may not write to the author asks her own service."""
    texts = all_texts.regulations

    def rows(mailing_id: int, is_near: bool) -> list[Row]:
        question = WriteTo(teacher=author_id) if is_near else Say(word="ask")
        file = [Button.of(texts.open_file, OpenFile(id=mailing_id))] if has_file else []
        return below(
            [Button.of(texts.acknowledge, Acknowledge(id=mailing_id))],
            [Button.of(texts.ask_author, question), Button.of(all_texts.afterwards.more, More())],
            [*file, say(texts.to_docs, "docs")],
        )

    return rows


def reminder(texts: Texts) -> Callable[[Regulation], str]:
    def said(found: Regulation) -> str:
        return texts.regulations.reminder(Html(found.mailing.parts[0].text))

    return said


def lines(turn: Turn, found: list[tuple[Regulation, bool]]) -> Html:
    """A line for every regulation and whether it waits for her."""
    texts = turn.texts.regulations
    return joined(
        [(texts.line_waits if waits else texts.line)(one.title, day(one.until, turn.today)) for one, waits in found]
    )

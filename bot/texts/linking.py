from typing import Protocol

from ..screen import Html
from .loader import Label, Toast


class LinkingTexts(Protocol):
    """content/texts/linking.yml: several messengers of one person."""

    def overview(self, lines: Html) -> Html: ...
    def account(self, name: str) -> Html: ...
    def here(self, name: str) -> str: ...

    issue: Label

    def unlink(self, name: str) -> Label: ...
    def code(self, code: str, until: str, places: Html) -> Html: ...
    def door(self, name: str, address: str) -> Html: ...

    again: Label
    have_code: Label
    ask_code: Html
    no_code: Html
    known_already: Html

    def claimed(self, messenger: str, check: int) -> Html: ...

    done: Label
    not_yet: Html
    not_confirmed: Html
    linked_here: Html

    def wrong(self, n: int) -> Html: ...

    locked: Html
    busy: Html

    def question(self, messenger: str, check: int, replaces: Html) -> Html: ...

    replaces: Html
    yes: Label
    no: Label

    def linked(self, messenger: str) -> Html: ...

    denied: Html

    def welcome(self, name: str) -> Html: ...
    def unlink_question(self, name: str) -> Html: ...
    def unlink_here(self, name: str) -> Html: ...

    unlink_yes: Label
    unlinked: Toast
    gone_here: Html
    last_one: Html

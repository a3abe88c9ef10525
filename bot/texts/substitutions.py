from typing import Protocol

from ..screen import Html
from .loader import Label, Toast


class SubstitutionsTexts(Protocol):
    """content/texts/substitutions.yml: who stands in for absent people."""

    button: Label
    list_button: Label

    def current(self, lines: Html) -> Html: ...
    def line(self, number: int, absent: str, substitute: str, since: str, until: str) -> Html: ...

    nobody: Html

    def person(self, person: str, lines: Html) -> Html: ...

    none_now: Html
    appoint: Label

    def end(self, number: int) -> str: ...
    def ask_who(self, person: str) -> Html: ...

    ask_since: Html
    ask_until: Html

    def check(self, absent: str, substitute: str, since: str, until: str) -> Html: ...

    confirm: Label
    set_since: Label
    set_until: Label
    other: Label
    refuse: Label
    same: Html

    def overlap(self, name: str, since: str, until: str) -> Html: ...

    wrong_dates: Html
    not_a_day: Html
    appointed: Toast
    ended: Toast

    def note_begun(self, name: str, since: str, until: str) -> Html: ...
    def note_ended(self, name: str) -> Html: ...

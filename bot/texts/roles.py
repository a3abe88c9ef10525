from typing import Protocol

from ..screen import Html
from .loader import Label, Toast


class RolesTexts(Protocol):
    """content/texts/roles.yml: roles granted and revoked."""

    button: Label

    def holders(self, lines: Html) -> Html: ...
    def holder(self, number: int, name: str, role: Html) -> Html: ...
    def role(self, name: str, place: str) -> Html: ...

    nobody: Html

    def person(self, person: str, lines: Html) -> Html: ...

    has_none: Html

    def give(self, role: str) -> str: ...
    def take(self, role: str) -> str: ...
    def confirm_give(self, person: str, role: Html, what: str) -> Html: ...
    def confirm_take(self, person: str, role: Html) -> Html: ...

    what: dict[str, str]
    yes_give: Label
    yes_take: Label
    refuse: Label
    given: Toast
    had: Toast
    taken: Toast
    taken_left: Toast
    oneself: Html
    last: Html

    def note_given(self, role: Html, what: str) -> Html: ...
    def note_taken(self, role: Html) -> Html: ...

from typing import Protocol

from ..screen import Html
from .loader import Label


class JournalTexts(Protocol):
    """content/texts/journal.yml: who did what, for the staff."""

    button: Label
    mine: Label
    everybody: Label

    def entries(self, lines: Html) -> Html: ...
    def own(self, lines: Html) -> Html: ...
    def line(self, when: str, actor: str, deed: str, more: str) -> Html: ...
    def about(self, name: str) -> str: ...
    def people(self, n: int) -> str: ...
    def role(self, name: str) -> str: ...

    nothing: Html
    you: str
    gone: str
    other: str
    selves: dict[str, str]
    deeds: dict[str, str]

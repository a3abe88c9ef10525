from typing import Protocol

from ..screen import Html
from .loader import Label


class PsychologistsTexts(Protocol):
    """content/texts/psychologists.yml: whom to turn to when it is hard, written by the service."""

    button: Label

    def line(self, contact: str) -> Html: ...
    def now(self, place: str, contact: str) -> Html: ...
    def none(self, place: str) -> Html: ...

    add: Label
    change: Label
    remove: Label

    def question(self, place: str, n: int) -> Html: ...
    def wrong(self, n: int) -> Html: ...

    saved: Html
    moved: Html

    def removed(self, contact: str) -> Html: ...

from typing import Protocol

from ..screen import Html
from .loader import Toast


class FallbackTexts(Protocol):
    """content/texts/fallback.yml: answers to what nobody expected."""

    def unknown(self, said: str) -> Html: ...
    def maybe(self, said: str) -> Html: ...
    def unanswered(self, said: str) -> Html: ...

    wordless: Html
    outdated: Toast
    forbidden: Html
    sorry: Html
    too_fast: Html

    def elsewhere(self, places: str) -> Html: ...

    nowhere: Html

    def cancelled(self, what: str) -> Html: ...

    interrupted: dict[str, str]
    nothing_to_cancel: Html

    def right_lost(self, what: str) -> Html: ...

    questions: dict[str, str]
    drafts: dict[str, str]
    guesses: dict[str, str]

from typing import Protocol

from ..screen import Html
from .loader import Label


class RequestsTexts(Protocol):
    """content/texts/requests.yml: who asks to be let in, for those who decide."""

    button: Label
    none: Html

    def home(self, n: int, lines: Html) -> Html: ...
    def home_line(self, school: str, n: int) -> Html: ...
    def school_button(self, school: str, n: int) -> str: ...

    def listed(self, school: str) -> Html: ...
    def card(self, name: str, work: str, asked: str, matches: Html) -> Html: ...

    kinds: dict[str, str]

    def asked(self, kind: str, when: str) -> str: ...
    def matches(self, lines: Html) -> Html: ...
    def match_line(self, number: int, name: str, work: str) -> Html: ...

    no_matches: Html

    def it_is(self, name: str) -> str: ...
    def it_is_number(self, number: int, name: str) -> str: ...

    other: Label
    enlist: Label
    meanwhile: str
    decline: Label

    def claimed(self, name: str, messengers: str) -> Html: ...

    sure: Label

    def confirmed(self, name: str) -> Html: ...
    def enlisted(self, name: str, school: str) -> Html: ...

    to_queue: Label
    to_request: Label

    def already(self, who: str, when: str) -> Html: ...

    gone: Html
    above: Html
    ask_who: Html

    def none_found(self, said: str) -> Html: ...
    def found(self, said: str) -> Html: ...

    ask_reason: Html
    long_reason: Html
    no_reason: Label
    declined: Html

    def note(self, n: int) -> Html: ...

from typing import Protocol

from ..screen import Html
from .loader import Label, Toast


class PulseTexts(Protocol):
    """content/texts/pulse.yml: two questions a week."""

    button: Label

    def card(self, state: Html) -> Html: ...

    is_on: Html
    is_stopped: Html
    is_off: Html
    no_municipality: Html
    join: Label
    leave: Label
    joined: Toast
    left: Html

    def first(self, question: Html) -> Html: ...
    def second(self, question: Html, support: Html) -> Html: ...

    load: Html
    load_answers: dict[str, str]
    energy: Html
    energy_answers: dict[str, str]

    def thanks(self, support: Html) -> Html: ...
    def support(self, contact: str) -> Html: ...

    support_unknown: Html
    counted: Toast
    counted_hard: Toast
    not_counted: Toast
    over: Html
    only_taps: Html

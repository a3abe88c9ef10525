from typing import Protocol

from ..screen import Html
from .loader import Label, Toast


class ProfileDeskTexts(Protocol):
    """content/texts/profile_desk.yml: requests as those see them who keep the roster."""

    none: Html

    def card(self, number: int, total: int, name: str, work: str, change: Html, how: Html) -> Html: ...

    will_hold: Html
    by_hand: Html
    apply: Label
    fixed: Label
    decline: Label
    decided_already: Toast
    applied: Toast
    told: Toast

    def ask_reason(self, limit: int) -> Html: ...

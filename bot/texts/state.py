from typing import Protocol

from ..screen import Html


class StateTexts(Protocol):
    """content/texts/state.yml: the administrator's look at the bot."""

    def state(self, messengers: Html, people: int, connected: int, aside: int) -> Html: ...
    def messenger(self, name: str, state: str) -> Html: ...

    answers: str
    silent: str

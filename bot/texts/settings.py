from typing import Protocol

from ..screen import Html
from .loader import Label, Toast


class SettingsTexts(Protocol):
    """content/texts/settings.yml: where and when a person is reached."""

    def settings(self, where: Html, when: Html, address: str, consent: Html) -> Html: ...

    nobody: Html

    def where(self, messengers: str) -> Html: ...
    def first(self, messenger: str) -> Html: ...

    last: str
    last_button: Label
    comes: Html
    stopped: Html

    def quiet_now(self, hours: str) -> Html: ...

    urgent_comes: Html
    urgent_waits: Html

    def consent(self, when: str, version: int) -> Html: ...

    no_consent: Html
    quiet: Label
    quiet_hours: Html
    quiet_presets: dict[str, str]

    def chosen(self, name: str) -> str: ...

    quiet_saved: Toast
    urgent: Label
    urgent_question: Html
    urgent_now: Label
    urgent_later: Label
    saved: Toast
    preferred: Label
    preferred_question: Html
    preferred_saved: Toast
    messengers: Label
    stop: Label
    my_data: Label
    forget: Label
    read_consent: Label

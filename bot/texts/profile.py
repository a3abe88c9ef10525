from typing import Protocol

from ..screen import Html
from .loader import Label, Toast


class ProfileTexts(Protocol):
    """content/texts/profile.yml: what is recorded of a person; settings."""

    def card(self, name: str, work: Html, more: Html) -> Html: ...
    def work(self, positions: str, organization: str) -> Html: ...
    def subjects(self, subjects: str) -> Html: ...
    def category(self, category: str) -> Html: ...
    def career(self, n: int) -> Html: ...

    career_first: Html
    young: Html

    def roles(self, roles: str) -> Html: ...

    source: Html
    wrong: Label
    qualifications: dict[str, str]
    roles_names: dict[str, str]

    def settings(self, messengers: str, consent: Html) -> Html: ...
    def consent(self, when: str, version: int) -> Html: ...

    no_consent: Html
    messengers: dict[str, str]
    quiet: Label
    quiet_hours: Html
    quiet_presets: dict[str, str]

    def chosen(self, name: str) -> str: ...

    quiet_saved: Toast
    my_data: Label
    forget: Label
    read_consent: Label

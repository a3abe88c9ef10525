from typing import Protocol

from ..screen import Html
from .loader import Label


class ProfileTexts(Protocol):
    """content/texts/profile.yml: what is recorded of a person."""

    def card(self, name: str, work: Html, more: Html) -> Html: ...
    def work(self, positions: str, organization: str) -> Html: ...
    def subjects(self, subjects: str) -> Html: ...
    def category(self, category: str) -> Html: ...
    def career(self, n: int) -> Html: ...

    career_first: Html
    young: Html

    def roles(self, roles: str) -> Html: ...

    source: Html
    left: Html
    correct: Label
    address: Label
    qualifications: dict[str, str]
    roles_names: dict[str, str]
    messengers: dict[str, str]

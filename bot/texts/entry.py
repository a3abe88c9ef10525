from typing import Protocol

from ..screen import Html
from .loader import Gender, Label


class EntryTexts(Protocol):
    """content/texts/entry.yml: the first minute, the consent, strangers."""

    under_input: Label

    def hello(self, name: str) -> Html: ...
    def offer(self, service: str) -> Html: ...
    def renewed(self, name: str) -> Html: ...

    consent_version: int

    def consent(self, operator: str) -> Html: ...

    read: Label

    def agree(self, gender: Gender) -> Label: ...
    def disagree(self, gender: Gender) -> Label: ...

    def check(self, name: str, work: Html) -> Html: ...

    right: Label
    wrong: Label

    refused: Html

    refused_renewal: Html
    thanks: Html

    bad_code: Html
    too_many: Html
    already: Html
    left: Html
    used_meanwhile: Html

    hello_stranger: Html
    stranger: Html
    who: Label
    contact: Label
    owner_offer: Html
    become_owner: Label
    not_owner: Label
    owner: Html

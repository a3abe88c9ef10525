from typing import Protocol

from ..screen import Html
from .loader import Gender, Label


class PersonalDataTexts(Protocol):
    """content/texts/personal_data.yml: «Мои данные» and «Удалить меня»."""

    def export(self, name: str) -> Html: ...

    file_name: str
    file_title: str
    labels: dict[str, str]

    def forget(self, stays: Html) -> Html: ...

    stays: dict[str, str]
    forget_yes: Label
    forget_no: Label

    def forgotten(self, gender: Gender) -> Html: ...

    kept: Html

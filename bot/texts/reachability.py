from typing import Protocol

from ..screen import Html
from .loader import Label


class ReachabilityTexts(Protocol):
    """content/texts/reachability.yml: who has come in, by school and by association."""

    button: Label
    choose: Html
    nothing: Html

    def schools(self, place: str, connected: int, people: int, lines: Html) -> Html: ...
    def associations(self, place: str, lines: Html) -> Html: ...
    def line(self, number: int, name: str, connected: int, people: int) -> Html: ...

    by_association: Label
    by_school: Label

    def school(self, name: str, connected: int, people: int, messengers: Html) -> Html: ...
    def messenger(self, name: str, number: int) -> Html: ...

    names: Label
    excel: Label
    everybody: Html

    def missing(self, name: str, lines: Html) -> Html: ...
    def name(self, number: int, name: str) -> Html: ...
    def excel_ready(self, name: str) -> Html: ...

    excel_name: str
    excel_title: str
    excel_columns: dict[str, str]

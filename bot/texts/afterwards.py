from typing import Protocol

from ..screen import Html
from .loader import Label, Toast


class AfterwardsTexts(Protocol):
    """content/texts/afterwards.yml: what follows the sending of an announcement."""

    sheets: dict[str, str]
    columns: dict[str, str]
    connected: str
    not_connected: str
    in_person_heading: str
    in_person_file: str
    print: Label
    printed: Html

    def report(self, by: str, lines: Html) -> Html: ...
    def report_line(self, name: str, people: int, sent: int, tapped: int, rest: Html) -> Html: ...
    def acknowledged(self, people: int) -> Html: ...
    def absent(self, people: int) -> Html: ...
    def failed(self, people: int) -> Html: ...
    def unknown(self, people: int) -> Html: ...
    def waiting(self, people: int) -> Html: ...
    def stopped(self, people: int) -> Html: ...

    ways: dict[str, str]
    excel: Label
    nothing: Html
    too_many: Html
    report_ready: Html
    correct: Label
    recall: Label

    def ask_correction(self, mark: str, limit: int) -> Html: ...
    def correction(self, day: str, text: Html) -> Html: ...
    def confirm_correction(self, n: int, text: Html, rest: Html) -> Html: ...
    def confirm_recall(self, n: int, rest: Html) -> Html: ...
    def not_left(self, n: int) -> Html: ...

    correct_yes: Label
    recall_yes: Label
    corrected: Toast
    recall_done: Toast

    def recalled(self, day: str, author: str, place: str) -> Html: ...

    more: Label

    def about(self, title: str) -> Html: ...

    pass_on: Label
    too_late: Html

    def ask_line(self, limit: int) -> Html: ...

    without_line: Label

    def line_too_long(self, limit: int) -> Html: ...
    def passed(self, author: str, place: str) -> Html: ...
    def passed_with(self, author: str, place: str, line: str) -> Html: ...

    spread: Label

    def hops(self, lines: Html) -> Html: ...
    def hop(self, when: str, author: str, people: int, sent: int, tapped: int) -> Html: ...

    somebody: str
    no_hops: Html

    def median(self, hours: str) -> Html: ...

    missed: Html
    missed_rest: Label
    nothing_missed: Html

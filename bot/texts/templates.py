from typing import Protocol

from ..screen import Html
from .loader import Label, Toast


class TemplatesTexts(Protocol):
    """content/texts/templates.yml: a service's own templates of documents."""

    button: Label

    def home(self, place: str, lines: Html) -> Html: ...
    def line_usual(self, name: str) -> Html: ...
    def line_own(self, name: str, when: str) -> Html: ...

    names: dict[str, str]

    def card(self, name: str, state: Html, places: Html, required: str) -> Html: ...

    state_usual: Html

    def state_own(self, file: str, when: str) -> Html: ...
    def place(self, name: str) -> str: ...
    def in_line(self, places: str) -> Html: ...
    def alone(self, places: str) -> Html: ...
    def in_row(self, places: str) -> Html: ...

    required_path: str
    required_memo: str
    sample: Label
    sample_ready: Html
    sample_names: dict[str, str]
    reset: Label
    undo: Label
    kept: Toast
    was_reset: Toast
    undone: Toast
    not_a_file: str
    problems: dict[str, str]

    def refused(self, why: str) -> Html: ...

    path_places: dict[str, str]
    memo_places: dict[str, str]

from typing import Protocol

from ..screen import Html
from .loader import Label, Toast


class PathRulesTexts(Protocol):
    """content/texts/path_rules.yml: the table of rules by which paths are proposed."""

    open: Label

    def usual(self, place: str, rules: str) -> Html: ...
    def own(self, place: str, rules: str, since: str) -> Html: ...
    def by(self, when: str, name: str) -> str: ...
    def rules(self, n: int) -> str: ...

    table: Label
    table_ready: Html
    file_name: str
    back_to_usual: Label
    returned: Toast
    bring_back: Label
    brought_back: Toast
    again: Label
    reading: Html
    look: Label
    not_a_table: Html
    too_heavy: str

    def ready(self, rules: str, lines: Html) -> Html: ...
    def line_new(self, n: int) -> Html: ...
    def line_changed(self, n: int) -> Html: ...
    def line_gone(self, n: int) -> Html: ...

    same: Html
    apply: Label
    decline: Label
    applied: Toast
    declined: Toast
    too_late: Toast

    def refused(self, lines: Html, more: Html) -> Html: ...
    def complaint(self, text: str) -> Html: ...
    def more(self, n: int) -> Html: ...
    def where(self, row: int, column: str, what: str) -> str: ...

    complaints: dict[str, str]
    sheet: str
    about: str
    topics: str
    yes: str
    columns: dict[str, str]
    instruction: str

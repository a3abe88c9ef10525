from typing import Protocol

from ..screen import Html
from .loader import Label, Toast


class LearningPathsTexts(Protocol):
    """content/texts/learning_paths.yml: a teacher's own educational path (ИОМ)."""

    none: Html

    def draft(self, lines: Html) -> Html: ...
    def path(self, lines: Html) -> Html: ...
    def path_done(self, lines: Html) -> Html: ...

    path_empty: Html

    def line(self, number: int, text: str, until: str) -> Html: ...
    def line_late(self, number: int, text: str, until: str) -> Html: ...
    def line_done(self, text: str, when: str) -> Html: ...
    def button(self, number: int, name: str) -> str: ...

    own: str

    def step(self, form: str, text: str, until: str, evidence: Html, late: Html) -> Html: ...
    def evidence(self, evidence: str) -> Html: ...

    late: Html

    def step_done(self, form: str, text: str, when: str) -> Html: ...

    done: Label
    done_steps: Label

    def done_list(self, lines: Html) -> Html: ...

    done_none: Html
    swap: Label
    no_other: Toast
    swapped: Toast
    restore: Label
    restored: Toast
    gone: Toast
    join: Label
    open_event: Label
    open_link: Label

    def write_to(self, name: str) -> str: ...
    def goes_to(self, title: str, when: str) -> Html: ...
    def may_go_to(self, title: str, when: str) -> Html: ...

    not_yet: Label

    def attended(self, title: str, text: str) -> Html: ...

    done_toast: Toast
    undone: Label
    other_day: Label

    def put_off(self, until: str) -> str: ...

    drop: Label
    to_path: Label
    mine: Label
    accept: Label
    accepted: Toast
    add: Label
    renew: Label
    later: Label
    word: Label
    ask_day: Html
    day_not_understood: Html
    until: str

    def ask_step(self, limit: int) -> Html: ...
    def step_too_long(self, limit: int) -> Html: ...

    too_many: Toast

    def overdue(self, text: str, until: str) -> Html: ...

    ask_word: Html
    word_plain: Label
    word_growth: Label
    ready: Html
    file_name: str
    columns: dict[str, str]
    growth_head: str

from typing import Protocol

from ..screen import Html
from .loader import Gender, Label, Toast


class RegulationsTexts(Protocol):
    """content/texts/regulations.yml: changes in documents, who has acknowledged them, «Документы»."""

    ask_title: Html
    ask_change: Html
    ask_whom: Html
    ask_until: Html
    ask_source: Html

    def said(self, question: Html, now: str) -> Html: ...
    def room(self, n: int) -> Html: ...
    def too_long(self, n: int, limit: int) -> Html: ...
    def long_title(self, n: int) -> Html: ...

    not_understood: Html
    past: Html
    too_late: Html
    until: str
    to_card: Label

    def check(self, card: Html, file: Html) -> Html: ...

    no_file: Html

    def with_file(self, name: str) -> Html: ...

    wrong_file: Html
    right: Label
    fields: dict[str, str]
    drop_file: Label

    def text(self, title: str, change: str, whom: str, until: str, source: str) -> Html: ...

    acknowledge: Label

    def acknowledge_mine(self, gender: Gender) -> Label: ...

    ask_author: Label
    open_file: Label

    def acknowledged(self, text: Html, at: str, gender: Gender) -> Html: ...

    done: Toast
    done_before: Toast
    to_docs: Label

    def reminder(self, text: Html) -> Html: ...
    def list(self, lines: Html) -> Html: ...

    list_none: Html

    def line(self, title: str, until: str) -> Html: ...
    def line_waits(self, title: str, until: str) -> Html: ...

    find: Label
    ask_words: Html

    def found(self, words: str, lines: Html) -> Html: ...
    def found_none(self, words: str) -> Html: ...

    sheet: Label

    def desk(self, n: int, title: str, done: int, lines: Html) -> Html: ...
    def desk_line(self, school: str, done: int, people: int) -> Html: ...
    def school_button(self, school: str, done: int, people: int) -> str: ...

    silent: Label

    def silent_list(self, lines: Html) -> Html: ...
    def silent_line(self, school: str, names: str) -> Html: ...

    silent_none: Html
    excel: Label
    word: Label
    to_sheet: Label
    sheet_ready: Html
    sheet_words: Html
    sheet_file: str
    sheet_title: str

    def sheet_source(self, title: str, source: str) -> str: ...
    def sheet_sent(self, sent: str, until: str) -> str: ...

    sheet_head: str
    sheet_columns: dict[str, str]

from typing import Protocol

from ..screen import Html
from .loader import Label


class ImportsTexts(Protocol):
    """content/texts/imports.yml: the roster sent through the chat, and what changed in it within a year."""

    def home(self, place: str, people: Html) -> Html: ...
    def home_region(self, place: str, people: Html) -> Html: ...
    def people(self, n: int) -> Html: ...
    def last(self, when: str) -> Html: ...

    template: Label
    filled: Label
    undo: Label
    template_ready: Html
    filled_ready: Html
    to_list: Label
    template_file: str
    filled_file: str
    marked_file: str
    reading: Html
    wait: Html
    applying: Html
    undoing: Html
    look: Label
    too_big: Html

    def not_fetched(self, why: Html) -> Html: ...

    not_a_table: Html
    again: Html

    def head_list(self, n: int) -> Html: ...

    same: Html
    same_but: Html
    kinds: dict[str, str]

    def kind_line(self, kind: str, count: int) -> Html: ...
    def name_line(self, name: str) -> Html: ...
    def more_names(self, n: int) -> Html: ...
    def unchanged(self, count: int) -> Html: ...

    others: dict[str, str]

    def other_line(self, what: str, new: int, changed: int, left: int) -> Html: ...
    def complaints(self, n: int) -> Html: ...

    protected: Html
    refused: Html

    def foreign(self, place: str, others: str) -> Html: ...
    def line(self, text: str) -> Html: ...

    warnings: Html

    def untouched(self, n: int, names: str) -> Html: ...
    def passed_over(self, names: str) -> Html: ...

    def corrected(self, n: int) -> Html: ...
    def unknown_places(self, n: int, names: str) -> Html: ...
    def new_places(self, names: str) -> Html: ...
    def renamed_places(self, names: str) -> Html: ...

    add_places: Label
    spared: Html
    above: Html
    apply: Label
    decline: Label
    marked: Label
    marked_ready: Html

    def many(self, left: int, known: int) -> Html: ...
    def many_yes(self, n: int) -> Label: ...

    many_no: Label
    declined: Html
    too_late: Html

    def done(self, place: str) -> Html: ...
    def done_line(self, kind: str, count: int) -> Html: ...
    def skipped(self, n: int) -> Html: ...
    def ask_undo(self, when: str, who: str, counts: Html) -> Html: ...

    undo_yes: Label
    undo_no: Label
    no_undo: Html

    def undone(self, place: str) -> Html: ...
    def undone_people(self, n: int) -> Html: ...
    def undone_other(self, n: int) -> Html: ...

    too_heavy: Html
    broken: Html
    somebody: str

    def september(self, place: str, lines: Html) -> Html: ...
    def september_count(self, kind: str, count: int) -> Html: ...

    september_none: Html

    def september_page(self, kind: str, count: int, lines: Html) -> Html: ...

    september_kinds: dict[str, str]
    september_buttons: dict[str, str]

    def september_line(self, name: str, work: str) -> Html: ...

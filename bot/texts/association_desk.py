from typing import Protocol

from ..screen import Html
from .loader import Label, Toast


class AssociationDeskTexts(Protocol):
    """content/texts/association_desk.yml: associations created, headed, filled and ended by the staff."""

    button: Label

    def listed(self, lines: Html) -> Html: ...
    def line(self, number: int, title: str, head: Html) -> Html: ...

    none_yet: Html
    vacant: Html
    create: Label

    def card(self, title: str, level: str, lines: Html) -> Html: ...
    def head(self, name: str) -> Html: ...

    no_head: Html

    def acting(self, name: str) -> Html: ...
    def members(self, n: int) -> Html: ...
    def school(self, name: str) -> Html: ...
    def subjects(self, names: str) -> Html: ...
    def until(self, day: str) -> Html: ...

    set_head: Label
    drop_head: Label
    people: Label
    close: Label
    set_until: Label
    reopen: Label
    head_set: Toast
    head_same: Toast
    head_dropped: Toast

    def ask_head(self, title: str, lines: Html) -> Html: ...

    def which(self, lines: Html) -> Html: ...

    none_for_her: Html
    no_members: Html
    find_other: Label
    type_name: Html

    def confirm_close(self, title: str, n: int) -> Html: ...

    yes_close: Label
    refuse: Label

    def closed(self, title: str) -> Html: ...

    ask_until: Html
    not_a_day: Html
    wrong_day: Html
    until_set: Toast
    reopened: Toast

    def people_list(self, title: str, lines: Html) -> Html: ...

    add_one: Label
    ask_member: Html
    add_subject: Label
    add_school: Label
    added: Toast
    was_member: Toast
    dropped: Toast

    def member(self, name: str, title: str) -> Html: ...

    drop_member: Label
    to_person: Label

    def confirm_fill(self, n: int, title: str) -> Html: ...

    nobody_to_add: Html
    yes_fill: Label

    def filled(self, n: int) -> Toast: ...

    which_level: Html
    which_school: Html
    ask_subject: Html
    which_subject: Html

    def no_subject(self, said: str) -> Html: ...

    skip: Label
    ask_title: Html
    wrong_title: Html

    def check(self, level: str, title: str, lines: Html) -> Html: ...

    yes_create: Label
    created: Toast

    def made(self, title: str) -> Html: ...

    def note_head(self, title: str) -> Html: ...
    def note_member(self, title: str) -> Html: ...

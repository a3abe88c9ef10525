from typing import Protocol

from ..screen import Html
from .loader import Label, Toast


class MentorDeskTexts(Protocol):
    """content/texts/mentor_desk.yml: mentors assigned by the staff."""

    mentoring: Label

    def pairs(self, person: str, lines: Html) -> Html: ...
    def pair_line(self, number: int, mentor: str, mentee: str, terms: Html) -> Html: ...

    no_pairs: Html
    assign_button: Label
    capacity_button: Label

    def suggestions(self, person: str, lines: Html) -> Html: ...
    def suggestion(self, number: int, name: str, work: str, why: str) -> Html: ...

    same_subject: str
    same_school: str

    def load(self, load: int, n: int) -> str: ...
    def nobody(self, person: str) -> Html: ...

    find_other: Label

    def ask_mentor(self, person: str) -> Html: ...
    def check(self, mentee: str, mentor: str, terms: Html, more: Html, told: Html) -> Html: ...
    def since(self, day: str) -> Html: ...
    def until(self, day: str) -> Html: ...

    open_end: Html

    def order(self, number: str) -> Html: ...

    no_order: Html

    def hands_over(self, name: str, day: str) -> Html: ...

    both_told: Html

    def not_told(self, names: str) -> Html: ...

    yes_assign: Label
    set_order: Label
    set_since: Label
    set_until: Label
    other_mentor: Label
    cancel: Label
    skip: Label
    ask_order: Html
    ask_since: Html
    ask_until: Html
    not_a_day: Html
    wrong_dates: Html

    def full(self, name: str, load: int, n: int) -> Html: ...

    to_capacity: Label
    same: Html

    def planned(self, name: str, day: str) -> Html: ...

    to_planned: Label

    def pair(self, mentor: str, mentee: str, terms: Html) -> Html: ...

    assigned: Toast
    undo: Label
    undone: Toast
    too_late: Html
    hand_over: Label
    change_terms: Label
    end: Label
    to_card: Label

    def ask_reason(self, mentor: str, mentee: str) -> Html: ...

    reasons: dict[str, str]

    def confirm_end(self, mentor: str, mentee: str, reason: str, day: str, told: Html) -> Html: ...

    yes_end: Label
    other_day: Label
    ask_last_day: Html
    ended: Toast
    ask_terms: Html
    changed: Toast

    def capacity(self, name: str, load: int, n: int) -> Html: ...

    capacity_set: Toast

    def note_mentor(self, name: str, work: str, terms: Html) -> Html: ...
    def note_mentee(self, name: str, work: str, terms: Html) -> Html: ...
    def note_ended(self, name: str, day: str) -> Html: ...
    def note_undone(self, name: str) -> Html: ...
    def note_changed(self, name: str, terms: Html) -> Html: ...

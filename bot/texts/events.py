from typing import Protocol

from ..screen import Html
from .loader import Label, Toast


class EventsTexts(Protocol):
    """content/texts/events.yml: events, from the announcement to who comes."""

    words: dict[str, str]

    def ask_text(self, mark: str, limit: int) -> Html: ...
    def ready(self, text: Html, who: Html, count: Html) -> Html: ...

    ready_when: Label
    ready_text: Label

    def understood(self, title: str, facts: Html) -> Html: ...
    def facts_when(self, when: str) -> Html: ...
    def facts_where(self, place: str) -> Html: ...
    def facts_link(self, link: str) -> Html: ...
    def facts_seats(self, n: int) -> Html: ...

    own_clock: Html
    facts_no_limit: Html

    def facts_area(self, name: str) -> Html: ...

    def span(self, begin: str, end: str) -> str: ...
    def whole_day(self, day: str) -> str: ...
    def there(self, when: str, here: str) -> str: ...

    right: Label
    change_when: Label
    change_seats: Label
    change_area: Label
    change_text: Label
    ask_area: Html
    no_area: Label
    ask_when: Html

    def ask_hour(self, day: str) -> Html: ...

    ask_place: Html
    not_understood: Html
    past: Html

    def unclear(self, said: str) -> Html: ...

    def too_long_place(self, limit: int) -> Html: ...

    all_day: Label
    ask_seats: Html

    def ask_new_seats(self, now: Html, going: Html) -> Html: ...
    def seats_set(self, n: int) -> Html: ...

    seats_not_understood: Html
    no_limit: Label
    too_late: Html

    def announcement(self, kind: str, text: Html, facts: Html, author: str, place: str) -> Html: ...

    going: Label
    decline: Label
    queue: Label
    calendar: Label
    calendar_off: Label
    to_event: Label

    def card(self, title: str, facts: Html, text: Html, status: Html) -> Html: ...

    status_none: Html
    status_going: Html
    status_declined: Html

    def status_waiting(self, n: int) -> Html: ...

    status_again: Html

    def status_queue_again(self, n: int) -> Html: ...

    status_full: Html
    status_cancelled: Html
    status_over: Html

    def free(self, n: int) -> Html: ...

    def fits(self, step: str) -> Html: ...
    def fits_by(self, step: str) -> Html: ...

    fits_mark: str
    join: Label
    join_too: Label
    said_joined: Toast
    said_going: Toast
    said_declined: Toast
    said_waiting: Toast
    said_closed: Toast
    calendar_ready: Html
    calendar_cancelled: Html
    calendar_name: str

    def seat_free(self, title: str, facts: Html) -> Html: ...
    def remind_day(self, title: str, facts: Html) -> Html: ...
    def remind_hours(self, title: str, facts: Html) -> Html: ...
    def moved(self, title: str, facts: Html) -> Html: ...
    def called_off(self, title: str, facts: Html) -> Html: ...
    def list(self, whose: str, week: str, lines: Html) -> Html: ...
    def list_line(self, when: str, title: str, mark: str) -> Html: ...
    def list_none(self, whose: str) -> Html: ...
    def list_none_hers(self, whose: str) -> Html: ...

    marks: dict[str, str]

    def week(self, begin: str, end: str) -> str: ...
    def button(self, when: str, title: str) -> str: ...

    hers: Label
    of_associations: Label
    all: Label

    def chosen(self, name: str) -> str: ...

    whose: dict[str, str]
    who_comes: Label

    def desk(self, title: str, facts: Html, lines: Html) -> Html: ...
    def desk_going(self, people: int) -> Html: ...
    def desk_again(self, people: int) -> Html: ...
    def desk_waiting(self, people: int) -> Html: ...
    def desk_declined(self, people: int) -> Html: ...
    def desk_silent(self, people: int) -> Html: ...

    names: Label
    excel: Label
    change: Label
    seats: Label
    cancel: Label
    refresh: Label
    announcement_card: Label

    def names_list(self, lines: Html) -> Html: ...

    names_none: Html

    def names_line(self, number: int, name: str, place: str, mark: str) -> Html: ...

    excel_ready: Html
    excel_name: str
    excel_sheet: str
    excel_columns: dict[str, str]
    excel_answers: dict[str, str]

    def ask_change(self, facts: Html) -> Html: ...
    def confirm_change(self, facts: Html, people: Html) -> Html: ...
    def confirm_cancel(self, title: str, people: Html) -> Html: ...
    def told(self, n: int) -> Html: ...

    told_nobody: Html

    def sooner(self, n: int) -> Html: ...
    def never(self, n: int) -> Html: ...

    yes_change: Label
    yes_cancel: Label
    refuse: Label
    changed_meanwhile: Toast
    too_late_to_change: Toast
    changed: Toast
    area_set: Toast
    cancelled: Toast

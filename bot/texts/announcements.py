from typing import Protocol

from ..screen import Html
from .loader import Label, Toast


class AnnouncementsTexts(Protocol):
    """content/texts/announcements.yml: announcements of methodists, heads and the institute."""

    mark: str
    start: Html
    kinds: dict[str, str]
    mine: Label
    cancel: Label

    def ask_text(self, mark: str, limit: int) -> Html: ...
    def files_added(self, n: int) -> Html: ...

    album_added: Html
    text_wanted: Html
    text_there: Html
    drop_files: Label

    def too_many_files(self, n: int) -> Html: ...
    def too_long(self, limit: int) -> Html: ...
    def announcement(self, kind: str, text: Html, author: str, place: str) -> Html: ...
    def audience(self, who: Html, count: Html) -> Html: ...
    def everybody(self, places: str) -> Html: ...
    def of_condition(self, condition: str, chosen: str) -> Html: ...
    def count(self, n: int) -> Html: ...
    def count_with(self, count: Html, rest: Html) -> Html: ...
    def count_some(self, n: int, absent: int) -> Html: ...

    count_all: Html
    count_none: Html

    nobody: Html
    nobody_such: Html
    nobody_in: Html
    conditions: dict[str, str]
    organization_kinds: dict[str, str]
    young: str

    def options(self, condition: str, count: Html) -> Html: ...

    def chosen(self, name: str) -> str: ...

    more_conditions: Label
    saved_audiences: Label
    saved: Html
    saved_none: Html
    save_audience: Label
    drop_audience: Label
    drop_which: Html

    def drop_saved(self, name: str) -> str: ...

    saved_dropped: Toast
    saved_outdated: Html

    def saved_too_many(self, n: int) -> Html: ...
    def name_audience(self, limit: int) -> Html: ...
    def audience_saved(self, question: Html) -> Html: ...

    reset: Label
    done: Label

    def preview(self, count: Html, differs: Html) -> Html: ...
    def differs(self, lines: Html) -> Html: ...
    def differs_in(self, messenger: str, how: str) -> Html: ...

    differences: dict[str, str]

    now: Label
    tomorrow: Label
    other_time: Label
    to_self: Label
    sent_to_self: Toast
    fresh: Toast
    ask_time: Html
    not_understood: Html
    past: Html
    days: dict[str, str]
    weekdays: dict[str, str]
    months: dict[str, str]
    idle: dict[str, str]
    ahead: dict[str, str]
    spans: dict[str, str]

    def confirm_now(self, n: int) -> Html: ...
    def confirm_at(self, n: int, when: str) -> Html: ...
    def waits(self, n: int, when: str) -> Html: ...
    def is_urgent(self, reason: str) -> Html: ...

    more_people: Toast
    confirm: Label
    refuse: Label
    urgent: Label
    ask_urgent: Html
    reasons: dict[str, str]
    begins_soon: Html

    def begins(self, when: str) -> Html: ...
    def card(self, kind: str, title: str, lines: Html) -> Html: ...
    def sending(self, bar: str, done: int, people: int) -> Html: ...
    def confirm_stop(self, title: str, people: int) -> Html: ...

    def waiting(self, people: int) -> Html: ...
    def delivered(self, people: int) -> Html: ...
    def tapped(self, people: int) -> Html: ...
    def absent(self, people: int) -> Html: ...
    def failed(self, people: int) -> Html: ...
    def unknown(self, people: int) -> Html: ...
    def stopped(self, people: int) -> Html: ...
    def twice(self, people: int) -> Html: ...
    def failing(self, title: str, failed: int, over: int) -> Html: ...

    refresh: Label
    stop: Label
    stop_yes: Label
    stop_done: Toast
    is_paused: Html
    resume: Label
    resume_done: Toast
    failing_card: Label
    stop_too_late: Toast
    report: Label
    in_person: Label
    mine_list: Html
    mine_none: Html
    left_list: Html
    left_behind: Html

    def mine_line(self, when: str, title: str) -> str: ...
    def in_person_list(self, lines: Html) -> Html: ...
    def in_person_line(self, place: str, names: str) -> Html: ...

    in_person_none: Html
    report_file: str
    report_states: dict[str, str]

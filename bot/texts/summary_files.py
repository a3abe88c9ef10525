from typing import Protocol

from ..screen import Html
from .loader import Label


class SummaryFilesTexts(Protocol):
    """content/texts/summary_files.yml: the week as a table and as a document to sign."""

    def choose(self, week: str, place: str) -> Html: ...

    files: Label
    excel: Label
    memo: Label
    excel_ready: Html
    memo_ready: Html

    def excel_name(self, week: str) -> str: ...
    def memo_name(self, week: str) -> str: ...
    def about(self, place: str, week: str) -> str: ...

    what: str
    number: str
    numbers: dict[str, str]
    order_table: str
    order_heads: dict[str, str]
    held_table: str
    coming_table: str
    event_heads: dict[str, str]
    response_table: str
    response_heads: dict[str, str]
    pulse_heads: dict[str, str]
    unknown: str

    def area_table(self, title: str) -> str: ...

    area_heads: dict[str, str]
    changes: dict[str, str]
    no_change: str

    def group_table(self, title: str, table: str) -> str: ...

    group: str
    charts: dict[str, str]
    method: str
    method_heads: dict[str, str]
    method_lines: dict[str, str]
    withheld: str
    withheld_heads: dict[str, str]
    withheld_few: str
    withheld_areas: dict[str, str]
    withheld_sum: str

    def withheld_table(self, table: str) -> str: ...
    def withheld_others(self, table: str) -> str: ...

    withheld_nothing: str
    alpha: str
    alpha_heads: dict[str, str]
    alpha_few: str
    alpha_words: dict[str, str]
    alpha_note: str

    def period(self, week: str, year: int) -> str: ...
    def told_places(self, n: int) -> str: ...
    def told_places_of(self, n: int, of: int) -> str: ...
    def told_coverage(self, n: int, connected: int) -> str: ...
    def told_joined(self, joined: int, listed: int) -> str: ...
    def told_active(self, n: int) -> str: ...
    def told_young(self, n: int, guided: int) -> str: ...

    told_young_none: str

    def told_silent(self, n: int) -> str: ...
    def told_unanswered(self, n: int) -> str: ...
    def told_letters(self, n: int, answered: int) -> str: ...

    told_letters_none: str

    def told_hours(self, n: int) -> str: ...
    def told_overdue(self, n: int) -> str: ...
    def told_sent(self, n: int, arrived: int) -> str: ...

    told_sent_none: str
    told_orders_none: str

    def told_events(self, held: int, coming: int) -> str: ...
    def told_survey(self, title: str, response: str) -> str: ...
    def told_areas(self, areas: str) -> str: ...

    told_surveys_none: str

    def told_accepted(self, n: int) -> str: ...
    def told_steps(self, n: int) -> str: ...

    told_paths_none: str

    def told_pulse(self, question: str, share: str, told: int) -> str: ...

    told_pulse_none: str
    told_pulse_rules: str

    def do_letter(self, n: int) -> str: ...
    def do_mentor(self, n: int) -> str: ...
    def do_order(self, n: int, name: str) -> str: ...
    def do_seminar(self, name: str) -> str: ...

    do_nothing: str
    no_chart: str

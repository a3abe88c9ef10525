from typing import Protocol

from ..screen import Html
from .loader import Gender, Label, Toast


class ResultsTexts(Protocol):
    """content/texts/results.yml: a teacher's own result, and what of it her mentor may see."""

    def result(self, when: str, strengths: Html, growth: Html, change: Html) -> Html: ...
    def other_result(self, title: str, when: str, strengths: Html, growth: Html) -> Html: ...
    def strengths(self, names: str) -> Html: ...
    def strengths_held(self, names: str) -> Html: ...

    strengths_mostly: Html
    strengths_none: Html

    def growth(self, lines: Html) -> Html: ...

    growth_none: Html

    def growth_line(self, name: str, wanted: str, support: int, answered: int) -> Html: ...
    def change_less(self, names: str) -> Html: ...
    def change_more(self, names: str) -> Html: ...

    change_broken: Html
    other: Label
    trend: Label

    def trend_text(self, lines: Html, broken: Html) -> Html: ...
    def trend_line(self, name: str, line: str) -> Html: ...
    def trend_point(self, when: str, support: int, answered: int) -> str: ...

    trend_arrow: str

    def trend_broken(self, names: str) -> Html: ...

    trend_none: Html
    who_looked: Label

    def looks(self, lines: Html, more: Html) -> Html: ...
    def look_line(self, when: str, name: str) -> Html: ...

    looks_more: Html
    looks_none: Html
    mine: Label
    none: Html

    file_name: str
    picture_title: str
    legend_sure: str
    legend_mostly: str
    legend_support: str
    before: str
    show_mentor: Label

    def share(self, mentor: str, roles: Html, looks: Html) -> Html: ...
    def share_roles(self, roles: str) -> Html: ...

    roles: dict[str, str]

    def share_looks(self, when: str) -> Html: ...

    no_mentor: Html

    def ticked(self, name: str) -> str: ...

    open: Label
    close_all: Label

    def opened(self, n: int) -> Toast: ...

    closed: Toast
    changed: Toast
    mentee_button: Label

    def mentee(self, name: str, when: str, lines: Html, gender: Gender) -> Html: ...
    def mentee_line_sure(self, name: str) -> Html: ...

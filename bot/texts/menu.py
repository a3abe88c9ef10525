from typing import Protocol

from ..screen import Html
from .loader import Label


class MenuTexts(Protocol):
    """content/texts/menu.yml: the menu and the buttons that stand on every screen."""

    def menu(self, name: str) -> Html: ...
    def ready(self, lines: Html) -> Html: ...
    def association_line(self, title: str, head: str) -> Html: ...
    def meeting_line(self, title: str, when: str) -> Html: ...
    def mentor_line(self, name: str) -> Html: ...

    no_mentor_line: Html
    nothing_line: Html
    staff_line: Html
    to_menu: Label
    back: Label
    earlier: Label
    later: Label
    associations: Label
    mentor: Label
    mentoring: Label
    events: Label
    docs: Label
    service: Label
    profile: Label
    settings: Label
    help: Label
    people: Label
    path: Label
    surveys: Label
    unmentored: Label
    announce: Label
    state: Label
    ask: Label

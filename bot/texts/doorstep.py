from typing import Protocol

from ..screen import Html
from .loader import Label


class DoorstepTexts(Protocol):
    """content/texts/doorstep.yml: what somebody nobody knows yet sees, and what is said to older accounts."""

    add_me: Label
    lost: Label

    def arrived(self, place: str) -> Html: ...

    ask_district: Html

    def consent(self, place: str, operator: str) -> Html: ...

    agree: Label
    refuse: Label
    refused: Html
    ask_surname: Html
    ask_name: Html
    bad_name: Html
    whole_name: Html
    ask_school: Html

    def none_found(self, said: str) -> Html: ...

    ask_subject: Html
    no_subject: Label
    no_school: Label
    school_unknown: Html

    def sent(self, what: str) -> Html: ...
    def sent_newcomer(self, what: str) -> Html: ...
    def what(self, name: str, school: str) -> str: ...
    def what_subject(self, name: str, school: str, subject: str) -> str: ...

    correct: Label
    drop: Label
    dropped: Html

    def events(self, lines: Html) -> Html: ...

    no_events: Html

    def event_line(self, title: str, when: str, place: str) -> Html: ...
    def documents(self, lines: Html) -> Html: ...

    no_documents: Html

    def document_line(self, title: str, until: str, source: str) -> Html: ...

    too_often: Html
    full: Html
    welcome: Html
    declined: Html

    def declined_why(self, reason: str) -> Html: ...
    def moved(self, messenger: str) -> Html: ...
    def joined(self, messenger: str) -> Html: ...

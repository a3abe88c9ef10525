from typing import Protocol

from ..screen import Html
from .loader import Label


class OwnSurveysTexts(Protocol):
    """content/texts/own_surveys.yml: surveys that the service writes itself."""

    own: Label
    home: Html

    def listed(self, lines: Html) -> Html: ...
    def line(self, title: str, number: int) -> Html: ...
    def line_new(self, title: str, number: int) -> Html: ...

    template: Label
    last: Label
    template_file: str
    template_ready: Html
    table: Label
    table_ready: Html
    basis: Label
    basis_ready: Html
    reading: Html
    look: Label
    not_a_table: Html
    too_big: Html

    def not_fetched(self, why: Html) -> Html: ...

    too_heavy: Html

    def refused(self, n: int) -> Html: ...
    def complaint(self, text: str) -> Html: ...
    def more_complaints(self, n: int) -> Html: ...
    def breaks(self, n: int) -> Html: ...
    def break_line(self, code: str, before: str, now: str) -> Html: ...
    def break_same(self, code: str, now: str) -> Html: ...
    def more_breaks(self, n: int) -> Html: ...

    breaks_end: Html
    break_yes: Label
    break_no: Label

    def kept(self, title: str, number: int) -> Html: ...
    def same(self, number: int) -> Html: ...

    dropped: Html
    open: Label
    to_own: Label

    def about(self, number: int, when: str) -> Html: ...
    def areas(self, names: str) -> Html: ...

    areas_none: Html

    def broken(self, codes: str) -> Html: ...

    play_first: Html
    hide: Label

    def hidden(self, title: str) -> Html: ...

    show: Label
    to_survey: Label

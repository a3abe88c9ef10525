from typing import Protocol

from ..screen import Html
from .loader import Label


class SurveyTotalsTexts(Protocol):
    """content/texts/survey_totals.yml: what was answered to each question of a survey, without people."""

    totals: Label

    def head(self, title: str, figures: Html) -> Html: ...
    def page(self, first: int, last: int, total: int) -> Html: ...
    def empty(self, title: str) -> Html: ...
    def figure(self, question: str, told: Html, lines: Html) -> Html: ...
    def too_few(self, question: str) -> Html: ...
    def told(self, n: int) -> Html: ...

    is_new: Html

    def line(self, answer: str, share: str) -> Html: ...

    shares: dict[str, str]

    def step(self, number: str, meaning: str) -> str: ...
    def range(self, low: str, high: str) -> str: ...
    def text(self, text: str) -> Html: ...
    def more_texts(self, n: int) -> Html: ...

    texts_gone: Html
    table: Label
    table_file: str
    table_ready: Html
    sheet_shares: str
    sheet_texts: str
    sheet_method: str
    column_question: str
    column_answer: str
    column_share: str
    column_told: str
    column_code: str
    column_compare: str
    goes_on: str
    breaks: str
    nothing: str
    method_released: str
    method_shares: str
    method_multiple: str
    method_texts: str

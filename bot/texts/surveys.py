from typing import Protocol

from ..screen import Html
from .loader import Label, Toast


class SurveysTexts(Protocol):
    """content/texts/surveys.yml: surveys as teachers answer them and as the service opens them."""

    def invitation(self, title: str, purpose: str, minutes: Html, until: str) -> Html: ...
    def reminder(self, title: str, until: str) -> Html: ...
    def minutes(self, n: int) -> Html: ...

    begin: Label
    go_on: Label
    later: Label
    refuse: Label

    def laid_aside(self, until: str) -> Html: ...
    def refused(self, until: str) -> Html: ...

    take_part: Label
    refused_late: Html

    def list(self, lines: Html) -> Html: ...
    def line_new(self, title: str, until: str) -> Html: ...
    def line_begun(self, title: str, until: str) -> Html: ...
    def line_done(self, title: str) -> Html: ...

    none: Html

    def done_before(self, title: str, until: str) -> Html: ...
    def head(self, place: int, total: int, block: str, question: str) -> Html: ...

    hint_many: Html

    def hint_scale(self, low: str, high: str) -> Html: ...
    def hint_number(self, least: int, most: int) -> Html: ...
    def hint_words(self, most: int) -> Html: ...
    def said(self, answer: str) -> Html: ...
    def wrong_number(self, least: int, most: int) -> Html: ...
    def wrong_words(self, n: int) -> Html: ...
    def ticked(self, label: str) -> str: ...

    back: Label
    skip: Label
    next: Label
    ready: Label
    pause: Label

    def paused(self, until: str) -> Html: ...

    anew: Label
    ask_anew: Html
    anew_yes: Label
    anew_no: Label
    end: Html
    end_of_none: Html
    finish: Label

    def finished(self, name: str) -> Html: ...
    def closed(self, when: str) -> Html: ...

    closed_unbegun: Html
    to_surveys: Label
    own_surveys: Label

    def trial_head(self, question: Html) -> Html: ...

    trial_end: Html
    trial_end_of_none: Html
    trial_stop: Label
    trial_left: Html

    def staff_list(self, lines: Html) -> Html: ...

    staff_none: Html

    def staff_line(self, title: str, began: str, until: str) -> Html: ...
    def staff_line_closed(self, title: str, began: str, when: str) -> Html: ...

    new_round: Label
    choose_survey: Html

    def about(self, title: str, purpose: str, questions: Html, minutes: Html) -> Html: ...
    def questions(self, n: int) -> Html: ...

    def questions_more(self, n: int) -> Html: ...

    long: Html
    try_it: Label
    try_kindergarten: Label
    whom: Label

    def audience(self, who: Html, count: Html) -> Html: ...
    def count(self, n: int, reachable: int) -> Html: ...
    def again(self, n: int, day: str) -> Html: ...
    def spared(self, n: int) -> Html: ...

    few_people: Html
    nobody: Html
    nobody_in: Html
    everybody: Label
    ask_day: Html
    day_not_understood: Html
    one_week: Label
    two_weeks: Label
    until: str

    def confirm(self, n: int, title: str, until: str) -> Html: ...

    confirm_yes: Label
    confirm_no: Label
    more_people: Toast
    opened: Toast

    def card(self, title: str, who: Html, state: Html, lines: Html) -> Html: ...
    def card_open(self, began: str, until: str) -> Html: ...
    def card_closed(self, began: str, when: str) -> Html: ...
    def invited(self, n: int) -> Html: ...

    invited_few: Html
    share_none: Html
    shares: dict[str, str]
    close: Label

    def ask_close(self, title: str, began: str) -> Html: ...
    def ask_close_early(self, title: str, began: str) -> Html: ...

    mistake: Html

    close_yes: Label
    close_no: Label

    def failing(self, title: str) -> Html: ...

    sending_paused: Html
    resume: Label
    resume_done: Toast

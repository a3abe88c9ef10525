from typing import Protocol

from ..screen import Html


class MentoringTexts(Protocol):
    """content/texts/mentoring.yml: one's mentor, one's young specialists, those without a mentor."""

    def mine(self, name: str, work: str, since: str, goals: Html) -> Html: ...
    def mentee(self, name: str, work: str, since: str, goals: Html) -> Html: ...
    def order(self, number: str) -> Html: ...
    def goals(self, goals: str) -> Html: ...

    no_goals: Html
    young_without: Html
    not_young: Html
    my_mentees: Html

    def room(self, n: int) -> Html: ...

    full: Html

    def unmentored(self, lines: Html, n: int) -> Html: ...
    def unmentored_line(self, number: int, name: str, work: str) -> Html: ...

    choose_municipality: Html
    no_municipalities: Html
    everyone_has: Html

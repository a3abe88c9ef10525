from typing import Protocol

from ..screen import Html
from .loader import Label, Toast


class InvitingTexts(Protocol):
    """content/texts/inviting.yml: personal links, links and posters of schools, public links."""

    home: Html
    home_public: Html
    schools: Label
    public: Label
    choose_school: Html

    def none_found(self, said: str) -> Html: ...
    def found(self, said: str) -> Html: ...
    def person_button(self, name: str, school: str) -> str: ...

    more: Label
    earlier: Label

    def school(self, n: int, school: str, people: int) -> Html: ...

    school_link: Label
    who_not: Label
    personal_links: Label

    def unconnected(self, school: str) -> Html: ...
    def all_connected(self, school: str) -> Html: ...
    def person(self, name: str, work: str, state: Html) -> Html: ...
    def connected(self, messengers: str) -> Html: ...
    def pending(self, day: str) -> Html: ...

    issue: Label
    revoke: Label

    def revoked(self, name: str) -> Html: ...
    def revoked_none(self, name: str) -> Html: ...

    invite: Label
    new_link: Label
    not_yours: Html
    left: Html

    def for_her(self, name: str, links: Html) -> Html: ...
    def link(self, messenger: str, address: str) -> Html: ...

    no_messengers: Html

    def issued(self, n: int) -> Html: ...
    def qr(self, messenger: str) -> Label: ...
    def qr_ready(self, messenger: str) -> Html: ...
    def qr_file(self, messenger: str) -> str: ...
    def school_ready(self, school: str, links: Html, messengers: str) -> Html: ...

    poster: Label
    poster_ready: Html
    renew: Label

    def renew_sure(self, place: str) -> Html: ...

    renew_yes: Label
    renewed: Toast

    def public_ready(self, place: str, links: Html) -> Html: ...
    def links_sure(self, n: int, school: str) -> Html: ...

    links_yes: Label

    def links_ready(self, n: int) -> Html: ...

    links_none: Html
    no_district: Html
    sheet_name: str

    def sheet_title(self, school: str) -> str: ...

    sheet_warning: str
    sheet_person: str

    def sheet_file(self, school: str) -> str: ...

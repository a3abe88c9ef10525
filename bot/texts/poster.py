from typing import Protocol


class PosterTexts(Protocol):
    """content/texts/poster.yml: the page in the staff room; plain text."""

    title: str

    def service(self, service: str) -> str: ...

    benefits: dict[str, str]
    choose: str
    aim: str
    steps: dict[str, str]

    def help(self, contacts: str) -> str: ...
    def file(self, school: str) -> str: ...

    messengers: dict[str, str]

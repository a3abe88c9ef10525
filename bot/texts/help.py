from typing import Protocol

from ..screen import Html


class HelpTexts(Protocol):
    """content/texts/help.yml: what each role can do, a line a deed."""

    def help(self, lines: Html) -> Html: ...

    lines: dict[str, str]
    stranger: Html
    commands: dict[str, str]

from typing import Protocol

from ..screen import Html


class FilesTexts(Protocol):
    """content/texts/files.yml: files people send."""

    refused: dict[str, str]

    def not_taken(self, why: Html) -> Html: ...

    unsupported: Html

    def undelivered(self, name: str) -> Html: ...

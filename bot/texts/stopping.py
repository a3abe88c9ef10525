from typing import Protocol

from ..screen import Html
from .loader import Label


class StoppingTexts(Protocol):
    """content/texts/stopping.yml: no announcements any more, and back."""

    question: Html
    yes: Label
    no: Label
    kept: Html
    stopped: Html
    resume: Label
    resumed: Html

"""Works the delivery ledger off, one sender a messenger, at the messenger's own pace."""

from .changes import Changes
from .sender import Around, Sender

__all__ = ["Around", "Changes", "Sender"]

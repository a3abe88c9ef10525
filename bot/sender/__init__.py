"""Works the delivery ledger off, one sender a messenger, at the messenger's own pace."""

from .changes import Changes
from .sender import Sender

__all__ = ["Changes", "Sender"]

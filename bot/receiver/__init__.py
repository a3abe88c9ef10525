"""Takes updates from the messengers so that each counts exactly once."""

from .receiver import Receiver

__all__ = ["Receiver"]

"""The browser chat: a messenger whose server, apps and network are this process and one page of ours."""

from .api import Change, ForeignFileError, Hub
from .events import Event, read_event
from .messenger import BrowserMessenger
from .store import Body, Kept, Store

__all__ = [
    "Body",
    "BrowserMessenger",
    "Change",
    "Event",
    "ForeignFileError",
    "Hub",
    "Kept",
    "Store",
    "read_event",
]

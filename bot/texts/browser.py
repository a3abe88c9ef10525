from pathlib import Path
from typing import Protocol

from .loader import load


class BrowserTexts(Protocol):
    """content/texts/browser.yml: the page of the chat."""

    title: str
    online: str
    offline: str
    typing: str
    placeholder: str
    send: str
    attach: str
    remove_file: str
    start: str
    reply: str
    cancel_reply: str
    you: str
    log: str
    earlier: str
    to_end: str
    today: str
    yesterday: str
    edited: str
    waiting: str
    sent: str
    download: str
    photo: str
    voice: str
    video: str
    bytes: str
    kilobytes: str
    megabytes: str
    uploading: str
    not_uploaded: str
    again: str
    too_big: str
    empty_file: str
    long_caption: str
    long_text: str
    too_many_files: str
    refused: str
    ok: str
    empty: str
    leave: str
    leave_question: str
    leave_yes: str
    leave_no: str
    not_left: str
    persons: str
    open_persons: str
    close_persons: str
    demo_title: str
    demo_text: str
    demo_note: str
    enter_text: str
    enter_button: str
    enter_own: str
    enter_own_hint: str
    no_session: str
    dead_link: str
    spent_link: str
    back_to_chat: str
    too_many_codes: str
    no_script: str


def browser_words(path: Path) -> dict[str, str]:
    """By key, as the page takes them. Raises TextError."""
    found = load(BrowserTexts, path)
    return {key: getattr(found, key) for key in BrowserTexts.__annotations__}

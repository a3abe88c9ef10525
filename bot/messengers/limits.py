"""What each messenger carries at most, and what every screen therefore keeps to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limits:
    """Text, label and toast in characters as the person sees them; payload and files in bytes; rate in calls.

    `recipients` is how many people one call may write the same to.
    """

    text: int
    media_text: int
    buttons: int
    rows: int
    columns: int
    payload: int
    label: int
    label_alone: int
    toast: int
    start: int
    file_in: int
    file_out: int
    photo_out: int
    calls_per_second: int
    chat_sends_per_second: int
    recipients: int


def load(path: Path) -> Mapping[str, Limits]:
    """Read the table; an unknown or missing key raises TypeError naming it, so a typing mistake stops the start."""
    return {name: Limits(**values) for name, values in json.loads(path.read_text(encoding="utf-8")).items()}


LIMITS = load(Path(__file__).with_name("limits.json"))
EVERY_SCREEN = LIMITS["every_screen"]
PLAIN = {"vk": frozenset({"code"})}
"""Of the formats people may give a text, those a messenger shows as plain text."""
AS_DOCUMENTS = {"vk": frozenset({"video"})}
"""Kinds of files a messenger shows only as something to download."""


def seconds_per_chat(messenger: str) -> float:
    """Seconds between two messages to one chat; 0 where the rate of all calls is the only limit."""
    limits = LIMITS[messenger]
    return 0.0 if limits.chat_sends_per_second >= limits.calls_per_second else 1 / limits.chat_sends_per_second


def shortened(text: str, most: int) -> str:
    """Cut `text` to `most` characters, at a word where one ends in the last third, with an ellipsis."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    space = head.rfind(" ")
    return (head[:space] if space >= most * 2 // 3 else head).rstrip(" ,.;:-–—") + "…"

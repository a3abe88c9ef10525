"""The measurements run, in their shortest form, and what they count is right; how long things take is not asked."""

import asyncio
from pathlib import Path

from bench import mailings, relay


def test_letters_pass_from_one_platform_to_the_other(tmp_path: Path) -> None:
    rows = asyncio.run(relay.run(count=3, rounds=1, folder=tmp_path))
    assert [row["case"] for row in rows] == ["at VK's pace", "in one moment"]


def test_mailings_reach_everybody_and_are_never_too_many_at_once(tmp_path: Path) -> None:
    """Deliveries are counted by the measurement itself."""
    short = ["--seconds", "1", "--vk", "200", "--recipients", "50", "100", "--freeze", "1000", "--teachers", "1000"]
    rows = asyncio.run(mailings.run(mailings.asked([*short, "--rounds", "1"]), tmp_path))
    (pace,) = (row for row in rows if row["measured"].startswith("Telegram, bucket"))
    assert pace["more"][0] == 0

"""The measurements run, in their shortest form, and what they count is right; how long things take is not asked."""

import asyncio
from pathlib import Path

from bench import mailings, relay, summary
from bench.weeks import Size


def test_letters_pass_from_one_platform_to_the_other(tmp_path: Path) -> None:
    rows = asyncio.run(relay.run(count=3, rounds=1, folder=tmp_path))
    assert [row["case"] for row in rows] == ["at VK's pace", "in one moment"]


def test_mailings_reach_everybody_and_are_never_too_many_at_once(tmp_path: Path) -> None:
    """Deliveries are counted by the measurement itself."""
    short = ["--seconds", "1", "--vk", "200", "--recipients", "50", "100", "--freeze", "1000", "--teachers", "1000"]
    rows = asyncio.run(mailings.run(mailings.asked([*short, "--rounds", "1"]), tmp_path))
    (pace,) = (row for row in rows if row["measured"].startswith("Telegram, bucket"))
    assert pace["more"][0] == 0


def test_a_monday_of_two_municipalities_is_over_and_all_is_measured(tmp_path: Path) -> None:
    """The small country beside it has a tenth of the teachers: it must have a municipality, too."""
    found = asyncio.run(summary.run(Size(5_000, 60_000, 1), 2, tmp_path, quiet=0.1))
    assert {"data_ms", "release_ms", "pack_ms", "scan_ms", "p99_ms", "much_by_little"} <= found.keys()

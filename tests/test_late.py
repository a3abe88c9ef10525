"""What is imported late is there before anybody waits for it."""

import subprocess
import sys

SCRIPT = """
import asyncio, sys
from datetime import date
from bot.late import LIBRARIES, import_late
assert not {"docx", "icalendar", "holidays"} & set(sys.modules)
asyncio.run(import_late(date(2026, 11, 23)))
assert set(LIBRARIES) <= set(sys.modules)
from bot.services import working_days
assert working_days._year.cache_info().currsize == 2
"""


def test_what_only_some_answers_need_is_imported_after_the_start() -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], check=True)

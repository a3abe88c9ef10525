"""What a start costs: time until the bot is wired against `import aiogram`, memory against an idle aiogram bot.

Fresh processes, taken in turns, medians; time is the process's own computing time, with the bytecode of all modules
compiled before, as it is after any first start. Libraries that only some features need must not be there after the
start.

    python -m bench.start [--rounds 5] [--json FILE]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

LATE = (
    "alembic", "babel", "fpdf", "matplotlib", "openpyxl", "pypdf",
    "python_calamine", "rapidfuzz", "reportlab", "xlsxwriter",
)  # fmt: skip
"""Not one of them may be imported by the start of a bot whose database is up to date."""
WIRED = """
import sys
from bot.__main__ import program
program()
from bot.app import App
from bot.settings import Settings
app = App(Settings(
    _env_file=None, database_url="sqlite:///" + sys.argv[1], http={"port": 0},
    telegram={"token": "42:" + "A" * 35, "api_url": "http://127.0.0.1:9"},
))
"""
REPORT = """
import json, resource, sys, time
pages = int(open("/proc/self/statm").read().split()[1])
print(json.dumps({
    "ms": round(time.process_time() * 1000, 1),
    "mib": round(pages * resource.getpagesize() / 2**20, 1),
    "modules": sorted({name.partition(".")[0] for name in sys.modules}),
}), flush=True)
"""
CASES = {
    "nothing": "",
    "import aiogram": "import aiogram",
    "bot wired": WIRED,
    "idle aiogram bot": """
import asyncio
from aiogram import Bot, Dispatcher
async def idle():
    bot, dispatcher = Bot("42:" + "A" * 35), Dispatcher()
    @dispatcher.message()
    async def echo(message): await message.answer(message.text)
    await bot.session.create_session()
    await asyncio.sleep(1)
    await bot.session.close()
asyncio.run(idle())
""",
    "idle bot": WIRED
    + """
import asyncio, gc, logging
logging.disable(logging.CRITICAL)
async def idle():
    await app.start()
    gc.collect()
    gc.freeze()
    gc.enable()
    await asyncio.sleep(1)
    exec(REPORT)
    await app.stop()
asyncio.run(idle())
""",
}


def measure(name: str, database: Path) -> dict[str, Any]:
    """One fresh process; the report of a bot that runs is taken before it stops."""
    script = f"REPORT = {REPORT!r}\n{CASES[name]}\n" + ("" if "REPORT" in CASES[name] else "exec(REPORT)")
    as_installed = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    call = [sys.executable, "-c", script, str(database)]
    done = subprocess.run(call, check=True, capture_output=True, text=True, timeout=300, env=as_installed)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[0])
    return found


def _ratio(ours: list[dict[str, Any]], theirs: list[dict[str, Any]], key: str) -> float:
    """Median of the ratios of the runs that followed one another: what else the machine did cancels out."""
    ratios = [float(mine[key] / base[key]) for mine, base in zip(ours, theirs, strict=True)]
    return statistics.median(ratios)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in CASES}
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bot.sqlite3"
        measure("idle bot", database)  # makes the database, so that nothing is left to migrate
        for _ in range(asked.rounds):
            for name, runs in found.items():
                runs.append(measure(name, database))
    for run in found["idle bot"]:
        assert not set(LATE) & set(run["modules"]), sorted(set(LATE) & set(run["modules"]))
    table = {
        name: {key: statistics.median(run[key] for run in runs) for key in ("ms", "mib")}
        for name, runs in found.items()
    }
    for name, row in table.items():
        print(f"{name:20}{row['ms']:>9.0f} ms{row['mib']:>8.0f} MiB")
    wired = _ratio(found["bot wired"], found["import aiogram"], "ms")
    idle = _ratio(found["idle bot"], found["idle aiogram bot"], "mib")
    print(f"wired / import aiogram {wired:.2f}; idle memory / idle aiogram bot {idle:.2f}")
    if asked.json:
        asked.json.write_text(json.dumps({**table, "wired": round(wired, 2), "idle": round(idle, 2)}, indent=1))


if __name__ == "__main__":
    main()

"""Takes the pictures of this folder anew: `.venv/bin/python docs/pictures/take.py`, in the environment of `make test`.

Starts the demo on a free port over a new database and walks through it in Chromium, as a person would.
"""

import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
PHONE = {"viewport": {"width": 390, "height": 760}, "device_scale_factor": 1.5}
DESKTOP = {"viewport": {"width": 1060, "height": 680}, "device_scale_factor": 1}
STARTS_WITHIN = 120
"""Seconds."""


@contextmanager
def demo() -> Iterator[str]:
    """The address of a demo of our own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        own = {"BOT_HTTP__PORT": str(port), "BOT_DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3"}
        command = [sys.executable, "-m", "bot", "demo"]
        running = subprocess.Popen(command, cwd=HERE.parents[1], env={**os.environ, **own})  # noqa: S603
        try:
            yield answering(f"http://127.0.0.1:{port}")
        finally:
            running.terminate()
            running.wait()


def answering(url: str) -> str:
    for _ in range(STARTS_WITHIN * 2):
        with suppress(OSError), urllib.request.urlopen(f"{url}/health"):  # noqa: S310
            return url
        time.sleep(0.5)
    raise TimeoutError(url)


@contextmanager
def person(browser: Browser, url: str, role: str, look: dict[str, Any]) -> Iterator[Page]:
    """A page on which the demo's person has just opened her link."""
    context = browser.new_context(locale="ru-RU", color_scheme="light", **look)
    page = context.new_page()
    page.goto(url)
    page.locator("button.person", has=page.get_by_text(role, exact=True)).click()
    page.get_by_text("на связи").wait_for()
    yield page
    context.close()


def take(page: Page, name: str) -> None:
    """When nothing moves any more; neither the pointer nor the cursor is in the picture."""
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(700)
    (HERE / f"{name}.png").write_bytes(smaller(page.screenshot(animations="disabled")))


def smaller(png: bytes) -> bytes:
    """The same picture, a third smaller: flat colours pack best without PNG's filters (Chromium writes 8-bit RGB)."""
    width, height = struct.unpack(">II", png[16:24])
    packed, at = b"", 8
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        packed += png[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += 12 + size
    filtered, row, plain = zlib.decompress(packed), width * 3, bytearray()
    above = bytes(row)
    for start in range(0, height * (row + 1), row + 1):
        above = unfiltered(filtered[start], filtered[start + 1 : start + 1 + row], above)
        plain += b"\0" + above
    chunks = ((b"IHDR", png[16:29]), (b"IDAT", zlib.compress(plain, 9)), (b"IEND", b""))
    return png[:8] + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    """One row of RGB pixels, by the PNG specification, section 9."""
    made = bytearray(line)
    for place, value in enumerate(line):
        left, up, corner = (made[place - 3], above[place], above[place - 3]) if place > 2 else (0, above[place], 0)
        near = min((left, up, corner), key=lambda one: abs(left + up - corner - one))
        made[place] = value + (0, left, up, (left + up) // 2, near)[kind] & 255
    return bytes(made)


def tap(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).last.click()


def teacher(browser: Browser, url: str) -> None:
    """Link, consent, check, menu."""
    with person(browser, url, "Учитель", PHONE) as page:
        page.get_by_role("button", name="Согласна, начать").wait_for()
        take(page, "entry")
        tap(page, "Согласна, начать")
        tap(page, "Всё верно")
        tap(page, "В меню")
        page.get_by_text("чем помочь?").wait_for()
        take(page, "menu")


def young_specialist(browser: Browser, url: str) -> None:
    with person(browser, url, "Молодой специалист", PHONE) as page:
        tap(page, "Согласна, начать")
        tap(page, "Всё верно")
        tap(page, "Наставник")
        page.get_by_text("Вместе с").wait_for()
        take(page, "mentor")
        tap(page, "В меню")
        tap(page, "Моё МО")
        page.get_by_text("Ваши методические объединения").wait_for()
        take(page, "associations")


def methodist(browser: Browser, url: str) -> None:
    with person(browser, url, "Методист", DESKTOP) as page:
        tap(page, "Согласна, начать")
        tap(page, "Всё верно")
        tap(page, "В меню")
        tap(page, "Люди")
        tap(page, "Кто без наставника")
        page.get_by_role("button", name="1. ").last.wait_for()
        take(page, "desktop")


def desk(browser: Browser, url: str) -> None:
    """The methodist again, on her phone."""
    with person(browser, url, "Методист", PHONE) as page:
        say(page, "/people")
        page.get_by_text("В списке:").wait_for()
        take(page, "people")


def survey(browser: Browser, url: str) -> None:
    with person(browser, url, "Наставник", PHONE) as page:
        tap(page, "Согласна, начать")
        tap(page, "Всё верно")
        say(page, "/survey")
        tap(page, "Начать")
        page.get_by_text("1 из ").wait_for()
        take(page, "survey")


def say(page: Page, text: str) -> None:
    page.locator("textarea").fill(text)
    page.keyboard.press("Enter")


if __name__ == "__main__":
    found = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver, demo() as address:
        chromium = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for walk in (teacher, young_specialist, methodist, desk, survey):
            walk(chromium, address)
        chromium.close()

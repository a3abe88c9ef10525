"""Settings: every wrong one is named, and nothing secret is repeated."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.__main__ import COMMANDS, main
from bot.settings import Settings, is_loopback

ROOT = Path(__file__).parent.parent
WRONG = [
    ("BOT_TIMEZONE", "Moscow"),
    ("BOT_OWNERS", "telegram:anna"),
    ("BOT_OWNERS", "icq:5"),
    ("BOT_HTTP__PORT", "eighty"),
    ("BOT_HTTP__PORT", "70000"),
    ("BOT_HTTP__PUBLIC_URL", "bot.example"),
    ("BOT_HTTP__PUBLIC_URL", "https://school.example/bot"),
    ("BOT_HTTP__PUBLIC_URL", "https://[::1"),
    ("BOT_HTTP__PUBLIC_URL", "https://bot.example:99999"),
    ("BOT_HTTP__PUBLIC_URL", "ftp://bot.example"),
    ("BOT_VK__GROUP_ID", "club777"),
    ("BOT_VK__GROUP_ID", "-777"),
    ("BOT_TELEGRAM__RECEIVE", "pigeons"),
    ("BOT_TELEGRAM__PERSONAL_DATA", "perhaps"),
    ("BOT_BROWSER__ENABLED", "perhaps"),
]
SIGNS = [("BOT_DATABASE_URL", f"postgresql://bot:{secret}@127.0.0.1/bot") for secret in ("p@ss", "p/ss", "p@s/s@")]
"""Part of the password would stand in the log as the name of a server."""


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where no .env lies."""
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_setting_is_named_before_anything_starts(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("BOT_TELEGRAM__TOKEN", "1000001:a-secret-nobody-may-see-in-a-terminal")
    assert main(["run"]) == 2
    output = capsys.readouterr()
    assert name in output.err
    assert "a-secret" not in output.err + output.out
    assert "Traceback" not in output.err


@pytest.mark.parametrize(
    ("name", "value"), [*WRONG, ("BOT_DATABASE_URL", "sqlite://"), *SIGNS, ("BOT_VK", "777"), ("BOT_VK", "a")]
)
def test_what_is_wrong_with_a_setting_is_said_in_russian(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["run"]) == 2
    _, line, *rest = capsys.readouterr().err.splitlines()
    assert rest == []
    assert line.startswith(f"{name}: ")
    assert re.search("[а-я]{3}", line), line
    assert not re.search("[a-z]{3} [a-z]{2}", line), line


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ([], "КОМАНДА"),
        (["dance"], "dance"),
        (["restore"], "file"),
        (["backup", "one", "two"], "two"),
        (["summary", "--week"], "--week"),
        (["summary", "--week", "Monday"], "2026-11-23"),
        (["invite", "--days", "0"], "от 1 до 365"),
        (["invite", "--days", "ten"], "от 1 до 365"),
    ],
)
def test_a_mistyped_command_is_answered_in_russian(
    typed: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(typed)
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert told in said
    assert said.count("Как набирать: python -m bot") == 1
    assert not re.search("usage|argument|required|invalid|expected|choice", said), said


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_help_of_every_command_is_in_russian(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*filter(None, [command]), "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert "показать эту справку" in said
    assert not re.search("usage|positional|options:|show this|exit", said), said


@pytest.mark.parametrize("url", ["mysql://localhost/bot", "no address at all", "mongodb://x"])
def test_a_database_of_another_kind_is_refused_in_a_sentence(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_DATABASE_URL", url)
    monkeypatch.setenv("BOT_BROWSER__ENABLED", "true")
    assert main(["run"]) == 2
    assert "BOT_DATABASE_URL" in capsys.readouterr().err


def test_a_command_says_nothing_of_the_watchdog(tmp_path: Path) -> None:
    """Making the tables takes its time; an administrator is not to wonder who held what."""
    asked = (
        "import logging, sys; from bot import __main__ as it; "
        "it.COMMANDS['check'] = lambda *_: logging.getLogger('storage.database').warning('held the writer') or 0; "
        "sys.exit(it.main(['check']))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stderr == ""


def test_every_name_of_the_contract_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "BOT_DATABASE_URL": "postgresql://bot@localhost/bot",
        "BOT_TELEGRAM__TOKEN": "1:a",
        "BOT_TELEGRAM__API_URL": "http://127.0.0.1:1",
        "BOT_TELEGRAM__PROXY": "socks5://127.0.0.1:2",
        "BOT_TELEGRAM__PERSONAL_DATA": "false",
        "BOT_TELEGRAM__RECEIVE": "webhook",
        "BOT_VK__TOKEN": "b",
        "BOT_VK__GROUP_ID": "777",
        "BOT_VK__API_URL": "http://127.0.0.1:3/method/",
        "BOT_VK__PERSONAL_DATA": "false",
        "BOT_MAX__TOKEN": "c",
        "BOT_MAX__API_URL": "http://127.0.0.1:4",
        "BOT_MAX__CA_FILE": "ca.pem",
        "BOT_BROWSER__ENABLED": "true",
        "BOT_HTTP__HOST": "0.0.0.0",  # noqa: S104 (only read here)
        "BOT_HTTP__PORT": "8081",
        "BOT_HTTP__PUBLIC_URL": "https://bot.example/",
        "BOT_WEBHOOK__SECRET": "d",
        "BOT_OWNERS": "telegram:1, vk:2",
        "BOT_TIMEZONE": "Asia/Yekaterinburg",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    found = Settings(_env_file=None)
    assert found.database_url == "postgresql://bot@localhost/bot"
    assert (found.telegram.api_url, found.telegram.proxy) == ("http://127.0.0.1:1", "socks5://127.0.0.1:2")
    assert (found.telegram.receive, found.telegram.personal_data) == ("webhook", False)
    assert (found.vk.group_id, found.vk.api_url, found.vk_is_set) == (777, "http://127.0.0.1:3/method/", True)
    assert (found.max.is_set, found.max.api_url, found.max.ca_file) == (True, "http://127.0.0.1:4", "ca.pem")
    assert (found.browser.enabled, found.http.host, found.http.port) == (True, "0.0.0.0", 8081)  # noqa: S104
    assert found.http.address == "https://bot.example"
    assert found.owner_accounts == {("telegram", 1), ("vk", 2)}
    assert found.timezone == "Asia/Yekaterinburg"
    assert not {"1:a", "'b'", "'c'", "'d'"} & set(repr(found).replace("=", " ").replace(")", " ").split())


def test_without_any_setting_all_is_off_and_the_defaults_are_safe() -> None:
    found = Settings(_env_file=None)
    assert [found.telegram.is_set, found.vk_is_set, found.max.is_set, found.browser.enabled] == [False] * 4
    assert found.http.host == "127.0.0.1"
    assert found.database_url.startswith("sqlite:///data/")
    assert found.telegram.personal_data
    assert found.vk.personal_data
    assert found.browser.personal_data


@pytest.mark.parametrize(
    ("host", "listens", "address"),
    [
        ("", "127.0.0.1", "http://127.0.0.1:8080"),
        ("::1", "::1", "http://[::1]:8080"),
        ("[::1]", "::1", "http://[::1]:8080"),
        ("localhost", "localhost", "http://localhost:8080"),
    ],
)
def test_where_the_bot_listens_can_be_opened_and_is_never_everywhere_by_accident(
    host: str, listens: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_HTTP__HOST", host)
    found = Settings(_env_file=None).http
    assert (found.host, found.address) == (listens, address)


def test_vk_without_its_community_is_not_set() -> None:
    assert not Settings(_env_file=None, vk={"token": "b"}).vk_is_set


@pytest.mark.parametrize(
    "value", ["telegram:-5", "telegram:", ":5", "telegram:5;vk:6", "telegram:12345678901234567890"]
)
def test_an_owner_is_an_account(value: str) -> None:
    with pytest.raises(ValidationError):
        Settings(_env_file=None, owners=value)


@pytest.mark.parametrize(
    ("url", "stays"),
    [
        ("http://127.0.0.1:1", True),
        ("http://localhost", True),
        ("http://[::1]:5", True),
        ("https://api.telegram.org", False),
        ("http://127.0.0.1.example", False),
        ("http://localhost@example", False),
        ("", False),
    ],
)
def test_loopback_is_this_machine_only(url: str, stays: bool) -> None:
    assert is_loopback(url) is stays

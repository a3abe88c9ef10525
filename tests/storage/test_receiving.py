"""What the receiver keeps: inbox, cursor, attempts, updates set aside, numbers, pruning."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, func, select

from storage import browser
from storage.browser import close_session
from storage.conversations import Conversations
from storage.database import Transaction
from storage.models import BrowserFile, BrowserMessage, BrowserSession, LinkCode, LinkTry, Seen, SetAside, WrongCode
from storage.receiving import (
    attempts_before,
    count_attempts,
    forget_attempt,
    forget_attempts,
    prune,
    reserve,
    save_cursor,
    saved_cursor,
    set_aside,
    strike_out,
    write_down,
    written_down,
)
from tests.made import Made

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_the_inbox_keeps_the_order_of_arrival_whatever_the_numbers(tx: Transaction) -> None:
    write_down(tx, "vk", [(9_000_000_000_000_000_001, "first"), (5, "second")])
    write_down(tx, "vk", [(7, "third")])
    assert written_down(tx, "vk") == ["first", "second", "third"]


def test_what_is_written_down_again_keeps_its_place_and_body(tx: Transaction) -> None:
    write_down(tx, "vk", [(1, "first"), (2, "second")])
    write_down(tx, "vk", [(3, "third"), (1, "first, again")])
    assert written_down(tx, "vk") == ["first", "second", "third"]


def test_what_is_struck_out_leaves_the_others_and_other_messengers_alone(tx: Transaction) -> None:
    write_down(tx, "vk", [(1, "first"), (2, "second")])
    write_down(tx, "telegram", [(1, "elsewhere")])
    strike_out(tx, "vk", 1)
    strike_out(tx, "vk", 404)
    assert written_down(tx, "vk") == ["second"]
    assert written_down(tx, "telegram") == ["elsewhere"]


def test_a_cursor_is_kept_for_each_messenger(tx: Transaction) -> None:
    assert saved_cursor(tx, "vk") is None
    for value in ("10", "11"):
        save_cursor(tx, "vk", value)
    save_cursor(tx, "telegram", "5")
    assert (saved_cursor(tx, "vk"), saved_cursor(tx, "telegram")) == ("11", "5")


def test_attempts_are_counted_and_forgotten_one_by_one_or_all(tx: Transaction) -> None:
    count_attempts(tx, "vk", [1, 2, 3])
    count_attempts(tx, "vk", [2, 3])
    assert attempts_before(tx, "vk", [1, 2, 3, 4]) == {1: 1, 2: 2, 3: 2}
    assert attempts_before(tx, "telegram", [1]) == {}
    forget_attempt(tx, "vk", 2)
    assert attempts_before(tx, "vk", [1, 2, 3]) == {1: 1, 3: 2}
    forget_attempts(tx, "vk")
    assert attempts_before(tx, "vk", [1, 2, 3]) == {}


def test_an_update_is_set_aside_once(tx: Transaction) -> None:
    for _ in range(2):
        set_aside(tx, "vk", 5, "e" * 3000, "body", NOW)
    set_aside(tx, "telegram", 5, "error", "body", NOW)
    rows = tx.session.scalars(select(SetAside).order_by(SetAside.id)).all()
    assert [(row.messenger, row.update, len(row.error), row.at) for row in rows] == [
        ("vk", 5, 2000, NOW),
        ("telegram", 5, 5, NOW),
    ]


def test_reserved_numbers_never_come_again(tx: Transaction) -> None:
    taken = [reserve(tx, "message", 1000) for _ in range(3)]
    assert taken == [1, 1001, 2001]
    assert reserve(tx, "another", 1) == 1


@pytest.mark.parametrize(("days", "is_known"), [(0, True), (1, True), (2, True), (3, False), (30, False)])
def test_a_repeated_update_is_known_for_two_days(tx: Transaction, engine: Engine, days: int, is_known: bool) -> None:
    conversations = Conversations(engine.dialect)
    today = int(NOW.timestamp()) // 86_400
    assert conversations.first_time(tx, 1, 77, today - days)
    prune(tx, NOW)
    assert conversations.first_time(tx, 1, 77, today) is not is_known


def test_pruning_takes_ended_sessions_and_codes_what_nobody_can_open_any_more_and_old_wrong_codes_only(
    tx: Transaction, made: Made
) -> None:
    account = made.account()
    for hours in (1, 23, 25, 1000):
        made.add(WrongCode(account_id=account.id, at=NOW - timedelta(hours=hours)))
        made.add(LinkTry(account_id=account.id, at=NOW - timedelta(hours=hours)))
        made.add(LinkCode(teacher_id=made.teacher().id, account_id=account.id, expires_at=NOW - timedelta(hours=hours)))
        made.add(BrowserSession(token_hash=f"past{hours}", chat=1, until=NOW - timedelta(hours=hours)))
        made.add(BrowserSession(token_hash=f"future{hours}", chat=1, until=NOW + timedelta(hours=hours)))
    made.add(BrowserSession(token_hash="last", chat=2, until=NOW - timedelta(hours=1)))
    for chat in (1, 2, 3):
        made.add(BrowserMessage(chat=chat, body="{}"))
        made.add(BrowserFile(id=str(chat), chat=chat, name="a", mime="b", data=b"c"))
    made.add(BrowserSession(token_hash="left", chat=3, until=NOW + timedelta(hours=1)))
    close_session(tx, "left")
    made.add(LinkCode(teacher_id=made.teacher().id, account_id=account.id, expires_at=NOW + timedelta(minutes=1)))
    prune(tx, NOW)
    for kind in (BrowserMessage, BrowserFile):  # nobody can open the two others any more
        assert tx.session.scalars(select(kind.chat)).all() == [1]
    counted = [tx.session.scalar(select(func.count()).select_from(kind)) for kind in (WrongCode, LinkTry, LinkCode)]
    assert counted == [2, 2, 1]
    hashes = set(tx.session.scalars(select(BrowserSession.token_hash)))
    assert hashes == {f"future{hours}" for hours in (1, 23, 25, 1000)}
    tx.session.execute(delete(Seen))


def test_of_what_pages_uploaded_only_what_no_event_has_named_goes(tx: Transaction) -> None:
    browser.save_file(tx, "ours", 1, "a", "", b"a")
    for name, hours in (("named", 25), ("old", 25), ("new", 23)):
        browser.save_upload(tx, name, 1, "a", "", b"a", NOW - timedelta(hours=hours))
    browser.keep_upload(tx, "named")
    browser.drop_uploads(tx, NOW - timedelta(days=1))
    assert [name for name in ("ours", "named", "old", "new") if browser.file(tx, name)] == ["ours", "named", "new"]

"""The hot path's statements: find, open, save, show."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, update

from storage.conversations import Conversations, Shown, Unshown, unshown
from storage.database import Transaction
from storage.models import Account, Consent
from tests.made import Made

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CHAT = 2**62 + 17


@pytest.fixture
def conversations(engine: Engine) -> Conversations:
    return Conversations(engine.dialect)


def test_an_unknown_account_is_found_only_after_it_was_opened(tx: Transaction, conversations: Conversations) -> None:
    assert conversations.find(tx, "vk", CHAT) is None
    opened = conversations.open(tx, "vk", CHAT, NOW)
    assert opened == conversations.find(tx, "vk", CHAT)
    assert conversations.find(tx, "telegram", CHAT) is None
    assert (opened.person, opened.state, opened.step, opened.data) == (None, None, 0, "{}")
    assert (opened.owner, opened.reachable, opened.last_update, opened.parts, opened.shown) == (False, True, 0, 0, 0)


def test_the_person_comes_with_her_time_zone_the_consent_she_gave_and_her_last_day(
    tx: Transaction, conversations: Conversations, made: Made
) -> None:
    teacher = made.teacher(last_name="Last", first_name="First", middle_name="Middle", left_on=date(2027, 1, 31))
    account = made.account(teacher, "telegram", CHAT)
    for version in (2, 1):
        made.add(Consent(teacher_id=teacher.id, version=version, given_at=NOW))
    place = conversations.find(tx, "telegram", CHAT)
    assert place is not None
    assert place.person is not None
    assert (place.account_id, place.person.id) == (account.id, teacher.id)
    assert place.person[1:4] == ("Last", "First", "Middle")
    assert place.person.municipality_id == teacher.municipality_id
    assert place.person.time_zone == "Asia/Yekaterinburg"
    assert (place.person.consent, place.person.left_on) == (2, date(2027, 1, 31))


def test_an_update_counts_once_for_an_account_and_once_for_another(
    tx: Transaction, conversations: Conversations
) -> None:
    assert [conversations.first_time(tx, 1, 2**63 - 1, 20_000) for _ in range(3)] == [True, False, False]
    assert conversations.first_time(tx, 2, 2**63 - 1, 20_000)


def test_the_state_is_kept(tx: Transaction, conversations: Conversations) -> None:
    place = conversations.open(tx, "vk", CHAT, NOW)
    conversations.save_state(tx, place.conversation_id, "entry.consent", 4, '{"code": "ы"}')
    found = conversations.find(tx, "vk", CHAT)
    assert found is not None
    assert (found.state, found.step, found.data) == ("entry.consent", 4, '{"code": "ы"}')


def test_a_screen_is_unshown_until_all_its_parts_have_left(tx: Transaction, conversations: Conversations) -> None:
    account = conversations.open(tx, "vk", CHAT, NOW).account_id
    assert unshown(tx, "vk") == []
    conversations.save_screen(tx, account, 77, "screen", 3)
    assert unshown(tx, "vk") == [Unshown(account, CHAT, 77, "screen", 0)]
    conversations.mark_shown(tx, [Shown(account, 77, 2, None)])
    assert unshown(tx, "vk") == [Unshown(account, CHAT, 77, "screen", 2)]
    assert unshown(tx, "telegram") == []
    conversations.mark_shown(tx, [Shown(account, 77, 3, 12)])
    assert unshown(tx, "vk") == []
    found = conversations.find(tx, "vk", CHAT)
    assert found is not None
    assert found.card == 12


def test_a_mark_that_comes_late_does_not_touch_the_next_screen(tx: Transaction, conversations: Conversations) -> None:
    account = conversations.open(tx, "vk", CHAT, NOW).account_id
    conversations.save_screen(tx, account, 77, "first", 1)
    conversations.save_screen(tx, account, 78, "second", 1)
    conversations.mark_shown(tx, [Shown(account, 77, 1, 12)])
    assert unshown(tx, "vk") == [Unshown(account, CHAT, 78, "second", 0)]


def test_a_new_screen_keeps_the_card_until_its_own_message_is_known(
    tx: Transaction, conversations: Conversations
) -> None:
    account = conversations.open(tx, "vk", CHAT, NOW).account_id
    conversations.save_screen(tx, account, 77, "first", 1)
    conversations.mark_shown(tx, [Shown(account, 77, 1, 12)])
    conversations.save_screen(tx, account, 78, "second", 1)
    found = conversations.find(tx, "vk", CHAT)
    assert found is not None
    assert found.card == 12


def test_who_blocked_us_is_shown_nothing_until_she_writes(tx: Transaction, conversations: Conversations) -> None:
    account = conversations.open(tx, "vk", CHAT, NOW).account_id
    conversations.save_screen(tx, account, 77, "screen", 1)
    conversations.save_reachable(tx, account, False)
    assert unshown(tx, "vk") == []
    conversations.save_screen(tx, account, 78, "screen", 1)
    assert [row.update for row in unshown(tx, "vk")] == [78]


def test_accounts_are_told_apart_by_messenger_and_number(tx: Transaction, conversations: Conversations) -> None:
    ids = {conversations.open(tx, name, CHAT, NOW).account_id for name in ("telegram", "vk", "browser")}
    assert len(ids) == 3
    tx.connection.execute(update(Account).values(reachable=False))
    assert not any(
        place.reachable for name in ("telegram", "vk", "browser") if (place := conversations.find(tx, name, CHAT))
    )

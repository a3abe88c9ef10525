"""What the senders rely on: claimed once, in order, by index; kept for a retry; moved when a messenger fails."""

import itertools
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from bot.sender.resting import rests_until
from bot.services import joining
from storage import cut_off, ledger, moving, taps
from storage.compiled import compiled
from storage.ledger import Ended, Limits
from storage.models import (
    NAME,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
    Mailing,
    MailingKind,
    MailingState,
    QuietHours,
)
from storage.moving import Refusal
from storage.postponing import NOT_NOW
from tests.made import NOW

HOME = ZoneInfo("Asia/Yekaterinburg")
AT = int(NOW.timestamp())
ROOM = Limits(10)
MANY = Limits(10, 100)


HOW_MANY = 30_000
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NIGHT, MORNING = (datetime(2026, 11, 25, hour, 0, tzinfo=HOME) for hour in (3, 8))
BEYOND = 0.5
"""Seconds a claim may take on a busy machine; the goal is 0.05."""


def anytime(*_: object) -> None:
    """Nobody has quiet hours."""


@pytest.fixture
def ledge(made):
    return Ledge(made)


class Ledge:
    """Mailings to people made up for the test, and the numbers of calls."""

    def __init__(self, made) -> None:
        self.made, self.tx = made, made.tx
        self.numbers = itertools.count(101)

    def mailing(self, *texts, **facts) -> Mailing:
        kind = facts.pop("kind", MailingKind.NEWS)
        return self.made.mailing(kind, *(texts or ("words",)), at=NOW, **facts)

    def person(self, messenger="telegram"):
        teacher = self.made.teacher()
        self.made.account(teacher, messenger)
        return teacher

    def deliver(self, mailing, teacher, part=0, due=NOW, priority=5) -> Delivery:
        self.made.repo.mailings.deliver(mailing, teacher.id, part, due, priority)
        self.tx.flush()
        found = self.tx.session.query(Delivery)
        return found.filter_by(mailing_id=mailing.id, teacher_id=teacher.id, part=part).one()

    def claim(self, limits=ROOM, messenger="telegram", now=AT, rest=anytime):
        self.tx.flush()
        calls = ledger.claim(self.tx, messenger, now, limits, lambda count: next(self.numbers), rest)
        self.tx.session.expire_all()
        return calls

    def end(self, job, state=DeliveryState.SENT, outcome="", message=7, due=AT):
        message_id = message if state is DeliveryState.SENT else None
        ledger.record(self.tx, Ended(job.id, job.account_id, state, outcome, AT, job.tries, message_id, due))
        self.tx.session.expire_all()


def ids(calls):
    return [[job.id for job in call] for call in calls]


def test_letters_leave_first_then_what_is_due_longest_and_nothing_before_its_time(ledge):
    news = ledge.mailing()
    late = ledge.deliver(news, ledge.person())
    early = ledge.deliver(news, ledge.person(), due=NOW - timedelta(minutes=1))
    ledge.deliver(news, ledge.person(), due=NOW + timedelta(minutes=1))
    letter = ledge.deliver(ledge.mailing(), ledge.person(), priority=0)
    assert ids(ledge.claim()) == [[letter.id], [early.id], [late.id]]
    assert ledge.claim() == []


def test_a_chat_gets_one_message_at_a_time(ledge):
    anna = ledge.person()
    first, second = (ledge.deliver(ledge.mailing(), anna) for _ in range(2))
    ((job,),) = ledge.claim()
    assert job.id == first.id
    assert ledge.claim(Limits(10, busy=frozenset([job.chat]))) == []
    ledge.end(job)
    assert ids(ledge.claim()) == [[second.id]]


@pytest.mark.parametrize("messenger", ["telegram", "vk"])
def test_the_parts_of_a_message_wait_for_those_before_them(ledge, messenger):
    mailing, limits = ledge.mailing("one", "two"), MANY if messenger == "vk" else ROOM
    anna = ledge.person(messenger)
    second = ledge.deliver(mailing, anna, 1, NOW - timedelta(minutes=1))
    first = ledge.deliver(mailing, anna, 0)
    ((job,),) = ledge.claim(limits, messenger)
    assert job.id == first.id
    assert ledge.claim(limits, messenger) == []
    ledge.end(job, DeliveryState.WAITING, "TelegramRetryAfter", due=AT + 30)
    assert ledge.claim(limits, messenger) == []
    ((again,),) = ledge.claim(limits, messenger, AT + 30)
    assert (again.id, again.once) == (job.id, job.once)
    ledge.end(again)
    assert ids(ledge.claim(limits, messenger, AT + 30)) == [[second.id]]


def test_the_same_words_leave_in_one_call_and_words_of_ones_own_alone(ledge):
    news, named = ledge.mailing(), ledge.mailing(f"Dear {NAME}")
    people = [ledge.person("vk") for _ in range(5)]
    same = [ledge.deliver(news, person).id for person in people[:3]]
    own = [[ledge.deliver(named, person).id] for person in people[3:]]
    calls = ledge.claim(MANY, "vk")
    assert ids(calls) == [same, *own]
    assert [len({job.once for job in call}) for call in calls] == [1, 1, 1]
    assert ledge.claim(MANY, "vk") == []


def test_after_a_crash_a_call_to_many_is_repeated_as_it_was_under_its_number(ledge):
    news = ledge.mailing()
    for _ in range(3):
        ledge.deliver(news, ledge.person("vk"))
    (call,) = ledge.claim(MANY, "vk")
    news.parts[0].text = "changed meanwhile"
    ledge.tx.flush()
    (again,) = cut_off.take_up(ledge.tx, "vk", AT + 5, True, anytime)
    assert [(job.id, job.once, job.text) for job in again] == [(job.id, call[0].once, "words") for job in call]
    tries = ledge.tx.session.query(DeliveryAttempt.outcome).all()
    assert [outcome for (outcome,) in tries] == [ledger.CRASH] * 3
    results = [Ended(job.id, job.account_id, DeliveryState.SENT, "", AT, 0, 9) for job in again]
    ledger.record_call(ledge.tx, call[0].once, results, free=[])
    assert cut_off.take_up(ledge.tx, "vk", AT + 9, True, anytime) == []


def test_what_crashes_cut_off_again_and_again_is_unknown_in_the_end(ledge):
    delivery = ledge.deliver(ledge.mailing(), ledge.person())
    ledge.claim()
    for _ in range(cut_off.GIVEN_UP - 1):
        ((job,),) = cut_off.take_up(ledge.tx, "telegram", AT, False, anytime)
        assert job.id == delivery.id
    assert cut_off.take_up(ledge.tx, "telegram", AT, False, anytime) == []
    ledge.tx.session.expire_all()
    assert delivery.state is DeliveryState.UNKNOWN
    assert ledge.made.repo.announcements.cut_off(delivery.mailing_id) == 1


def test_who_was_written_to_again_without_an_answer_counts_as_perhaps_twice(ledge):
    mailing = ledge.mailing()
    for _ in range(3):
        ledge.deliver(mailing, ledge.person())
    (again,), *others = ledge.claim()
    for (job,) in others:
        ledge.end(job)
    ledge.end(again._replace(tries=1), DeliveryState.WAITING, "TelegramNetworkError")
    ((again,),) = ledge.claim()
    ledge.end(again)
    assert ledge.made.repo.announcements.cut_off(mailing.id) == 1


def test_what_was_stopped_before_the_start_is_not_sent_again_where_it_may_be_a_second_message(ledge):
    deliveries = [ledge.deliver(ledge.mailing(), ledge.person(messenger)) for messenger in ("telegram", "vk")]
    for one in deliveries:
        ledge.claim(messenger=one.messenger)
        one.mailing.state = MailingState.CANCELLED
    ledge.tx.flush()
    assert cut_off.take_up(ledge.tx, "telegram", AT, False, anytime) == []
    assert ids(cut_off.take_up(ledge.tx, "vk", AT, True, anytime)) == [[deliveries[1].id]]


def test_what_a_stranger_is_told_survives_a_crash(ledge):
    stranger, mailing = ledge.made.account(None), ledge.mailing()
    ledge.made.repo.mailings.deliver_to(mailing, stranger, NOW, 0)
    ((job,),) = ledge.claim()
    assert ids(cut_off.take_up(ledge.tx, "telegram", AT, False, anytime)) == [[job.id]]
    ledge.made.repo.accounts.join(stranger, ledge.made.teacher().id)
    assert cut_off.take_up(ledge.tx, "telegram", AT, False, anytime) == []


def test_a_tap_of_who_has_the_account_by_now_is_not_hers(ledge):
    anna, boris = ledge.person(), ledge.made.teacher()
    delivery = ledge.deliver(ledge.mailing(), anna)
    ((job,),) = ledge.claim()
    ledge.end(job)
    account = ledge.made.repo.accounts.get(job.account_id)
    for person, at in ((boris, None), (anna, NOW)):
        ledge.made.repo.accounts.join(account, person.id)
        ledge.tx.flush()
        taps.tapped(ledge.tx, account.id, 7, AT)
        ledge.tx.session.expire_all()
        assert delivery.tapped_at == at


def test_who_was_erased_while_she_was_written_to_is_no_open_delivery_after_a_crash(ledge):
    delivery = ledge.deliver(ledge.mailing(), ledge.person())
    ledge.claim()
    delivery.account_id = None
    ledge.tx.flush()
    assert cut_off.take_up(ledge.tx, "telegram", AT, False, anytime) == []
    ledge.tx.session.expire_all()
    assert delivery.state is DeliveryState.UNKNOWN


def test_much_that_waits_for_one_chat_keeps_nobody_else_waiting(ledge):
    busy, other = ledge.person(), ledge.person()
    for _ in range(40):
        ledge.deliver(ledge.mailing(), busy)
    last = ledge.deliver(ledge.mailing(), other)
    ((first,), *_) = ledge.claim(Limits(2))
    assert ids(ledge.claim(Limits(2, busy=frozenset([first.chat])))) == [[last.id]]


def test_what_was_stopped_in_flight_is_not_tried_again(ledge):
    mailing = ledge.mailing()
    delivery = ledge.deliver(mailing, ledge.person())
    ((job,),) = ledge.claim()
    mailing.state = MailingState.CANCELLED
    ledge.tx.flush()
    ledge.end(job, DeliveryState.WAITING, "TelegramNetworkError")
    assert delivery.state is DeliveryState.CANCELLED
    assert ledge.claim() == []


def test_a_paused_mailing_is_passed_over_with_all_its_parts(ledge):
    mailing = ledge.mailing("one", "two", state=MailingState.PAUSED)
    anna = ledge.person()
    parts = [ledge.deliver(mailing, anna, part) for part in (0, 1)]
    other = ledge.deliver(ledge.mailing(), ledge.person())
    assert ids(ledge.claim()) == [[other.id]]
    assert {int(part.due_at.timestamp()) for part in parts} == {AT + NOT_NOW}
    mailing.state = MailingState.ACTIVE
    assert ids(ledge.claim(now=AT + NOT_NOW)) == [[parts[0].id]]


@pytest.mark.parametrize("hours", ["usual", "none"])
def test_what_comes_too_late_for_her_day_waits_for_the_next_one_but_for_what_cannot_wait(ledge, hours):
    """The program was off over the evening, and is back at three in the night."""
    anna = ledge.person()
    anna.quiet_hours, is_kept = QuietHours(hours), hours == "usual"
    many, note, urgent, answer = (ledge.deliver(ledge.mailing(), anna, 0, NOON, each) for each in (5, 2, 1, 0))
    follows = ledge.deliver(ledge.mailing("text", "file"), anna, 1, NOON)
    first, second = (ledge.deliver(found, anna, part, NOON) for found in [ledge.mailing("1", "2")] for part in (0, 1))
    left = set()
    while calls := ledge.claim(now=int(NIGHT.timestamp()), rest=rests_until):
        for (job,) in calls:
            ledge.end(job)
            left.add(job.id)
    leave = {urgent.id, answer.id, follows.id}
    assert left == (leave if is_kept else leave | {many.id, note.id, first.id, second.id})
    if is_kept:
        assert {one.due_at for one in (many, note, first, second)} == {MORNING}
        assert [one.state for one in (many, note, first, second)] == [DeliveryState.HELD] * 4
    ((job,), *_) = ledge.claim(now=int(MORNING.timestamp()), rest=rests_until) or [(many,)]
    assert job.id in {note.id, many.id}


def test_what_a_crash_cut_off_by_day_is_not_repeated_at_night(ledge):
    delivery = ledge.deliver(ledge.mailing(), ledge.person(), due=NOON)
    ledge.claim(now=int(NOON.timestamp()))
    assert cut_off.take_up(ledge.tx, "telegram", int(NIGHT.timestamp()), False, rests_until) == []
    ledge.tx.session.expire_all()
    assert (delivery.state, delivery.due_at) == (DeliveryState.HELD, MORNING)
    ((job,),) = ledge.claim(now=int(MORNING.timestamp()), rest=rests_until)
    assert job.id == delivery.id


def test_a_refusal_moves_to_the_next_messenger_and_waits_where_mail_is_kept(ledge):
    anna = ledge.person("vk")
    ledge.made.account(anna, "telegram")
    delivery = ledge.deliver(ledge.mailing(), anna)
    first = delivery.messenger
    ((job,),) = ledge.claim(messenger=first)
    ledge.end(job, DeliveryState.WAITING, ledger.REFUSED)
    assert moving.move_on(ledge.tx, [Refusal(job.id, job.account_id)], NOW) == 1
    assert {first, delivery.messenger} == {"vk", "telegram"}
    ((again,),) = ledge.claim(messenger=delivery.messenger)
    assert again.once != job.once
    ledge.end(again, DeliveryState.WAITING, ledger.REFUSED)
    assert moving.move_on(ledge.tx, [Refusal(again.id, again.account_id)], NOW, is_kept=True) == 0
    ledge.tx.flush()
    assert delivery.state is DeliveryState.HELD
    assert ledge.claim(messenger=delivery.messenger) == []
    moving.come_back(ledge.tx, again.account_id, anna.id, NOW)
    assert ids(ledge.claim(messenger=delivery.messenger)) == [[delivery.id]]


def test_what_follows_a_part_that_waits_is_not_looked_at_before_it(ledge):
    mailing, anna = ledge.mailing("one", "two"), ledge.person()
    first, second = (ledge.deliver(mailing, anna, part) for part in (0, 1))
    other = ledge.deliver(mailing, ledge.person(), 1)
    ((job,), _) = ledge.claim()
    ledge.end(job, DeliveryState.WAITING, "TelegramRetryAfter", due=AT + 60)
    assert [int(one.due_at.timestamp()) - AT for one in (first, second, other)] == [60, 60, 0]


def test_what_follows_a_refused_part_goes_the_same_way(ledge):
    mailing, anna, vera = ledge.mailing("one", "two"), ledge.person("browser"), ledge.person("browser")
    parts = [ledge.deliver(mailing, person, part) for person in (anna, vera) for part in (0, 1)]
    ledge.made.account(anna, "vk")
    jobs = [job for (job,) in ledge.claim(messenger="browser")]
    for job in jobs:
        ledge.end(job, DeliveryState.WAITING, ledger.REFUSED)
    assert moving.move_on(ledge.tx, [Refusal(job.id, job.account_id) for job in jobs], NOW, is_kept=True) == 1
    ledge.tx.flush()
    assert [one.messenger for one in parts] == ["vk", "vk", "browser", "browser"]
    assert {one.due_at for one in parts[2:]} == {NOW + moving.UNTIL_RETURN}
    moving.come_back(ledge.tx, jobs[1].account_id, vera.id, NOW)
    assert ids(ledge.claim(messenger="browser")) == [[parts[2].id]]


def test_what_may_have_left_a_silent_messenger_keeps_what_follows_it_there(ledge):
    mailing, anna = ledge.mailing("one", "two"), ledge.person("vk")
    ledge.made.account(anna, "telegram")
    parts = [ledge.deliver(mailing, anna, part) for part in (0, 1)]
    silent = parts[0].messenger
    ((job,),) = ledge.claim(messenger=silent)
    ledge.end(job._replace(tries=1), DeliveryState.WAITING, "TelegramNetworkError")
    assert moving.escape(ledge.tx, silent, ["vk", "telegram"], AT) == 0


def test_nobody_waits_for_a_silent_messenger_who_has_another_one(ledge):
    anna, mailing = ledge.person("vk"), ledge.mailing()
    ledge.made.account(anna, "telegram")
    both = ledge.deliver(mailing, anna)
    silent = both.messenger
    living = "vk" if silent == "telegram" else "telegram"
    only = ledge.deliver(mailing, ledge.person(silent))
    assert moving.escape(ledge.tx, silent, [living], AT) == 1
    ledge.tx.flush()
    assert (both.messenger, only.messenger) == (living, silent)


def test_a_claim_is_as_quick_among_tens_of_thousands_waiting(ledge):
    mailing, teacher = ledge.mailing(), ledge.person()
    account = ledge.deliver(mailing, teacher).account_id
    row = {
        "mailing_id": mailing.id, "teacher_id": teacher.id, "account_id": account, "messenger": "telegram",
        "state": DeliveryState.WAITING, "priority": 5, "due_at": NOW,
    }  # fmt: skip
    rows = [row | {"part": 1 + n, "due_at": NOW + timedelta(hours=1)} for n in range(HOW_MANY)]
    ledge.tx.session.execute(insert(Delivery), rows)
    begun = time.perf_counter()
    assert len(ledge.claim()) == 1
    assert time.perf_counter() - begun < BEYOND
    if ledge.tx.connection.dialect.name == "sqlite":
        values = {"messenger": "telegram", "priority": 5, "now": AT, "most": 9, "behind": 0, "behind_id": 0}
        due = compiled(ledger.DUE, ledge.tx.connection.dialect)
        found = ledge.tx.cursor.execute(f"EXPLAIN QUERY PLAN {due.sql}", due._fixed | values)
        plan = " ".join(step[3] for step in found)
        assert "ix_delivery_due" in plan
        assert "SCAN" not in plan
        assert "TEMP B-TREE" not in plan


def test_a_message_to_an_account_nobody_is_known_behind_is_for_nobody_who_comes_later(ledge):
    made, stranger, other = ledge.made, ledge.made.account(), ledge.made.account()
    for account in (stranger, other):
        made.repo.mailings.deliver_to(ledge.mailing("declined"), account, NOW, 0)
    other.teacher_id = made.teacher().id
    [[job]] = ledge.claim()
    assert (job.account_id, job.name) == (stranger.id, "")


def test_a_stranger_who_refuses_it_is_blocked_and_no_other_stranger_gets_it(ledge):
    made, stranger = ledge.made, ledge.made.account()
    made.account()
    made.repo.mailings.deliver_to(ledge.mailing("declined"), stranger, NOW, 0)
    [[job]] = ledge.claim()
    ledge.end(job, DeliveryState.WAITING, "refused")
    assert moving.move_on(ledge.tx, [Refusal(job.id, job.account_id)], NOW) == 0
    assert ledge.tx.session.get(Delivery, job.id).state is DeliveryState.BLOCKED


def test_what_waits_for_a_stranger_ends_when_the_account_becomes_somebody_s_or_is_erased(ledge):
    made = ledge.made
    came, erased = made.account(), made.account()
    for account in (came, erased):
        made.repo.mailings.deliver_to(ledge.mailing("declined"), account, NOW, 0)
    joining.join(made.repo, came, made.teacher(), 1, NOW, NOW, None)
    made.repo.personal_data.erase_account(erased)
    made.tx.session.expire_all()
    states = {one.state for one in made.tx.session.query(Delivery)}
    assert states == {DeliveryState.CANCELLED}

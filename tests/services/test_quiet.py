"""Quiet hours: when somebody who chose so may be disturbed again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sender import Changes
from bot.services import latecomers, personal_data, quiet_hours
from bot.services.access import ForbiddenError
from bot.services.quiet import RESTS, due
from storage import changes
from storage.models import Delivery, DeliveryState, Mailing, MailingKind, QuietHours
from tests.made import NOW

HOME = ZoneInfo("Asia/Yekaterinburg")


@pytest.mark.parametrize(
    ("hours", "sent", "got"),
    [
        ("usual", "23.11 19:59", "23.11 19:59"),
        ("usual", "23.11 20:00", "24.11 08:00"),
        ("usual", "24.11 00:30", "24.11 08:00"),
        ("usual", "28.11 21:00", "30.11 08:00"),
        ("usual", "29.11 12:00", "30.11 08:00"),
        ("long", "23.11 18:00", "24.11 09:00"),
        ("long", "27.11 18:01", "30.11 09:00"),
        ("long", "28.11 12:00", "30.11 09:00"),
        ("long", "24.11 08:59", "24.11 09:00"),
        ("night", "29.11 21:59", "29.11 21:59"),
        ("night", "28.11 23:00", "29.11 07:00"),
        ("none", "29.11 03:00", "29.11 03:00"),
    ],
)
def test_it_comes_when_the_chosen_hours_are_over(hours: str, sent: str, got: str) -> None:
    said = datetime.strptime(f"2026 {sent}", "%Y %d.%m %H:%M").replace(tzinfo=HOME)
    assert f"{due(said, HOME, QuietHours(hours)).astimezone(HOME):%d.%m %H:%M}" == got


@given(minutes=st.integers(0, 60 * 24 * 400), hours=st.sampled_from(QuietHours))
def test_what_is_due_is_never_earlier_never_quiet_and_never_far(minutes: int, hours: QuietHours) -> None:
    said = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    found = due(said, HOME, hours)
    assert said <= found <= said + timedelta(hours=64)
    rest, here = RESTS[hours], found.astimezone(HOME)
    assert rest is None or (rest.morning <= here.time() < rest.evening and here.weekday() not in rest.days)


def test_what_is_held_follows_the_new_choice_and_urgent_or_sent_does_not(made):
    teacher = made.teacher(made.maths)
    made.account(teacher)
    evening = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # ten in the evening at home
    mailing = made.mailing(at=evening)
    delivery = made.repo.mailings.deliver(mailing, teacher.id, 0, due(evening, HOME, QuietHours.USUAL), 5)
    urgent = made.repo.mailings.deliver(mailing, made.teacher().id, 0, evening, 5)
    actor = made.actor(teacher)
    assert quiet_hours.chosen(made.repo, actor) is QuietHours.USUAL
    quiet_hours.choose(made.repo, actor, QuietHours.LONG, HOME, evening)
    assert delivery.due_at == datetime(2026, 11, 24, 9, 0, tzinfo=HOME)
    quiet_hours.choose(made.repo, actor, QuietHours.NONE, HOME, evening + timedelta(hours=1))
    assert (delivery.state, delivery.due_at) == (DeliveryState.HELD, evening + timedelta(hours=1))
    assert urgent.due_at == evening
    personal_data.erase(made.repo, actor, evening)
    assert teacher.quiet_hours is QuietHours.USUAL


@pytest.mark.parametrize(
    ("hours", "got"), [("usual", "28.11 09:00"), ("long", "30.11 09:00"), ("night", "28.11 09:00")]
)
def test_what_was_missed_comes_on_a_morning_that_is_not_quiet_to_her(hours: str, got: str) -> None:
    friday = datetime(2026, 11, 27, 12, 0, tzinfo=HOME)
    mailing = Mailing(kind=MailingKind.NEWS, closes_at=None)
    assert f"{latecomers.morning(mailing, friday, HOME, QuietHours(hours)):%d.%m %H:%M}" == got


def test_what_closes_before_that_morning_comes_as_soon_as_it_is_not_quiet_to_her() -> None:
    evening = datetime(2026, 11, 27, 21, 0, tzinfo=HOME)
    mailing = Mailing(kind=MailingKind.NEWS, closes_at=datetime(2026, 11, 28, 8, 30, tzinfo=HOME))
    assert latecomers.morning(mailing, evening, HOME, QuietHours.NONE) == evening
    assert latecomers.morning(mailing, evening, HOME, QuietHours.USUAL).hour == 8


@pytest.mark.parametrize(("hours", "hour"), [("usual", 8), ("long", 9), ("none", 22)])
def test_a_correction_waits_for_her_own_quiet_hours(made, hours: str, hour: int) -> None:
    evening = datetime(2026, 11, 23, 22, 0, tzinfo=HOME)
    teacher = made.teacher(made.maths, quiet_hours=QuietHours(hours))
    made.account(teacher)
    mailing = made.mailing(at=evening)
    instead = made.mailing(MailingKind.CORRECTION, at=evening, key=changes.key_of(mailing.id, 1))
    first = made.repo.mailings.deliver(mailing, teacher.id, 0, evening, 5)
    first.state, first.change_to = DeliveryState.UNKNOWN, 1
    made.tx.flush()
    (change,) = changes.due(made.tx, "telegram", 0, 9)
    assert Changes(None, None, None, lambda: evening, "Europe/Moscow", print)._say_instead(made.tx, change)
    (said,) = made.tx.session.query(Delivery).filter_by(mailing_id=instead.id)
    assert said.due_at.astimezone(HOME).hour == hour


def test_nobody_else_chooses_for_her(made):
    stranger = replace(made.actor(made.teacher()), teacher_id=None)
    for deed in (
        lambda: quiet_hours.chosen(made.repo, stranger),
        lambda: quiet_hours.choose(made.repo, stranger, QuietHours.NONE, HOME, NOW),
    ):
        with pytest.raises(ForbiddenError):
            deed()

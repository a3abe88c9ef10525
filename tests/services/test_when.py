"""Moments as people type them, by the words of the content."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.when import FAR, Calendar, PastError, understood
from bot.texts import load_texts

SUNDAY = datetime(2026, 11, 22, 14, 30)  # noqa: DTZ001 (by the clock on the wall)
TEXTS = load_texts().announcements


def numbers(table: dict[str, str]) -> dict[str, int]:
    return {word: int(number) for word, number in table.items()}


CALENDAR = Calendar(
    numbers(TEXTS.days),
    numbers(TEXTS.weekdays),
    numbers(TEXTS.months),
    frozenset(TEXTS.idle),
    frozenset(TEXTS.ahead),
    numbers(TEXTS.spans),
)


def moment(said: str) -> str | None:
    found = understood(said, CALENDAR, SUNDAY)
    return found and f"{found:%d.%m.%Y %H:%M}"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("завтра в 15", "23.11.2026 15:00"),
        ("Завтра, 15:30", "23.11.2026 15:30"),
        ("завтра в 9-05", "23.11.2026 09:05"),
        ("завтра", "23.11.2026 09:00"),
        ("послезавтра к 10 часам утра", None),
        ("послезавтра к 10 часов утра", "24.11.2026 10:00"),
        ("сегодня в 18", "22.11.2026 18:00"),
        ("в 18", "22.11.2026 18:00"),
        ("18:45", "22.11.2026 18:45"),
        ("в пятницу", "27.11.2026 09:00"),
        ("в пт 8", "27.11.2026 08:00"),
        ("во вторник в 7:15", "24.11.2026 07:15"),
        ("в воскресенье", "29.11.2026 09:00"),
        ("в воскресенье в 16", "22.11.2026 16:00"),
        ("25.12 15:00", "25.12.2026 15:00"),
        ("25.12.2026 в 15", "25.12.2026 15:00"),
        ("25.12.26", "25.12.2026 09:00"),
        ("25 декабря в 15", "25.12.2026 15:00"),
        ("7 января 2027 года", "07.01.2027 09:00"),
        ("7 января 2027 в 15", "07.01.2027 15:00"),
        ("15 25 декабря", "25.12.2026 15:00"),
        ("10.01 9:00", "10.01.2027 09:00"),
        ("через час", "22.11.2026 15:30"),
        ("Через 2 часа", "22.11.2026 16:30"),
        ("через 30 минут", "22.11.2026 15:00"),
        ("через полчаса", "22.11.2026 15:00"),
        ("через 24 часа", "23.11.2026 14:30"),
        ("через неделю", "29.11.2026 09:00"),
        ("через 3 дня в 15", "25.11.2026 15:00"),
        ("в 15:00 через день", "23.11.2026 15:00"),
        ("через", None),
        ("через 5", None),
        ("через 0 минут", None),
        ("через завтра", None),
        ("завтра через час", None),
        ("через час в 15", None),
        ("через час через час", None),
        ("через 400 дней", None),
        ("25.12.2028", None),
        ("32.12", None),
        ("30.02", None),
        ("25.13", None),
        ("завтра в 25", None),
        ("завтра послезавтра", None),
        ("завтра в 5 в 6", None),
        ("когда-нибудь", None),
        ("31.12.9999 23:00", None),
        ("01.01.0000", None),
        ("в", None),
        ("", None),
    ],
)
def test_what_people_type_is_understood_or_asked_again(said: str, meant: str | None) -> None:
    assert moment(said) == meant


@pytest.mark.parametrize("said", ["сегодня в 9", "в 14:30", "21.11", "22.11.2025", "сегодня"])
def test_what_is_over_is_refused(said: str) -> None:
    with pytest.raises(PastError):
        moment(said)


@settings(max_examples=60, deadline=None)
@given(minutes=st.integers(1, 366 * 24 * 60))
def test_every_minute_of_the_next_year_can_be_said(minutes: int) -> None:
    meant = SUNDAY + timedelta(minutes=minutes)
    assert understood(f"{meant:%d.%m.%Y %H:%M}", CALENDAR, SUNDAY.replace(tzinfo=UTC)) == meant


@settings(max_examples=60, deadline=None)
@given(count=st.integers(1, 999), unit=st.sampled_from(sorted(CALENDAR.spans)))
def test_so_much_later_is_so_much_later(count: int, unit: str) -> None:
    found = understood(f"через {count} {unit}", CALENDAR, SUNDAY)
    wait = timedelta(minutes=count * CALENDAR.spans[unit])
    if CALENDAR.spans[unit] < 24 * 60:
        assert found == SUNDAY + wait
    else:
        assert found is None or found.date() == (SUNDAY + wait).date()


SAID = (*CALENDAR.days, *CALENDAR.weekdays, *CALENDAR.months, *CALENDAR.idle, *CALENDAR.ahead, *CALENDAR.spans)
WORDS = st.sampled_from([*SAID, "29.02", "0.0", "99:99"])


@settings(max_examples=100, deadline=None)
@given(said=st.one_of(st.text(max_size=40), st.lists(WORDS | st.integers(0, 99).map(str), max_size=5).map(" ".join)))
def test_whatever_is_typed_is_a_moment_ahead_or_is_not_understood(said: str) -> None:
    try:
        found = understood(said, CALENDAR, SUNDAY)
    except PastError:
        return
    assert found is None or SUNDAY < found <= SUNDAY + FAR

"""Dates as people write them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from bot.texts.dates import day, moment

TODAY = date(2026, 11, 22)


def test_a_meeting_is_told_by_the_clock_of_the_place() -> None:
    meeting = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
    assert moment(meeting, ZoneInfo("Asia/Yekaterinburg")) == "чт, 26 ноября, 15:00"
    assert moment(meeting, ZoneInfo("Asia/Kamchatka")) == "чт, 26 ноября, 22:00"


def test_the_year_stands_only_where_it_is_not_this_one() -> None:
    assert day(date(2026, 9, 1), TODAY) == "1 сентября"
    assert day(date(2024, 9, 1), TODAY) == "1 сентября 2024 года"


def test_every_day_of_two_years_is_written_as_babel_writes_it() -> None:
    zone, first = ZoneInfo("Asia/Yekaterinburg"), datetime(2026, 1, 1, 5, 7, tzinfo=UTC)
    for number in range(730):
        meeting = (first + timedelta(days=number, minutes=37 * number)).astimezone(zone)
        assert moment(meeting, zone) == format_datetime(meeting, "EEE, d MMMM, HH:mm", locale="ru")
        assert day(meeting.date(), TODAY).startswith(format_date(meeting.date(), "d MMMM", locale="ru"))

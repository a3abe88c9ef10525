"""Whatever a text about an event holds, what is read of it lies ahead."""

from datetime import UTC, datetime, timedelta
from time import thread_time
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.announcing.events import vocabulary
from bot.services import event_text
from bot.services.when import FAR
from bot.texts import load_texts

WORDS = vocabulary(load_texts())
ZONES = ("Europe/Kaliningrad", "Europe/Moscow", "Asia/Yekaterinburg", "Asia/Vladivostok", "Asia/Kamchatka")
YEARS = timedelta(days=3 * 365 + 1)
"""From 2026 to 2028, with the leap day."""
PIECES = st.one_of(
    st.sampled_from(
        [
            *WORDS.calendar.days, *WORDS.calendar.weekdays, *WORDS.at, *WORDS.since, *WORDS.until, *WORDS.hours,
            *WORDS.evening, *WORDS.moscow, *WORDS.moscow_behind, *WORDS.seats, *WORDS.labels, *WORDS.numbered,
            "МСК+9", "(мск-1)", "29 февраля", "31.12", "1.1.2028", "99.99", "24:00", "с 1 по 5",
            "\n", ",", "–", "№", "\0", "UTC-14", "(GMT+14)", "27 – 28 ноября", *WORDS.next_week, *WORDS.next_one,
        ]
    ),
    st.integers(0, 40).map(str),
    st.builds("{}.{}".format, st.integers(0, 32), st.integers(0, 13)),
    st.builds("{} {}".format, st.integers(0, 32), st.sampled_from(sorted(WORDS.calendar.months))),
    st.builds("{}:{:02}".format, st.integers(0, 25), st.integers(0, 60)),
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=8).map(" ".join))


@settings(max_examples=150, deadline=None)
@example("31.12 23:59 мск", timedelta(days=364, hours=21), "Asia/Kamchatka")
@example("29 февраля в 0:00 мск-1", timedelta(days=788), "Asia/Kamchatka")
@given(said=TEXTS, since=st.timedeltas(timedelta(), YEARS), zone=st.sampled_from(ZONES))
def test_whatever_is_written_is_ahead_by_at_most_a_year_or_not_understood(said, since, zone):
    now = (datetime(2026, 1, 1, tzinfo=UTC) + since).astimezone(ZoneInfo(zone))
    found = event_text.read(said, WORDS, now)
    assert found.starts_at is None or now.replace(tzinfo=None) < found.starts_at <= now.replace(tzinfo=None) + FAR
    assert found.ends_at is None or timedelta() < found.ends_at - found.starts_at <= timedelta(days=1)
    assert len(found.left) == said.count("\n") + 1
    event_text.only_hour(said, WORDS, now.date(), now)


def test_a_text_of_empty_lines_and_blanks_is_read_at_once():
    since = thread_time()
    for blank in " \n":
        found = event_text.read(f"Семинар{blank * 4000}Место: школа № 3", WORDS, datetime(2026, 1, 1, tzinfo=UTC))
        assert found.place == "школа № 3" or blank == " "
    assert thread_time() - since < 0.1

"""What people put into cells, and what of it is believed."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.roster.cells import as_clock, as_day, as_text, cleaned, strange_sign
from bot.services.roster.names import Index, normal


@given(st.text())
def test_a_cleaned_text_has_no_invisible_signs_and_is_clean_when_cleaned_again(text):
    shown = cleaned(text)
    assert cleaned(shown) == shown
    assert shown == " ".join(shown.split())
    assert not set(shown) & set("\u200b\u200f\u202e\u2066\ufeff\x00\x07")


@given(st.text(max_size=80))
def test_a_text_without_a_strange_sign_can_neither_mark_up_nor_mention(text):
    shown = cleaned(text)
    if strange_sign(shown) is None:
        assert not set(shown) & set("<>[]{}|@*")
        assert not shown.startswith("=")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("  Анна \u00a0 Сергеевна\n", "Анна Сергеевна"),
        ("Ан\u200bна\u202e", "Анна"),
        ("Андреи\u0306", "Андрей"),
        (1987.0, "1987"),
        (86.5, "86.5"),
        (date(2026, 9, 1), "01.09.2026"),
        (datetime.fromisoformat("2026-09-01T15:00"), "01.09.2026 15:00"),
        (time(15, 0), "15:00"),
    ],
)
def test_a_cell_is_read_as_a_person_sees_it(raw, shown):
    assert as_text(cleaned(raw)) == shown


@pytest.mark.parametrize(
    "text", ["😀 Анна", "<b>Анна</b>", "[id1|Анна]", "@all", "*id1 (Анна)", "{0}", "=1+1", "a\u0301b̶"]
)
def test_signs_of_markup_mentions_and_formulas_are_strange(text):
    assert strange_sign(cleaned(text))


@pytest.mark.parametrize("text", ["каб. 21, 2-й этаж", "8 (000) 555-10-20", "Школа № 3 «Исток»", "a+b=c", "100 ₽, 5°"])
def test_ordinary_texts_are_not_strange(text):
    assert strange_sign(cleaned(text)) is None


@given(st.dates(date(1960, 1, 1), date(2099, 12, 31)))
def test_a_day_is_understood_in_every_spelling(day):
    serial = float((day - date(1899, 12, 30)).days)
    spellings = [
        day,
        datetime.fromisoformat(day.isoformat()),
        serial,
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        f"{day:%d/%m/%Y}",
    ]
    assert {as_day(spelling) for spelling in spellings} == {day}


@pytest.mark.parametrize(
    "raw", ["31.02.2026", "скоро", "01.09.26", 12.0, True, "01.09.2026 или позже", time(9, 0), 1e12]
)
def test_what_is_no_day_is_none(raw):
    assert as_day(raw) is None


@pytest.mark.parametrize(
    "raw",
    [time(15, 0), "15:00", "15.00", "15-00", 0.625, timedelta(hours=15), datetime.fromisoformat("2026-09-01T15:00")],
)
def test_a_time_is_understood_in_every_spelling(raw):
    assert as_clock(raw) == time(15, 0)


@pytest.mark.parametrize("raw", ["25:00", "полдень", 15.0, 1.5, "15:60", timedelta(days=2), True])
def test_what_is_no_time_is_none(raw):
    assert as_clock(raw) is None


def test_two_spellings_of_a_name_are_one():
    assert normal("Школа №3") == normal("  школа № 3 ")
    assert normal("Детский сад «Ручеёк»") == normal('детский сад "ручеек"')
    assert normal("рус. яз.") == normal("Рус.Яз")


def test_the_shortest_label_that_names_one_thing_is_taken():
    index = Index()
    index.add(1, ["Школа", "Школа (Заречный)"])
    index.add(2, ["Школа", "Школа (Озёрный)"])
    index.add(3, ["Сад"])
    assert index.find("школа") == [1, 2]
    assert index.label(["Школа", "Школа (Озёрный)"]) == "Школа (Озёрный)"
    assert index.label(["Сад", "Сад (Озёрный)"]) == "Сад"
    assert index.guess("садд") == "Сад"
    assert index.guess("сат") is None
    assert index.guess("что-то другое") is None

"""Screens: limits, parts, what is kept of them until they have left."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import Say
from bot.messengers.html import units
from bot.screen import (
    TEXT_LIMIT,
    Button,
    File,
    Html,
    Part,
    Screen,
    dump,
    inline,
    load,
    personal,
    public,
    shorten,
    split,
)
from tests.fakes.markup import parse

LINES = st.lists(st.text(alphabet="абв .,&<>\n😀", max_size=300), max_size=30).map("\n".join)
BUTTONS = st.builds(
    Button,
    st.text(min_size=1, max_size=40),
    st.text(max_size=60),
    st.booleans(),
    st.sampled_from(["", "https://x.org"]),
)
ROWS = st.lists(st.lists(BUTTONS, min_size=1, max_size=2).map(tuple), max_size=5).map(tuple)
FILES = st.none() | st.builds(File, st.text(min_size=1), st.binary())
PARTS = st.builds(Part, st.text(min_size=1).map(Html), st.just(()), FILES, st.lists(st.text(min_size=1)).map(tuple))
SCREENS = st.builds(
    Screen, st.text(min_size=1).map(Html), ROWS, st.booleans(), st.text(), FILES, st.lists(PARTS).map(tuple)
)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(LINES, st.integers(40, 400))
def test_no_letter_is_lost_when_a_long_text_is_broken(text: str, limit: int) -> None:
    parts = split(Html(text), limit)
    assert bare("".join(parts)) == bare(text)
    assert all(units(part) <= limit for part in parts)
    assert len(parts) == 1 or all(part.strip() for part in parts)


@given(st.text(alphabet='а&<>" ', min_size=1, max_size=500), st.integers(40, 120))
def test_an_escaped_character_is_never_cut_in_two(text: str, limit: int) -> None:
    from html import escape

    parts = split(Html(escape(text, False)), limit)
    assert bare("".join(parse(part)[0] for part in parts)) == bare(text)


def test_a_text_is_broken_at_line_ends_so_that_no_tag_is_torn() -> None:
    lines = [f"• <b>Объединение № {number}</b>. Руководитель: Имя Отчество" for number in range(400)]
    parts = split(Html("\n".join(lines)))
    assert len(parts) > 1
    for part in parts:
        assert len(part) <= TEXT_LIMIT
        parse(part)
    assert "\n".join(parts) == "\n".join(lines)


@given(st.text(max_size=100), st.integers(2, 60))
def test_a_shortened_text_fits_and_begins_as_before(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@given(SCREENS)
def test_a_kept_screen_comes_back_as_it_was(screen: Screen) -> None:
    assert load(dump(screen, card=1, once=2)) == screen


def test_buttons_stand_under_the_last_part() -> None:
    button = Button.of("В меню", Say(word="menu"))
    screen = public(Html("строка\n" * 1000), [button]).after(Part(Html("Здравствуйте!"), under_input=("Меню",)))
    first, *middle, last = screen.parts
    assert first.under_input == ("Меню",)
    assert middle
    assert not any(part.rows for part in (first, *middle))
    assert last.rows == ((button,),)


@pytest.mark.parametrize("shape", [[1] * 7, [2, 2, 2, 2, 2, 1], [11]])
def test_more_buttons_than_every_messenger_shows_are_refused(shape: list[int]) -> None:
    button = Button("Кнопка", "x")
    with pytest.raises(ValueError, match="more buttons"):
        personal(Html("x"), *([button] * count for count in shape))


def test_a_row_without_buttons_is_no_row() -> None:
    assert personal(Html("x"), [], [Button("a", "b")], []).rows == ((Button("a", "b"),),)
    assert inline(()) is None


def test_a_long_label_is_cut_at_a_word() -> None:
    label = Button.of("Муниципальное объединение учителей физической культуры", Say(word="mo")).label
    assert label == "Муниципальное объединение учителей…"


def test_a_button_with_an_address_opens_it() -> None:
    keyboard = inline(((Button("Открыть", url="https://example.org"),),))
    assert keyboard is not None
    assert keyboard.inline_keyboard[0][0].url == "https://example.org"
    assert keyboard.inline_keyboard[0][0].callback_data is None

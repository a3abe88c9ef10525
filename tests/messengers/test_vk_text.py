"""Texts for VK: nobody is mentioned by what somebody typed, and formatting stays where it was."""

import json
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messengers.html import parse, start_of, units
from bot.messengers.vk.text import FORMATS, JOINER, vk_text
from tests.fakes.markup import trimmed
from tests.fakes.person import Entity
from tests.fakes.vk_markup import check_format, mentions, without_joiners

WORDS = ["[", "]", "|", "@", "*", "id1", "club22", "all", "все", "durov", "(x)", "😀", "a@b.ru", "https://t.me/", "."]
PIECES = st.sampled_from([*WORDS, " ", "\n"])
TYPED = st.lists(PIECES, max_size=12).map("".join)
HTML = st.lists(
    st.tuples(st.sampled_from(["", "b", "i", "u", "s"]), TYPED).map(
        lambda it: f"<{it[0]}>{escape(it[1], quote=False)}</{it[0]}>" if it[0] else escape(it[1], quote=False)
    ),
    max_size=4,
).map("".join)


@settings(deadline=None)
@given(HTML)
def test_nothing_typed_mentions_anybody_and_every_format_covers_the_same_words(html):
    shown = vk_text(html, "HTML")
    assert mentions(shown.message) == []
    entities = check_format(_json(shown.format_data), shown.message)
    text, spans = parse(html)
    known = [Entity(it.kind, it.offset, it.length, it.url) for it in spans if it.kind in FORMATS]
    assert without_joiners(shown.message, entities) == trimmed(text, known)


@settings(deadline=None)
@given(TYPED)
def test_plain_text_keeps_every_visible_character(typed):
    shown = vk_text(typed, None)
    assert (shown.message.replace(JOINER, ""), shown.format_data) == (typed.strip(), None)
    assert units(shown.message) == len(shown.message.encode("utf-16-le")) // 2


@pytest.mark.parametrize("typed", ["*а ", "@all ", "[id1|я] ", "@а😀"])
def test_a_text_full_of_mentions_is_no_longer_than_vk_takes(typed):
    text = (typed * 1300)[: start_of(typed * 1300, 3900)].strip()
    shown = vk_text(f"<b>{text}</b>", "HTML")
    assert units(shown.message) <= 4096
    assert mentions(shown.message) == []
    assert shown.format_data["items"] == [{"type": "bold", "offset": 0, "length": units(shown.message)}]
    assert len(shown.message) == len(text) + shown.message.count(JOINER)


def test_half_a_character_does_not_stop_a_message():
    assert vk_text("a\ud83d", None).message == "a\ufffd"


def _json(data: dict[str, object] | None) -> str | None:
    return json.dumps(data) if data else None

"""Our reader of Telegram's HTML, against what people can type and against a strict reader."""

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messengers.html import KINDS, Span, parse, units
from tests.fakes import markup

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TAGS = st.sampled_from(["b", "strong", "i", "em", "u", "ins", "s", "del", "code", "pre", "tg-spoiler", "blockquote"])
TREES = st.recursive(
    TEXT,
    lambda inner: st.lists(st.tuples(TAGS, st.lists(inner, max_size=3)) | TEXT, max_size=4),
    max_leaves=12,
)


def render(tree: object) -> str:
    if isinstance(tree, str):
        return escape(tree, quote=False)
    if isinstance(tree, tuple):
        return f"<{tree[0]}>{render(tree[1])}</{tree[0]}>"
    return "".join(map(render, tree))


def spans(tree: object, offset: int = 0) -> tuple[str, list[Span]]:
    """Text and spans of a tree by walking it, which is not how the reader works."""
    if isinstance(tree, str):
        return tree, []
    tag, children = tree if isinstance(tree, tuple) else (None, tree)
    text, found = "", []
    for child in children:
        piece, inside = spans(child, offset + units(text))
        text, found = text + piece, found + inside
    if tag and text:
        found.append(Span(offset, units(text), KINDS[tag]))
    return text, found


@settings(deadline=None)
@given(TREES)
def test_what_was_written_is_read_back(tree):
    text, found = parse(render(tree))
    expected, expected_spans = spans(tree)
    assert text == expected
    assert sorted(found) == sorted(expected_spans)
    assert found == sorted(found, key=lambda it: (it.offset, -it.length))


@settings(deadline=None)
@given(TREES)
def test_it_agrees_with_the_strict_reader_on_everything_well_formed(tree):
    html = render(tree)
    text, found = parse(html)
    strict_text, strict = markup.parse(html)
    lenient = [markup.Entity(it.kind, it.offset, it.length, it.url) for it in found]
    assert (strict_text, sorted(strict)) == (
        markup.trimmed(text, lenient)[0],
        sorted(markup.trimmed(text, lenient)[1]),
    )


@settings(deadline=None)
@given(st.text(st.characters()) | st.text("<>/&;#xb aА\"'=\ud83d😀"))
def test_anything_a_person_types_stays_readable_and_nothing_is_raised(typed):
    text, found = parse(typed)
    assert all(it.offset >= 0 and it.length > 0 and it.offset + it.length <= units(text) for it in found)
    assert parse(escape(typed, quote=False)) == (typed, [])


@pytest.mark.parametrize(
    ("html", "text", "found"),
    [
        ("a < b & c > d", "a < b & c > d", []),
        ("<unknown>x</unknown>", "<unknown>x</unknown>", []),
        ("<b>open", "open", [Span(0, 4, "bold")]),
        ("close</b>", "close", []),
        ("<b>1<i>2</b>3</i>", "123", [Span(0, 2, "bold"), Span(1, 1, "italic")]),
        ("&lt;b&gt; &amp;amp; &#1103; &#x1F600; &copy; &#0;", "<b> &amp; я 😀 &copy; &#0;", []),
        ("<a href='https://a.b/?c=1&amp;d=2'>тут</a>", "тут", [Span(0, 3, "text_link", "https://a.b/?c=1&d=2")]),
        ("<a>никуда</a>", "никуда", []),
        ("😀<b>да</b>", "😀да", [Span(2, 2, "bold")]),
        ('<span class="tg-spoiler">тайна</span>', "тайна", [Span(0, 5, "spoiler")]),
        ("<blockquote expandable>цитата</blockquote>", "цитата", [Span(0, 6, "blockquote")]),
    ],
)
def test_examples(html, text, found):
    assert parse(html) == (text, found)

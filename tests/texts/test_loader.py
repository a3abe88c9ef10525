"""Texts are checked when they are loaded; every complaint names file and key."""

import tempfile
from pathlib import Path
from typing import Any, Protocol

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.screen import Html
from bot.texts.loader import Gender, Label, TextError, Toast, load, plural, read
from tests.fakes.markup import parse


class Small(Protocol):
    title: Html
    button: Label
    toast: Toast
    version: int
    table: dict[str, str]

    def greeting(self, name: str, lines: Html) -> Html: ...
    def count(self, n: int) -> Html: ...
    def agree(self, gender: Gender) -> Label: ...
    def people(self, n: int, place: str) -> str: ...


GOOD: dict[str, Any] = {
    "title": "Заголовок",
    "button": "Кнопка",
    "toast": "Готово",
    "version": 3,
    "table": {"a": "б"},
    "greeting": "<b>{name}</b>: {lines}",
    "count": {"one": "{n} участник", "few": "{n} участника", "many": "{n} участников"},
    "agree": {"female": "Согласна", "male": "Согласен", "unknown": "Даю согласие"},
    "people": {"one": "{n} человек, {place}", "few": "{n} человека, {place}", "many": "{n} человек, {place}"},
}


@pytest.fixture
def small(tmp_path: Path):
    """Loads GOOD with changes; a key whose change is None is left out."""

    def made(**changes: Any) -> Small:
        raw = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
        path = tmp_path / "small.yml"
        path.write_text(yaml.safe_dump(raw, allow_unicode=True), "utf-8")
        return load(Small, path)

    return made


def test_a_key_that_stands_twice_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "small.yml"
    path.write_text("table:\n  declined: не иду\n  other: x\n  declined: отклонено\n", "utf-8")
    with pytest.raises(TextError, match=r"small\.yml: .*'declined' stands twice"):
        read(path)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"surplus": "x"}, "small.yml: unknown key 'surplus'"),
        ({"title": None}, "small.yml: missing key 'title'"),
        ({"title": "  "}, "small.yml: title: a text is expected"),
        ({"title": 5}, "small.yml: title: a text is expected"),
        ({"title": "{name}"}, "small.yml: title: unknown placeholder 'name'"),
        ({"title": "{"}, "small.yml: title: "),
        ({"title": "<b>не закрыт"}, "small.yml: title: <b> is not closed on its line"),
        ({"title": "<b>две\nстроки</b>"}, "small.yml: title: <b> is not closed on its line"),
        ({"title": "<h1>x</h1>"}, "small.yml: title: <h1> is no tag of ours"),
        ({"title": "x</b>"}, "small.yml: title: </b> closes nothing"),
        ({"title": "я" * 3901}, "small.yml: title: 3901 characters, at most 3900 fit"),
        ({"button": "я" * 25}, "small.yml: button: 25 characters, at most 24 fit"),
        ({"toast": "я" * 91}, "small.yml: toast: 91 characters, at most 90 fit"),
        ({"version": "3"}, "small.yml: version: a whole number is expected"),
        ({"version": True}, "small.yml: version: a whole number is expected"),
        ({"table": ["x"]}, "small.yml: table: a list of «key: text» is expected"),
        ({"table": {"a": ""}}, "small.yml: table: a list of «key: text» is expected"),
        ({"greeting": "{name}"}, "small.yml: greeting: missing placeholder 'lines'"),
        ({"greeting": "{name} {lines} {age}"}, "small.yml: greeting: unknown placeholder 'age'"),
        ({"greeting": "{name.__class__} {lines}"}, "unknown placeholder 'name.__class__'"),
        ({"greeting": "{} {lines}"}, "unknown placeholder ''"),
        ({"greeting": "{name: как зовут} {lines}"}, "unknown placeholder 'name: как зовут'"),
        ({"greeting": "{name!z} {lines}"}, "unknown placeholder 'name!z'"),
        ({"button": "<b>Да</b>"}, "small.yml: button: <b> does not belong into a button"),
        ({"toast": "Готово\nда"}, "small.yml: toast: one line is expected"),
        ({"button": "Да\tнет"}, "small.yml: button: one line is expected"),
        ({"count": {"one": "{n}", "few": "{n}"}}, "small.yml: count: a text, or one/few/many by n"),
        ({"count": {"one": "{n}", "few": "{n}", "many": "{m}"}}, "small.yml: count.many: unknown placeholder 'm'"),
        ({"greeting": {"one": "x", "few": "x", "many": "x"}}, "small.yml: greeting: a text, or one/few/many by n"),
        ({"agree": {"female": "x", "male": "x"}}, "small.yml: agree: a text, or one/few/many by n"),
        ({"agree": {"female": "x" * 25, "male": "x", "unknown": "x"}}, "small.yml: agree.female: 25 characters"),
        (
            {"people": {"one": "{n} {place}", "few": "{n}", "many": "{n} {place}"}},
            "small.yml: people.few: missing placeholder 'place'",
        ),
    ],
)
def test_a_mistake_in_a_text_is_named(small, changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(TextError) as caught:
        small(**changes)
    assert complaint in str(caught.value)


@pytest.mark.parametrize("body", ["- a list", "just a text", "broken: [", ""])
def test_a_file_that_is_no_mapping_is_named(tmp_path: Path, body: str) -> None:
    path = tmp_path / "small.yml"
    path.write_text(body, "utf-8")
    with pytest.raises(TextError, match=r"^small\.yml: "):
        load(Small, path)


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(TextError, match=r"^absent\.yml: "):
        load(Small, tmp_path / "absent.yml")


def test_what_people_supplied_is_escaped_in_html_only(small) -> None:
    texts = small()
    assert texts.greeting("<i>&", Html("<u>ok</u>")) == "<b>&lt;i&gt;&amp;</b>: <u>ok</u>"
    assert texts.people(2, "<Школа & сад>") == "2 человека, <Школа & сад>"
    assert texts.greeting(name="{lines}", lines=Html("x")) == "<b>{lines}</b>: x"


def test_the_form_follows_the_number_and_the_gender(small) -> None:
    texts = small()
    assert [texts.count(n) for n in (0, 1, 2, 5, 11, 21, 104)] == [
        "0 участников",
        "1 участник",
        "2 участника",
        "5 участников",
        "11 участников",
        "21 участник",
        "104 участника",
    ]
    assert [texts.agree(gender) for gender in Gender] == ["Согласна", "Согласен", "Даю согласие"]


@given(st.integers(0, 10**12))
def test_plural_forms_depend_on_the_last_two_digits_only(n: int) -> None:
    assert plural(n) == plural(n % 100)
    assert plural(n) in ("one", "few", "many")
    if 11 <= n % 100 <= 14:
        assert plural(n) == "many"
    else:
        assert plural(n) == {1: "one", 2: "few", 3: "few", 4: "few"}.get(n % 10, "many")


@given(st.text(max_size=200))
def test_no_name_breaks_the_markup(name: str) -> None:
    greeting = GREETING(name, Html("<u>x</u>"))
    shown, marks = parse(greeting)
    assert shown == f"{name}: x".strip()
    assert {mark.kind for mark in marks} <= {"bold", "underline"}


class Greeting(Protocol):
    def greeting(self, name: str, lines: Html) -> Html: ...


with tempfile.TemporaryDirectory() as folder:
    written = Path(folder) / "greeting.yml"
    written.write_text("greeting: '<b>{name}</b>: {lines}'", "utf-8")
    GREETING = load(Greeting, written).greeting

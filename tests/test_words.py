"""Words people type: commands, Russian words, guesses, and which button a typed text means."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import CONTENT
from bot.texts.browser import browser_words
from bot.texts.loader import TextError
from bot.words import Words, chosen, normal
from handlers import ALL

WORDS = Words.from_file(CONTENT / "words.yml")
RUSSIAN = {
    "start": "начать",
    "menu": "меню",
    "help": "помощь",
    "cancel": "отмена",
    "mo": "моё МО",
    "mentor": "наставник",
    "events": "мероприятия",
    "docs": "документы",
    "survey": "опрос",
    "ask": "вопрос",
    "profile": "профиль",
    "settings": "настройки",
    "mydata": "мои данные",
    "forget": "удалить меня",
    "link": "связать",
    "stop": "стоп",
}


PROMISED = """
start menu help cancel mo mentor events docs survey ask profile settings mydata forget link stop
announce regulation roster surveys questions summary people
"""


def test_every_promised_word_is_known_and_leads_somewhere() -> None:
    handled = {key for feature in ALL for key in feature.words}
    assert [word for word in PROMISED.split() if WORDS.command(f"/{word}") != (word, "") or word not in handled] == []


@pytest.mark.parametrize(("key", "word"), RUSSIAN.items())
def test_every_word_works_in_both_languages_in_any_case_with_or_without_a_slash(key: str, word: str) -> None:
    for said in (key, key.upper(), word, word.upper(), f"  {word}! ", word.replace("ё", "е"), f"«{word}»."):
        assert WORDS.key(said) == key, said
    for said in (f"/{key}", f"/{key.upper()}", f"/{key}@our_bot"):
        assert WORDS.command(said) == (key, ""), said
    if " " not in word:
        assert WORDS.command(f"/{word}") == (key, "")


def test_what_stands_behind_a_command_is_its_argument() -> None:
    assert WORDS.command("/start  abc-DEF_1 ") == ("start", "abc-DEF_1")
    assert WORDS.command("/start@our_bot abc") == ("start", "abc")
    assert WORDS.command("/unknown abc") is None
    assert WORDS.command("/") is None
    assert WORDS.command("start abc") is None


def test_a_word_inside_a_sentence_is_no_command() -> None:
    assert WORDS.key("удалить меня хотят из группы") is None
    assert WORDS.key("меню" + " меню" * 20) is None
    assert WORDS.key("!!!") is None


def test_guesses_are_two_at_most_the_likeliest_first_and_only_of_what_exists() -> None:
    assert WORDS.guesses("настовник", WORDS.keys)[0] == "mentor"
    assert WORDS.guesses("профель", WORDS.keys)[0] == "profile"
    assert "mentor" not in WORDS.guesses("настовник", {"menu", "mo"})
    assert WORDS.guesses("щщщщщ", WORDS.keys) == []
    assert len(WORDS.guesses("мо", WORDS.keys)) <= 2


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("a: [мо]\nb: [МО]", "stands under two keys"),
        ("a: [b]\nb: [x]", "stands under two keys"),
        ("a: слово", "a list of words"),
        ("- x", "a list of words"),
        ("a: [1]", "a list of words"),
        ("a: ['!']", "'!' is no word"),
    ],
)
def test_a_mistake_in_the_words_is_named(tmp_path: Path, body: str, complaint: str) -> None:
    path = tmp_path / "words.yml"
    path.write_text(body, "utf-8")
    with pytest.raises(TextError, match=complaint):
        Words.from_file(path)


LABELS = ["Моё МО", "Наставник", "Настройки", "Да, удалить меня", "Нет, оставить", "Да, удалить меня всегда"]


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("моё мо", 0),
        ("МОЕ МО", 0),
        ("мо", 0),
        ("настр", 2),
        ("наст", None),
        ("1", 0),
        (" 2. ", 1),
        ("3)", 2),
        ("0", None),
        ("7", None),
        ("99", None),
        ("²", None),
        ("да удалить меня", 3),
        ("да, удалить меня", 3),
        ("да удалить", None),
        ("нет", 4),
        ("4", 3),
        ("", None),
        ("...", None),
        ("чужое", None),
    ],
)
def test_a_typed_text_is_a_button_by_its_label_its_number_or_letters_only_it_begins_with(
    text: str, index: int | None
) -> None:
    assert chosen(text, LABELS, {3, 5}) == index


@pytest.mark.parametrize(("text", "index"), [("7", 0), ("8", 1), ("12.", 2), ("1", None), ("4", None), ("дальше", 4)])
def test_a_number_means_the_line_it_stands_before_and_no_button_beside_the_list(text: str, index: int | None) -> None:
    second_page = ["7. РМО", "8. ШМО", "12. УМО", "Раньше", "Дальше", "Создать"]
    assert chosen(text, second_page, set()) == index


def test_the_same_label_twice_is_no_choice() -> None:
    assert chosen("да", ["Да", "Да"], set()) is None


@given(st.lists(st.text(max_size=12), max_size=10), st.text(max_size=12), st.sets(st.integers(0, 9)))
def test_a_confirming_button_is_never_pressed_by_less_than_its_label_or_number(
    labels: list[str], text: str, confirming: set[int]
) -> None:
    index = chosen(text, labels, confirming)
    if index is not None:
        assert 0 <= index < len(labels)
    if index is not None and index in confirming:
        assert normal(text) == normal(labels[index]) or text.strip(" .)").isdigit()


@given(st.text(max_size=200))
def test_whatever_is_typed_the_words_answer_without_failing(text: str) -> None:
    assert WORDS.key(text) in (None, *WORDS.keys)
    assert len(WORDS.guesses(text, WORDS.keys)) <= 2
    command = WORDS.command(text)
    assert command is None or command[0] in WORDS.keys
    assert normal(normal(text)) == normal(text)


def test_the_words_of_the_page_are_checked_as_all_others(tmp_path: Path) -> None:
    path = tmp_path / "browser.yml"
    whole = (CONTENT / "texts" / "browser.yml").read_text("utf-8")
    path.write_text(whole.replace("send: ", "sent_off: "), "utf-8")
    with pytest.raises(TextError, match=r"browser\.yml: unknown key 'sent_off'"):
        browser_words(path)

"""What nobody expected: unknown words, stickers, old buttons, «отмена»."""

import pytest

from tests.handlers.zarechny import entered
from tests.running import Running


@pytest.mark.edge
async def test_an_unknown_word_gets_two_guesses_at_most_and_a_human(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    await anna.says("наставнек")
    assert anna.sees("Не понял: «наставнек». Может быть, вы искали это?")
    assert anna.labels[0] == "Наставник"
    assert anna.labels[-2:] == ["Спросить человека", "В меню"]
    assert len(anna.labels) <= 4
    await anna.taps("Наставник")
    assert anna.sees("Наставник полагается")
    await anna.says("заявкии")
    assert anna.labels == ["Спросить человека", "В меню"], "what she may not is no guess of hers"
    orlova = await entered(town, messenger, "Орлова", 502)
    await orlova.says("заявкии")
    assert orlova.labels[0] == "Заявки"


@pytest.mark.edge
async def test_a_word_like_no_other_is_said_back_and_leads_to_a_human(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    await anna.says("щщщ <b>&[id1|привет] @all " + "ы" * 200)
    assert anna.sees("Не понял: «щщщ <b>&[id1|привет] @all ")
    assert anna.last.mentions == []
    assert anna.labels == ["Спросить человека", "В меню"]


async def test_what_is_no_text_gets_an_answer_too(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    for kind in ("photo", "voice", "document", *(["sticker", "video"] if messenger != "browser" else [])):
        await anna.says("меню")
        await anna.sends(kind)
        assert anna.sees("понимаю только слова и кнопки"), kind
        assert anna.labels == ["Спросить человека", "В меню"]


async def test_buttons_are_understood_as_typed_words(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    await anna.says("меню", "6")
    assert "Тихие часы" in anna.labels
    await anna.says("меню", "наст")
    assert anna.sees("Не понял: «наст»"), "two buttons begin so"
    assert anna.labels[:2] == ["Наставник", "Настройки"]
    await anna.says("меню", "настр")
    assert "Тихие часы" in anna.labels
    await anna.says("99")
    assert anna.sees("Не понял: «99»")


@pytest.mark.edge
async def test_cancel_says_that_nothing_was_begun(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    await anna.says("/cancel")
    assert anna.sees("Отменять сейчас нечего")
    await anna.taps("В меню")
    assert anna.sees("чем помочь?")


@pytest.mark.edge
async def test_a_button_nobody_made_is_out_of_date(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    made_up = ("nothing:1", "mo:abc", "mo:", "say:nothing", "say:", "forget:1:1", "agree:1", "::::")
    for number, data in enumerate(made_up, 1):
        await anna.says("мо")
        await anna.forges(data)
        assert anna.sees("чем помочь?"), data
        assert anna.toasts == ["Эта кнопка уже неактуальна, вот что сейчас"] * number, data


async def test_who_blocked_the_bot_and_returns_is_answered(town: Running) -> None:
    for name in ("telegram", "vk"):
        anna = await entered(town, name, "Лебедева", 501)
        anna.person.blocks()
        anna.person.unblocks()
        await anna.says("меню")
        assert anna.sees("чем помочь?")


async def test_words_that_answer_no_question_bring_the_question_again(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    await anna.says("удалить меня", "ну не знаю")
    assert "Не понял: «ну не знаю». Вопрос прежний" in anna.messages[-2].text
    assert anna.sees("Удалить вас из бота?")
    await anna.says("2")
    assert not anna.sees("Мероприятия"), "the number meant the question"
    await anna.says("ну не знаю")
    assert "Спросить человека" in anna.labels, "nothing is asked any more"


async def test_a_stranger_keeps_the_place_at_the_door_whatever_is_typed(town: Running, messenger: str) -> None:
    somebody = town.somebody(messenger, 601)
    await somebody.starts()
    await somebody.taps("Я педагог, добавьте меня", "Заречный район")
    assert somebody.sees("нужно ваше согласие")
    await somebody.says("Жукова")
    assert somebody.sees("нужно ваше согласие")

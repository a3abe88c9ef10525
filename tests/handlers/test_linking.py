"""A second messenger: a code from the first, typed in the second, confirmed in the first; and unlinking."""

import asyncio
import re
from datetime import timedelta

import pytest

from storage.models import LinkCode
from tests.handlers.zarechny import NOW, entered, find
from tests.people import Someone
from tests.running import PAIRS, Running

NAMES = {"telegram": "Telegram", "vk": "ВКонтакте", "browser": "браузер"}


async def code_of(person: Someone) -> str:
    """What she reads, with its blank."""
    await person.says("/link")
    await person.taps("Подключить ещё один")
    found = re.search(r"Код: (\d{3} \d{3})\n", person.last.text)
    assert found, person.last.text
    return found[1]


async def typed(town: Running, messenger: str, code: str, number: int = 701) -> Someone:
    """A stranger who has typed the code where it is asked."""
    stranger = town.somebody(messenger, number)
    await stranger.starts()
    await stranger.taps("У меня есть код")
    assert stranger.sees("Введите код")
    await stranger.says(code)
    return stranger


async def linked(town: Running, first: Someone, messenger: str, number: int = 701) -> Someone:
    other = await typed(town, messenger, await code_of(first), number)
    await first.gets("К вам хочет подключиться")
    await first.taps("Да, это я")
    await other.gets("теперь вы и здесь")
    return other


async def messengers_of(town: Running, last_name: str) -> list[str]:
    return await town.ask(lambda repo: [one.messenger for one in repo.accounts.of(find(repo, last_name).id)])


@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_a_dialogue_begun_in_one_messenger_is_found_in_the_other(town: Running, first: str, second: str) -> None:
    town.it_is(NOW + timedelta(days=1))  # a working day
    mentor = await entered(town, "telegram", "Миронова", 600)
    darya = await entered(town, first, "Котова")
    stranger = await typed(town, second, await code_of(darya))
    assert stranger.sees(f"там, где взяли код ({NAMES[first]})")
    check = re.search(r"Число на этом экране: (\d\d)\.", stranger.last.text)
    assert check
    await stranger.taps("Подтверждено, дальше")
    assert stranger.sees("Подтверждения пока нет")
    question = await darya.gets(f"К вам хочет подключиться аккаунт: {NAMES[second]}. Это вы?")
    assert f"Число на его экране должно быть {check[1]}" in question.text
    await darya.taps("Да, это я")
    assert darya.sees(f"Готово, теперь вы и здесь: {NAMES[second]}")
    await stranger.gets("Дарья Андреевна, теперь вы и здесь")
    await darya.says("наставник")
    await darya.taps("Написать")
    await stranger.says("Как провести первое собрание?")
    assert stranger.sees("Отправлено, получит: Ольга Викторовна")
    await mentor.gets("Как провести первое собрание?")
    await stranger.says("/link")
    assert stranger.sees(f"• {NAMES[first]}\n• {NAMES[second]}, вы сейчас здесь")


async def test_no_leaves_the_other_a_stranger_and_uses_the_code_up(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева")
    code = await code_of(anna)
    stranger = await typed(town, "vk", code)
    await anna.gets("К вам хочет подключиться")
    await anna.taps("Нет")
    assert anna.sees("не подключаю")
    await stranger.taps("Подтверждено, дальше")
    assert stranger.sees("Подключение не подтвердили")
    await stranger.taps("У меня есть код")
    await stranger.says(code)
    assert stranger.sees("Код не подошёл")
    assert await messengers_of(town, "Лебедева") == ["telegram"]


async def test_the_link_screen_asks_again_what_waits_for_her_yes(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева")
    await typed(town, "vk", await code_of(anna))
    await anna.gets("К вам хочет подключиться")
    await anna.says("связать")
    assert anna.sees("Это вы?")
    await anna.says("да")
    assert await messengers_of(town, "Лебедева") == ["telegram"]
    await anna.says("/link", "Да, это я")
    assert await messengers_of(town, "Лебедева") == ["telegram", "vk"]


async def test_of_two_who_type_one_code_at_once_one_is_asked_about(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева")
    code = await code_of(anna)
    both = await asyncio.gather(typed(town, "vk", code), typed(town, "browser", code))
    assert sorted(one.last.text.split(".")[0].split(":")[0] for one in both) == ["Код верный", "Код не подошёл"]
    winner = next(one for one in both if one.sees("Код верный"))
    await anna.gets(f"аккаунт: {NAMES[winner.messenger]}")


async def test_a_code_is_understood_without_asking_for_it_and_with_any_blanks(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева")
    code = (await code_of(anna)).replace(" ", "")
    stranger = town.somebody("vk", 701)
    await stranger.starts()
    await stranger.says(f" {code[:2]}-{code[2:4]} {code[4:]} ")
    assert stranger.sees("Код верный")


async def test_what_is_no_code_is_no_try_and_five_wrong_ones_close_the_door(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева")
    code = await code_of(anna)
    stranger = await typed(town, "vk", "12 34")
    assert stranger.sees("не похоже на код")
    wrong = "111 111" if code != "111 111" else "222 222"
    for left in ("Осталось 4 попытки", "Осталось 3 попытки", "Осталось 2 попытки", "Осталась 1 попытка"):
        await stranger.says(wrong)
        assert stranger.sees(left)
    await stranger.says(wrong)
    assert stranger.sees("Подождите 15 минут")
    await stranger.says(code)
    assert stranger.sees("Подождите 15 минут")
    town.it_is(NOW + timedelta(minutes=16))
    await stranger.says(await code_of(anna))
    assert stranger.sees("Код верный")


async def test_a_code_is_good_for_ten_minutes_and_until_the_next_one(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева")
    old = await code_of(anna)
    assert anna.sees("Действует до 14:10")
    assert anna.sees("• ВКонтакте: https://vk.")
    assert anna.sees("/enter/link")
    assert await town.app._is_open("link")
    await anna.taps("Новый код")
    stranger = await typed(town, "vk", old)
    assert stranger.sees("Код не подошёл")
    new = await code_of(anna)
    town.it_is(NOW + timedelta(minutes=10))
    await stranger.says(new)
    assert stranger.sees("Код не подошёл")
    assert not await town.app._is_open("link")


async def test_the_page_for_a_new_chat_asks_for_the_code(town: Running) -> None:
    stranger = town.somebody("browser", 701)
    await stranger.starts("link")
    assert "У меня есть код" in stranger.labels


async def test_nobody_else_s_yes_counts_and_an_old_one_means_nothing(town: Running) -> None:
    anna, boris = await entered(town, "telegram", "Лебедева"), await entered(town, "telegram", "Зуев", 502)
    await typed(town, "vk", await code_of(anna))
    number = await town.ask(lambda repo: repo.tx.session.query(LinkCode.number).scalar())
    for forged in (f"link_yes:{number}", f"link_no:{number}"):
        await boris.forges(forged)
        assert boris.toasts[-1].startswith("Эта кнопка уже неактуальна")
    await anna.forges(f"link_yes:{number + 1}")
    assert anna.toasts[-1].startswith("Эта кнопка уже неактуальна")
    town.it_is(NOW + timedelta(minutes=11))
    await anna.forges(f"link_yes:{number}")
    assert await messengers_of(town, "Лебедева") == ["telegram"]
    assert await messengers_of(town, "Зуев") == ["telegram"]


async def test_who_is_known_has_no_use_for_a_code(town: Running) -> None:
    anna, boris = await entered(town, "telegram", "Лебедева"), await entered(town, "vk", "Зуев", 502)
    code = await code_of(anna)
    await boris.forges("link_enter")
    assert boris.sees("Здесь вы уже вошли")
    await boris.says(code)
    assert boris.sees("Не понял")
    assert await messengers_of(town, "Зуев") == ["vk"]


async def test_an_issuer_who_erases_herself_meanwhile_leaves_nothing_to_confirm(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева")
    stranger = await typed(town, "vk", await code_of(anna))
    await anna.says("/forget")
    await anna.taps("Да, удалить меня")
    await stranger.taps("Подтверждено, дальше")
    assert stranger.sees("Подключение не подтвердили")
    assert await town.ask(lambda repo: repo.tx.session.query(LinkCode).count()) == 0


async def test_another_account_of_the_same_messenger_takes_the_place_of_the_old_one(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева")
    code = await code_of(anna)
    new = await typed(town, "telegram", code)
    question = await anna.gets("К вам хочет подключиться")
    assert "Ваш прежний аккаунт в этом мессенджере отвяжется" in question.text
    await anna.taps("Да, это я")
    await new.gets("теперь вы и здесь")
    await anna.says("меню")
    assert anna.sees("Вход по личной ссылке")
    assert await messengers_of(town, "Лебедева") == ["telegram"]


async def test_one_messenger_is_unlinked_after_a_question_and_never_the_last(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева")
    other = await linked(town, anna, "vk")
    await anna.says("/link")
    await anna.taps("Отвязать: ВКонтакте")
    assert anna.sees("Там я вас больше не узнаю")
    await anna.taps("Назад", "Отвязать: ВКонтакте", "Да, отвязать")
    assert anna.toasts[-1] == "Отвязал, там вас больше не узнаю"
    assert "Отвязать: Telegram" not in anna.labels
    await other.says("меню")
    assert other.sees("Вход по личной ссылке")
    mine = await town.ask(lambda repo: repo.accounts.of(find(repo, "Лебедева").id)[0].id)
    await anna.forges(f"unlink:{mine}:1")
    assert anna.sees("Это единственный мессенджер")


async def test_one_may_unlink_the_messenger_she_is_in(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева")
    other = await linked(town, anna, "vk")
    await anna.says("/link")
    await anna.taps("Отвязать: Telegram")
    assert anna.sees("Вы сейчас здесь")
    await anna.taps("Да, отвязать")
    assert anna.sees("здесь я вас больше не знаю")
    await other.says("/link")
    assert await messengers_of(town, "Лебедева") == ["vk"]
    boris = await entered(town, "telegram", "Зуев", 502)
    mine = await town.ask(lambda repo: repo.accounts.of(find(repo, "Лебедева").id)[0].id)
    await boris.forges(f"unlink:{mine}:1")
    assert boris.sees("Это доступно не всем")

"""The first minute: personal links, consent, the check, strangers, administrators."""

from datetime import timedelta

import pytest

from bot.services import invitations
from bot.services.access import COMMAND_LINE
from tests.handlers.zarechny import AGREE, came_in, code_for, find, offered
from tests.running import NOW, Running, running

WRONG = "A" * 32


def accounts_of(last_name):
    return lambda repo: [one.messenger for one in repo.accounts.of(find(repo, last_name).id)]


async def test_a_teacher_is_in_after_two_taps_and_no_typed_character(any_district_url: str, messenger: str) -> None:
    async with running(any_district_url) as town:
        anna = town.somebody(messenger)
        await anna.starts(await code_for(town, "Лебедева"))
        greeting, offer = anna.messages[-2:]
        assert greeting.text == "Здравствуйте, Анна Сергеевна!"
        assert (greeting.keyboard or greeting.raw.get("keyboard")) == [["Меню"]]
        if messenger == "browser":
            assert (await anna.hub.store.keyboard(anna.id) or {})["keyboard"] == [["Меню"]]
        assert "Методический центр Заречного района" in offer.text
        assert anna.labels == [AGREE["female"], "Не согласна", "Прочитать полностью"]
        assert await town.ask(accounts_of("Лебедева")) == []

        await anna.taps(AGREE["female"])
        assert anna.last.message_id == offer.message_id, "the same message is changed"
        assert anna.sees("Лебедева Анна Сергеевна\nучитель, Школа № 3\nПредметы: математика, информатика\n")
        assert anna.sees("Категория: первая\nСтаж: 14 лет")
        assert await town.ask(accounts_of("Лебедева")) == [messenger]

        await anna.taps("Всё верно")
        assert anna.sees("• МО учителей математики, ближайшее заседание ср, 2 декабря, 15:00")
        assert anna.labels == ["Моё МО", "Наставник", "Методслужба", "В меню"]
        await anna.taps("В меню")
        assert anna.last.text == "Анна Сергеевна, чем помочь?"
        assert await town.ask(lambda repo: repo.state.aside()) == 0


async def test_the_consent_can_be_read_before_it_is_given(town: Running, messenger: str) -> None:
    anna = await offered(town, messenger, "Лебедева")
    await anna.taps("Прочитать полностью")
    assert anna.sees("Согласие на обработку персональных данных")
    assert anna.sees("/forget")
    await anna.taps("Назад", AGREE["female"])
    assert anna.sees("Проверьте, всё ли верно")


@pytest.mark.parametrize(
    ("last_name", "agree", "disagree"),
    [("Зуев", AGREE["male"], "Не согласен"), ("Ли", AGREE["unknown"], "Не даю согласия")],
)
async def test_the_words_fit_the_person(town: Running, last_name: str, agree: str, disagree: str) -> None:
    person = await offered(town, "telegram", last_name)
    assert person.labels[:2] == [agree, disagree]


async def test_whoever_looks_after_people_is_led_to_them_where_she_has_no_association_of_her_own(town: Running) -> None:
    methodist = await came_in(town, "telegram", "Орлова")
    assert methodist.sees("Педагоги в вашем ведении — «Люди»")
    assert methodist.labels == ["Люди", "Объявление", "Методслужба", "В меню"]
    await methodist.taps("Люди")
    assert methodist.sees("Люди · Заречный район")


@pytest.mark.edge
async def test_who_does_not_agree_leaves_nothing_and_may_come_back(town: Running, messenger: str) -> None:
    code = await code_for(town, "Лебедева")
    anna = town.somebody(messenger)
    await anna.starts(code)
    await anna.taps("Не согласна")
    assert anna.sees("ничего о вас не сохраняю")
    await anna.taps("Спросить человека")
    assert anna.sees("8 (343) 200-00-01")
    assert await town.ask(accounts_of("Лебедева")) == []
    await anna.starts(code)
    await anna.taps(AGREE["female"])
    assert anna.sees("Проверьте")


@pytest.mark.edge
async def test_a_wrong_used_or_expired_link_opens_nothing_and_tells_no_difference(
    town: Running, messenger: str
) -> None:
    used = await code_for(town, "Котова")
    await (await came_in(town, messenger, "Лебедева", 502)).says("меню")
    expired = await town.change(
        lambda repo: invitations.issue_personal(repo, COMMAND_LINE, find(repo, "Зуев"), NOW - timedelta(days=31))
    )
    darya = town.somebody(messenger, 503)
    await darya.starts(used)
    await darya.taps(AGREE["female"])
    stranger = town.somebody(messenger)
    answers = set()
    for code in (WRONG, used, expired, "короткий"):
        await stranger.says(f"/start {code}")
        answers.add(stranger.last.text)
    assert len(answers) == 1
    assert stranger.sees("Эта ссылка не открылась")
    assert stranger.labels == ["Спросить человека"]


async def test_five_wrong_codes_close_the_door_even_for_a_right_one(town: Running, messenger: str) -> None:
    code = await code_for(town, "Лебедева")
    stranger = town.somebody(messenger)
    for _ in range(5):
        await stranger.starts(WRONG)
    await stranger.starts(code)
    assert stranger.sees("Подождите 15 минут")
    anna = town.somebody(messenger, 502)
    await anna.starts(code)
    assert AGREE["female"] in anna.labels


@pytest.mark.edge
async def test_a_link_opened_by_somebody_known_is_not_used_up(town: Running, messenger: str) -> None:
    anna = await came_in(town, messenger, "Лебедева")
    code = await code_for(town, "Котова")
    await anna.starts(code)
    assert anna.sees("Вы уже вошли")
    darya = town.somebody(messenger, 502)
    await darya.starts(code)
    assert AGREE["female"] in darya.labels


@pytest.mark.parametrize("messenger", ["telegram", "vk"])  # in the browser her chat goes with her
async def test_who_has_moved_to_another_list_is_told_how_to_come_in_there(town: Running, messenger: str) -> None:
    anna = await came_in(town, messenger, "Лебедева")
    there = await code_for(town, "Сомов")

    def leaves(repo) -> None:
        find(repo, "Лебедева").left_on = NOW.date()

    await town.change(leaves)
    await anna.starts(there)
    assert anna.sees("из того списка вы выбыли")
    assert anna.labels == ["Мои данные", "Удалить меня", "В меню"]
    await anna.taps("Удалить меня")
    await anna.taps(anna.labels[0])
    await anna.starts(there)
    assert anna.labels[0] == AGREE["male"]


@pytest.mark.edge
async def test_of_two_accounts_with_one_link_the_second_hears_why_not(town: Running, messenger: str) -> None:
    code = await code_for(town, "Лебедева")
    first, second = town.somebody(messenger), town.somebody(messenger, 502)
    await first.starts(code)
    await second.starts(code)
    await first.taps(AGREE["female"])
    await second.taps(AGREE["female"])
    assert second.sees("этой ссылкой уже воспользовались")
    await second.says("меню")
    assert second.sees("Вход по личной ссылке")


@pytest.mark.edge
async def test_a_question_whose_link_was_used_meanwhile_is_not_asked_again(town: Running, messenger: str) -> None:
    anna = await offered(town, messenger, "Лебедева")
    await code_for(town, "Лебедева")  # a new link closes the old one
    await anna.taps("Прочитать полностью", "Назад")
    assert anna.sees("уже воспользовались или её отозвали")


@pytest.mark.edge
async def test_whatever_is_typed_instead_of_the_tap_the_link_stays_good(town: Running, messenger: str) -> None:
    anna = await offered(town, messenger, "Лебедева")
    for word in ("начать", "/start", "привет", "меню"):
        await anna.says(word)
        assert AGREE["female"] in anna.labels, word
    await anna.says(AGREE["female"])
    assert anna.sees("Проверьте")


async def test_the_consent_is_never_given_by_the_beginning_of_its_words(town: Running, messenger: str) -> None:
    anna = await offered(town, messenger, "Лебедева")
    for typed in ("согласна", "с", "согл"):
        await anna.says(typed)
        assert await town.ask(accounts_of("Лебедева")) == []
    await anna.says("1")
    assert anna.sees("Проверьте")


@pytest.mark.edge
async def test_who_finds_a_mistake_says_what_is_wrong(town: Running, messenger: str) -> None:
    anna = await offered(town, messenger, "Лебедева")
    await anna.taps(AGREE["female"], "Есть ошибка")
    assert anna.sees("Что исправить?")
    await anna.taps("Категория", "Назад", "Назад")
    assert anna.sees("Проверьте, всё ли верно")
    await anna.taps("Есть ошибка", "Категория", "высшая", "Дальше")
    assert anna.sees("Готово. Главное для вас")


async def test_start_shows_a_known_person_what_matters(town: Running, messenger: str) -> None:
    anna = await came_in(town, messenger, "Лебедева")
    await anna.starts()
    assert anna.messages[-2].text == "Здравствуйте, Анна Сергеевна!"
    assert anna.sees("Готово. Главное для вас")


async def test_a_young_specialist_sees_her_mentor_or_that_none_is_named_yet(town: Running) -> None:
    darya = await came_in(town, "telegram", "Котова")
    assert darya.sees("• Ваш наставник Ольга Викторовна")
    pyotr = await came_in(town, "telegram", "Зуев", 502)
    assert pyotr.sees("• Наставник пока не назначен")


async def test_a_mentor_finds_the_same_word_on_the_first_screen_as_in_the_menu(town: Running) -> None:
    olga = await came_in(town, "telegram", "Миронова")
    assert "Наставничество" in olga.labels
    await olga.says("меню")
    assert "Наставничество" in olga.labels


async def test_who_has_nothing_yet_is_shown_a_way_to_a_human(town: Running) -> None:
    person = await came_in(town, "telegram", "Ли")
    assert person.sees("• Методист всегда на связи")


async def test_a_stranger_learns_how_to_come_in_and_reaches_a_human(town: Running, messenger: str) -> None:
    stranger = town.somebody(messenger)
    await stranger.starts()
    assert stranger.sees("попросите её у методиста")
    await stranger.taps("Что вы умеете?")
    assert stranger.sees("Без ссылки я могу показать, куда позвонить")
    await stranger.taps("Связаться со службой")
    assert stranger.sees("Методический центр Заречного района")
    await stranger.taps("Назад")
    assert stranger.sees("попросите её у методиста")


async def test_to_a_stranger_every_word_answers_how_to_come_in(town: Running) -> None:
    words = ("Здравствуйте", "/mo", "моё МО", "профиль", "мои данные", "удалить меня")
    for number, word in enumerate(words, 501):
        stranger = town.somebody("telegram", number)
        await stranger.says(word)
        assert stranger.sees("Вход по личной ссылке"), word


async def test_in_vk_the_first_word_enters_where_nachat_was_not_pressed(town: Running) -> None:
    code = await code_for(town, "Лебедева")
    anna = town.somebody("vk")
    await anna.does(lambda: anna.person.comes_by_link_and_says(code, "Добрый день"))
    assert AGREE["female"] in anna.labels
    await anna.taps(AGREE["female"])
    assert anna.sees("Проверьте")


@pytest.mark.edge
async def test_a_new_link_moves_the_person_to_another_account(town: Running, messenger: str) -> None:
    old = await came_in(town, messenger, "Лебедева")
    await came_in(town, messenger, "Лебедева", 502)
    await old.says("меню")
    assert old.sees("Вход по личной ссылке")


async def test_the_owner_s_link_makes_an_administrator(town: Running, messenger: str) -> None:
    code = await town.change(lambda repo: invitations.issue_owner(repo, COMMAND_LINE, NOW))
    owner = town.somebody(messenger)
    await owner.starts(code)
    assert owner.labels == ["Стать администратором", "Не сейчас"]
    await owner.taps("Не сейчас")
    await owner.starts(code)
    await owner.taps("Стать администратором")
    assert owner.sees("Вы администратор этого бота")
    await owner.says("меню")
    assert owner.sees("Вы администратор этого бота")
    await owner.taps("Состояние бота")
    assert owner.sees("Педагогов в списке: ")


@pytest.mark.edge
async def test_accounts_named_in_the_settings_are_administrators(district_url: str, messenger: str) -> None:
    async with running(district_url, owners=f"{messenger}:501") as town:
        owner, other = town.somebody(messenger), town.somebody(messenger, 502)
        await owner.starts()
        assert owner.labels == ["Состояние бота"]
        await owner.says("помощь")
        assert owner.sees("Состояние бота")
        await other.says("/state")
        assert other.sees("Это доступно не всем")


async def test_an_administrator_who_is_a_teacher_has_both(district_url: str) -> None:
    async with running(district_url, owners="telegram:501") as town:
        anna = await came_in(town, "telegram", "Лебедева")
        await anna.says("меню")
        assert "Состояние бота" in anna.labels
        await anna.says("мо")
        assert anna.sees("Ваши методические объединения")

"""«Люди»: the staff's desk."""

import pytest

from handlers import ALL
from storage.models import Audit
from tests.handlers.zarechny import entered, find
from tests.made import Made
from tests.running import Running


async def test_a_methodist_finds_a_person_by_a_part_of_her_name_and_opens_her_card(
    town: Running, messenger: str
) -> None:
    methodist = await entered(town, messenger, "Орлова")
    await methodist.says("меню")
    await methodist.taps("Люди")
    assert methodist.sees("Люди · Заречный район")
    assert methodist.sees("В списке: 8 человек\nПодключены: 1\nБез наставника: 1 молодой специалист")
    await methodist.says("лебидева")
    assert methodist.sees("Нашёлся 1 человек\n\n1. Лебедева Анна Сергеевна, Школа № 3")
    await methodist.taps("1. Лебедева А. С.")
    assert methodist.sees("Лебедева Анна Сергеевна\nучитель, Школа № 3")
    assert methodist.sees("Подключение: пока нет")
    await methodist.taps("К людям")
    assert methodist.sees("Люди · Заречный район")


async def test_the_card_leads_to_a_link_for_who_has_not_come_in_and_a_new_one_for_who_lost_hers(town: Running) -> None:
    methodist = await entered(town, "telegram", "Орлова", 501)
    await methodist.says("/people", "лебедева")
    await methodist.taps("1. Лебедева А. С.", "Пригласить")
    assert methodist.sees("Сообщение выше можно переслать")
    await entered(town, "telegram", "Котова", 502)
    await methodist.says("/people", "котова")
    await methodist.taps("1. Котова Д. А.")
    assert "Пригласить" not in methodist.labels
    await methodist.taps("Новая ссылка")
    assert methodist.sees("Новая ссылка нужна, если доступ потерян")
    await methodist.says("/people", "орлова")
    await methodist.taps("1. Орлова Н. Ю.")
    assert not {"Пригласить", "Новая ссылка"} & set(methodist.labels)


async def test_the_institute_finds_the_link_of_its_region_on_the_desk(town: Running) -> None:
    expert = await entered(town, "telegram", "Самойлов")
    await expert.says("/people")
    await expert.taps("Пригласить")
    assert expert.labels == ["Общая ссылка", "К людям", "В меню"]


async def test_a_deputy_and_a_head_see_their_own_people_only(town: Running) -> None:
    deputy = await entered(town, "telegram", "Хасанова", 501)
    await deputy.says("/people")
    assert deputy.sees("Люди · Школа № 3")
    await deputy.says("Котова")
    assert deputy.sees("По словам «Котова» никого не нашёл")
    head = await entered(town, "telegram", "Сомов", 502)
    await head.says("люди")
    assert head.sees("Люди · РМО учителей математики")
    await head.says("котова")
    await head.taps("1. Котова Д. А.")
    assert head.sees("Наставник: Миронова Ольга Викторовна")
    assert head.labels == ["К людям", "В меню"]
    await head.says("люди", "хасанова")
    assert head.sees("никого не нашёл")


@pytest.mark.parametrize("last_name", ["Лебедева", "Миронова"])
async def test_others_have_no_desk_even_by_a_forged_button(town: Running, last_name: str) -> None:
    person = await entered(town, "telegram", last_name)
    someone = await town.ask(lambda repo: find(repo, "Белова").id)
    assert "Люди" not in person.labels
    await person.says("/people")
    assert person.sees("Это доступно не всем")
    for data in (f"person:{someone}", "people_find", "people_page:0:0"):
        await person.says("меню")
        await person.forges(data)
        assert person.sees("Это доступно не всем") or person.sees("чем помочь"), data
    assert await town.ask(lambda repo: repo.tx.session.query(Audit).filter_by(action="person_seen").count()) == 0


async def test_a_long_list_is_paged_and_the_question_stays_open(town: Running) -> None:
    def many(repo):
        made, school = Made(repo.tx), find(repo, "Белова").organization
        for number in range(60):
            made.teacher(at=school, last_name="Однофамильцева", first_name=f"Имя{number:02}")

    methodist = await entered(town, "telegram", "Орлова")
    await town.change(many)
    await methodist.says("люди", "однофам")
    assert methodist.sees("Нашлось больше 50 человек")
    assert methodist.labels[6:] == ["Дальше", "К людям", "В меню"]
    await methodist.taps("Дальше")
    assert methodist.sees("7. Однофамильцева Имя06")
    await methodist.says("7")
    assert methodist.sees("Подключение: пока нет")
    await methodist.says("люди", "зуев")
    assert methodist.sees("1. Зуев Пётр Ильич")
    await methodist.says("2")
    assert methodist.sees("Напишите хотя бы две первые буквы")
    await methodist.says("?")
    assert methodist.sees("Напишите хотя бы две первые буквы")


@pytest.mark.edge
async def test_words_of_ours_and_labels_lead_on_while_a_name_is_waited_for(town: Running, messenger: str) -> None:
    methodist = await entered(town, messenger, "Орлова")
    await methodist.says("люди")
    await methodist.says("Журнал")  # a label of this very screen
    assert methodist.sees("Журнал")
    assert not methodist.sees("никого не нашёл")
    for word, heading in (("заявки", "Заявки"), ("без наставника", "Без наставника"), ("профиль", "Орлова Наталья")):
        await methodist.says("люди", word)
        assert methodist.sees(heading), word
    ways = (
        (("пригласить", "лебедева", "назад"), "Напишите фамилию педагога"),  # wherever a name is looked for
        (("люди", "лебедева", "Назад"), "Люди · Заречный район"),
        (("назад",), "чем помочь?"),
    )
    for words, heading in ways:
        await methodist.says(*words)
        assert methodist.sees(heading), words
    await methodist.says("лебедева")  # the search has ended with the word
    assert methodist.sees("Не понял: «лебедева»")
    await methodist.says("люди", "/profile")
    assert methodist.sees("Орлова Наталья")


def test_a_name_is_looked_for_alike_wherever_one_is_chosen():
    asked = {"association_desk.head", "association_members.who", "inviting.who", "mentor_desk.mentor", "people.name"}
    searches = {state for feature in ALL for state in feature.searches}
    assert {*asked, "requests.who", "substitutions.who"} == searches


async def test_a_name_behind_the_command_is_looked_for_at_once(town: Running) -> None:
    methodist = await entered(town, "telegram", "Орлова", 501)
    await methodist.says("/people лебидева")
    assert methodist.sees("1. Лебедева Анна Сергеевна")
    await methodist.says("1")
    assert methodist.sees("Подключение: пока нет")
    teacher = await entered(town, "telegram", "Миронова", 502)
    await teacher.says("/people Лебедева")
    assert teacher.sees("Это доступно не всем")
    await teacher.says("Лебедева")
    assert teacher.sees("Не понял")


@pytest.mark.edge
async def test_no_sentence_is_turned_by_what_somebody_typed(town: Running, messenger: str) -> None:
    methodist = await entered(town, messenger, "Орлова")
    for word in ("меню", "люди"):
        await methodist.says(word, "\u202eсправа \u2067налево")
        assert methodist.sees("«справа налево»"), word
        assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(methodist.last.text)

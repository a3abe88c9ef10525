"""«Исправить»: a teacher asks, the methodist decides, she hears of it; how she is addressed is hers."""

from datetime import UTC, datetime, timedelta

from storage.models import ProfileRequest, Role, RoleGrant
from tests.handlers.zarechny import entered, find
from tests.people import Someone
from tests.running import Running

MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


async def asked(person: Someone, field: str, value: str) -> None:
    await person.says("/profile")
    await person.taps("Исправить", field)
    await person.says(value)


async def at_desk(town: Running, messenger: str = "telegram") -> Someone:
    town.it_is(MONDAY)
    return await entered(town, messenger, "Орлова", 520)


async def test_what_is_asked_is_applied_by_one_tap_and_she_hears_of_it(town: Running, messenger: str) -> None:
    methodist = await at_desk(town, messenger)
    anna = await entered(town, messenger, "Лебедева")
    await anna.says("профиль")
    await anna.taps("Исправить")
    assert anna.sees("Запись ведёт методическая служба")
    await anna.taps("Фамилия")
    assert anna.sees("Сейчас: Лебедева")
    await anna.says("лебедева-зорина")
    assert anna.sees("Передал методисту.\n\nФамилия: сейчас «Лебедева», правильно «Лебедева-Зорина»")
    await anna.taps("Исправить ещё")
    assert anna.sees("Уже ждёт ответа. Фамилия: сейчас")
    await town.passes(MONDAY + timedelta(minutes=11))
    await methodist.gets("Педагоги просят исправить список: 1 просьба.")
    await methodist.taps("Показать")
    assert methodist.sees("Просьба 1 из 1\nЛебедева Анна Сергеевна, учитель, Школа № 3")
    await methodist.taps("Исправить")
    assert methodist.toasts[-1] == "Исправил и сообщил"
    assert methodist.sees("Просьб исправить список сейчас нет")
    await anna.gets("Исправлено в списке службы.\n\nФамилия: было «Лебедева», стало «Лебедева-Зорина»")
    await anna.says("профиль")
    assert anna.sees("Лебедева-Зорина Анна Сергеевна")


async def test_what_the_bot_cannot_put_right_is_done_by_hand_or_declined_with_a_sentence(town: Running) -> None:
    methodist = await at_desk(town)
    anna = await entered(town, "vk", "Лебедева")
    await asked(anna, "Должность", "старший учитель")
    await asked(anna, "Предметы", "математика, квантовая хромодинамика")
    await methodist.says("исправления")
    assert methodist.sees("Просьба 1 из 2")
    assert methodist.sees("Должность: сейчас «учитель», правильно «старший учитель»")
    assert methodist.labels == ["Исправлено", "Отклонить", "Дальше", "К людям", "В меню"]
    await methodist.taps("Исправлено")
    assert methodist.sees("Просьба 1 из 1")
    assert methodist.sees("Предметы: сейчас «информатика, математика»")
    await methodist.taps("Отклонить")
    await methodist.says("х" * 301)
    assert methodist.sees("одним предложением")
    await methodist.says("Такого предмета нет в учебном плане.")
    assert methodist.sees("Просьб исправить список сейчас нет")
    declined = await anna.gets("В списке оставили как было")
    assert "Ответ методиста: Такого предмета нет в учебном плане." in declined.text


async def test_subjects_year_and_category_are_written_as_the_list_keeps_them(town: Running) -> None:
    methodist = await at_desk(town)
    anna = await entered(town, "vk", "Лебедева")
    await asked(anna, "Предметы", "Физика; математика")
    await asked(anna, "Начало работы", "2010")
    await anna.says("профиль")
    await anna.taps("Исправить", "Категория", "высшая")
    assert anna.sees("Категория: сейчас «первая», правильно «высшая»")
    await methodist.says("исправления")
    for _ in range(3):
        await methodist.taps("Исправить")
    await anna.says("профиль")
    assert anna.sees("Предметы: математика, физика\nКатегория: высшая\nСтаж: 16 лет")


REFUSED = (
    ("Фамилия", "<b>Иванова</b>", "Так записать не получится"),
    ("Фамилия", "а" * 61, "Так записать не получится"),
    ("Имя", "Анна", "исправлять нечего"),
    ("Имя", "-", "Так записать не получится"),
    ("Начало работы", "2027", "Так записать не получится"),
    ("Начало работы", "давно", "Так записать не получится"),
    ("Категория", "самая высокая", "Так записать не получится"),
    ("Место работы", "Ш" * 121, "Так записать не получится"),
    ("Предметы", ", ;", "Так записать не получится"),
    ("Отчество", "-", "правильно «не указано»"),
    ("Категория", "Высшая", "правильно «высшая»"),
)


async def test_what_cannot_be_right_is_refused_at_once(town: Running) -> None:
    await at_desk(town)
    anna = await entered(town, "vk", "Лебедева")
    for field, value, answer in REFUSED:
        await asked(anna, field, value)
        assert anna.sees(answer), (field, value)


async def test_three_may_wait_and_the_same_field_asked_again_takes_the_place_of_the_first(town: Running) -> None:
    await at_desk(town)
    anna = await entered(town, "vk", "Лебедева")
    for field, value in (("Имя", "Аня"), ("Фамилия", "Зорина"), ("Начало работы", "2010"), ("Имя", "Аннушка")):
        await asked(anna, field, value)
        assert anna.sees("Передал методисту")
    await asked(anna, "Должность", "директор")
    assert anna.sees("Ответа уже ждут 3 просьбы")
    values = await town.ask(lambda repo: sorted(one.value for one in repo.tx.session.query(ProfileRequest)))
    assert values == ["2010", "Аннушка", "Зорина"]


async def test_of_two_who_decide_at_once_one_does_and_a_revoked_one_does_nothing(town: Running) -> None:
    methodist = await at_desk(town)
    institute = await entered(town, "vk", "Самойлов", 521)
    anna = await entered(town, "browser", "Лебедева")
    await asked(anna, "Имя", "Аня")
    await methodist.says("исправления")
    await institute.says("исправления")
    await methodist.taps("Исправить")
    await institute.taps("Исправить")
    assert institute.toasts[-1].startswith("На эту просьбу уже ответили")
    await asked(anna, "Фамилия", "Зорина")
    await methodist.says("исправления")
    await methodist.taps("Отклонить")

    def revoke(repo):
        repo.tx.session.query(RoleGrant).filter_by(role=Role.METHODIST).update({RoleGrant.revoked_at: MONDAY})

    await town.change(revoke)
    await methodist.says("Нет")
    assert methodist.sees("Это доступно не всем")
    number = await town.ask(lambda repo: repo.tx.session.query(ProfileRequest.id).order_by("id").all()[-1][0])
    for prefix in ("fix_apply", "fix_done", "fix_no"):
        for person in (methodist, anna):
            await person.says("меню")
            await person.forges(f"{prefix}:{number}")
            assert person.sees("Это доступно не всем")
    assert await town.ask(lambda repo: find(repo, "Лебедева").first_name) == "Аня"


async def test_a_request_of_who_has_erased_herself_is_gone(town: Running) -> None:
    methodist = await at_desk(town)
    anna = await entered(town, "vk", "Лебедева")
    await asked(anna, "Имя", "Аня")
    await methodist.says("исправления")
    await anna.says("/forget")
    await anna.taps("Да, удалить меня")
    await methodist.taps("Исправить")
    assert methodist.sees("Это доступно не всем")
    await methodist.says("исправления")
    assert methodist.sees("Просьб исправить список сейчас нет")


async def test_where_nobody_keeps_the_list_it_is_said_whom_to_tell(town: Running) -> None:
    def nobody(repo):
        repo.tx.session.query(RoleGrant).update({RoleGrant.revoked_at: MONDAY})

    anna = await entered(town, "telegram", "Лебедева")
    await town.change(nobody)
    await asked(anna, "Имя", "Аня")
    assert anna.sees("передать некому")
    assert anna.sees("8 (343) 200-00-01")


async def test_how_she_is_addressed_changes_at_once_and_only_for_herself(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева")
    await anna.says("профиль")
    await anna.taps("Как обращаться")
    await anna.says("Аня <3")
    assert anna.sees("Так обратиться не получится")
    await anna.says("Анна")
    assert anna.sees("Теперь обращаюсь так: Анна.")
    await anna.says("меню")
    assert anna.sees("Анна, чем помочь?")
    await anna.says("профиль")
    assert anna.sees("Лебедева Анна Сергеевна")
    await anna.taps("Как обращаться", "Как в списке")
    assert anna.sees("Теперь обращаюсь так: Анна Сергеевна.")

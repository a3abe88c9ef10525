"""«Роли» in the chat: given, told, taken; who loses one in the middle of something is told so."""

from datetime import timedelta

from storage.models import RoleGrant
from tests.handlers.zarechny import entered, find
from tests.made import NOW
from tests.running import Running


async def test_a_methodist_makes_a_deputy_who_hears_of_it_and_takes_the_role_back(
    town: Running, messenger: str
) -> None:
    anna = await entered(town, messenger, "Лебедева", 601)
    methodist = await entered(town, messenger, "Орлова")
    await methodist.says("люди", "лебедева")
    await methodist.taps("1. Лебедева А. С.", "Роли")
    assert methodist.sees("Ролей сейчас нет")
    assert methodist.labels == ["Дать: заместитель директора", "Карточка", "К людям", "В меню"]
    await methodist.taps("Дать: заместитель директора")
    assert methodist.sees("Лебедева Анна Сергеевна, учитель, Школа № 3\nзаместитель директора, Школа № 3")
    await methodist.taps("Дать роль")
    await town.passes(NOW + timedelta(days=1))
    await methodist.gets("Неделя")  # it is Monday
    await anna.gets("Вам дана роль: заместитель директора, Школа № 3.")
    await anna.says("люди")
    assert anna.sees("Люди · Школа № 3")
    await methodist.says("люди")
    await methodist.taps("Роли")
    assert methodist.sees("1. Орлова Наталья Юрьевна: методист, Заречный район")
    await methodist.taps("2. Лебедева", "Снять: заместитель директора", "Снять роль")
    assert methodist.sees("Ролей сейчас нет")
    await anna.says("миронова")
    assert anna.sees("Это доступно не всем")
    await town.passes(NOW + timedelta(days=2))
    await anna.gets("Роль снята: заместитель директора, Школа № 3.")


async def test_the_last_methodist_is_not_taken_by_accident(town: Running) -> None:
    expert = await entered(town, "telegram", "Самойлов")
    await expert.says("люди", "орлова")
    await expert.taps("1. Орлова Н. Ю.", "Роли", "Снять: методист", "Снять роль")
    assert expert.sees("Это последний человек с такой ролью")


async def test_forged_buttons_give_nothing(town: Running) -> None:
    def ids(repo):
        anna, district = find(repo, "Лебедева"), find(repo, "Орлова")
        return anna.id, district.id, anna.municipality_id

    anna, methodist_id, district = await town.ask(ids)
    methodist = await entered(town, "telegram", "Орлова")
    deputy = await entered(town, "telegram", "Хасанова", 502)
    for data in (
        f"role_give:{anna}:methodist:{district}", f"role_give:{anna}:owner:0", f"role_give:{anna}:teacher:1",
        f"role_give:{methodist_id}:deputy:1", f"role_take:{anna}:1", "role_yes:1", "role_off:1", "role_yes:2",
    ):  # fmt: skip
        for person in (methodist, deputy):
            await person.says("меню")
            await person.forges(data)
            assert not any(label in ("Дать роль", "Снять роль") for label in person.labels), data
    assert await town.ask(lambda repo: repo.tx.session.query(RoleGrant).count()) == 3


async def test_who_loses_the_role_in_the_middle_of_something_gets_no_further(town: Running) -> None:
    def revoke(repo):
        for grant in repo.roles.active(find(repo, "Орлова").id):
            repo.roles.revoke(grant, NOW)

    methodist = await entered(town, "telegram", "Орлова")
    await methodist.says("кто без наставника")
    await methodist.taps("1. Зуев", "1. Миронова О. В.")
    await town.change(revoke)
    await methodist.taps("Назначить")
    assert methodist.sees("Это доступно не всем")
    await methodist.says("меню")
    assert "Люди" not in methodist.labels
    assert await town.ask(lambda repo: len(repo.mentorships.ever_around(find(repo, "Зуев").id))) == 0

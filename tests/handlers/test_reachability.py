"""«Связь по школам» in the chat."""

from io import BytesIO

from openpyxl import load_workbook

from tests.handlers.zarechny import entered, find
from tests.running import Running


async def test_a_methodist_sees_the_worst_schools_first_and_gets_the_list_to_pass_on(
    town: Running, messenger: str
) -> None:
    methodist = await entered(town, messenger, "Орлова")
    await methodist.says("люди")
    await methodist.taps("Связь по школам")
    assert methodist.sees("Заречный район\nПодключены 1 из 8\n\n1. Школа № 3: 0 из 5\n2. Школа № 2: 0 из 2")
    await methodist.taps("2. Школа № 2", "Кто не подключён")
    assert methodist.sees("1. Котова Дарья Андреевна\n2. Сомов Олег Петрович")
    await methodist.taps("Назад", "Excel")
    (file,) = await methodist.files(methodist.last)
    sheet = load_workbook(BytesIO(file.data)).active
    assert sheet.title == "Кто ещё не подключён"
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[0][0] == "Кто ещё не подключён. Школа № 2"
    assert values[3] == ["Котова Дарья Андреевна", "учитель"]


async def test_a_deputy_comes_straight_to_her_school(town: Running) -> None:
    deputy = await entered(town, "telegram", "Хасанова")
    await deputy.says("люди")
    await deputy.taps("Связь по школам")
    assert deputy.sees("Школа № 3\nПодключены 1 из 5\n• Telegram: 1")
    other = await town.ask(lambda repo: find(repo, "Котова").organization_id)
    for data in (f"conn_school:{other}", f"conn_names:{other}:0", f"conn_xlsx:{other}"):
        await deputy.says("меню")
        await deputy.forges(data)
        assert deputy.sees("Это доступно не всем"), data


async def test_associations_and_the_institutes_districts(town: Running) -> None:
    methodist = await entered(town, "telegram", "Орлова")
    await methodist.says("люди")
    await methodist.taps("Связь по школам", "По МО")
    assert methodist.sees("1. РМО учителей математики: 0 из 5\n2. РМО учителей информатики: 0 из 2")
    expert = await entered(town, "telegram", "Самойлов", 502)
    await expert.says("люди")
    await expert.taps("Связь по школам")
    assert expert.sees("Подключены 1 из 8")

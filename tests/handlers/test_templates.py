"""«Шаблоны документов»: the service's own form for the path and the note, refused with a reason, taken back."""

from io import BytesIO

from docx import Document

from bot.documenting.screens import Open, Reset, Sample, Undo
from storage.models import DocumentTemplate, StoredFile, TemplateKind
from tests.handlers.test_learning_paths import proposed
from tests.handlers.zarechny import entered
from tests.people import Someone
from tests.running import Running
from tests.services.test_documents import saved, template


def own(*lines: str) -> bytes:
    return saved(template(*lines))


def texts_of(data: bytes) -> list[str]:
    return [one.text for one in Document(BytesIO(data)).paragraphs]


async def desk(town: Running, messenger: str = "telegram") -> Someone:
    methodist = await entered(town, messenger, "Орлова", 525)
    await methodist.says("методслужба")
    await methodist.taps("Шаблоны документов")
    assert methodist.sees("Маршрут педагога: обычный")
    await methodist.taps("Маршрут педагога")
    assert methodist.sees("В любом месте: {{ФИО}}, {{должность}}")
    return methodist


async def test_a_service_puts_its_own_form_in_place_of_ours_and_takes_it_back(town: Running, messenger: str) -> None:
    novice = await proposed(town, "vk" if messenger == "telegram" else "telegram")
    await novice.taps("Принять")
    methodist = await desk(town, messenger)
    await methodist.taps("Взять образец")
    (sample,) = await methodist.files(await methodist.gets("Вот шаблон"))
    assert "Индивидуальный образовательный маршрут" in texts_of(sample.data)
    await methodist.sends_table("бланк.docx", own("Центр «Рост»", "{{ФИО}}, {{место}}", "{{шаги}}"))
    assert methodist.sees("Таких мест бот не знает (место)")
    await methodist.sends_table("бланк.docx", own("Центр «Рост»", "{{фио}}", "{{шаги}}"))
    assert methodist.sees("Сейчас ваш шаблон «бланк.docx»")
    assert (await path_of(novice, "Без зон роста"))[:2] == ["Центр «Рост»", "Котова Дарья Андреевна"]
    assert "Зоны роста по самооценке" in await path_of(novice, "С зонами роста")
    await methodist.taps("Вернуть обычный")
    assert methodist.sees("Сейчас обычный шаблон")
    assert "Индивидуальный образовательный маршрут" in await path_of(novice, "Без зон роста")
    await methodist.taps("Вернуть прежний")
    assert methodist.sees("Сейчас ваш шаблон «бланк.docx»")
    await methodist.taps("Вернуть прежний")
    assert methodist.sees("Сейчас обычный шаблон")
    assert "Вернуть прежний" not in methodist.labels


async def path_of(novice: Someone, label: str) -> list[str]:
    await novice.says("маршрут")
    await novice.taps("В Word", label)
    (file,) = await novice.files(await novice.gets("Документ готов"))
    texts = texts_of(file.data)
    assert not any("{{" in one for one in texts)
    return texts


async def test_what_is_no_form_is_refused_and_the_question_stays(town: Running) -> None:
    methodist = await desk(town)
    for name, data, words in (
        ("a.docx", b"PK\x03\x04 broken", "Это не документ Word"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "старый формат .doc"),
        ("a.docx", own("{{ФИО}}"), "Нет обязательного места (шаги, шаг)"),
        ("a.docx", own("{{ФИО}", "{{шаги}}"), "потеряна скобка ({{ФИО})"),
    ):
        await methodist.sends_table(name, data)
        assert methodist.sees(words)
        assert methodist.sees("прежний на месте")
    await methodist.sends("photo")
    assert methodist.sees("Пришлите файл Word")
    await methodist.taps("Назад")
    assert methodist.sees("обычный")
    assert await town.ask(lambda repo: repo.tx.session.query(DocumentTemplate).count()) == 0
    assert await town.ask(lambda repo: repo.tx.session.query(StoredFile).count()) == 0


async def test_nobody_else_sees_or_changes_a_form(town: Running) -> None:
    methodist = await desk(town)
    await methodist.sends_table("бланк.docx", own("{{шаги}}"))
    teacher = await entered(town, "vk", "Лебедева", 540)
    await teacher.says("методслужба")
    assert "Шаблоны документов" not in teacher.labels
    await teacher.says("шаблоны")
    assert teacher.sees("права на это у вас сейчас нет")
    for kind in TemplateKind:
        for forged in (Open(kind=kind), Sample(kind=kind), Reset(kind=kind), Undo(kind=kind)):
            await teacher.says("меню")
            await teacher.forges(forged.pack())
            assert teacher.sees("права на это у вас сейчас нет")
    assert await town.ask(lambda repo: repo.tx.session.query(DocumentTemplate).count()) == 1


async def test_only_the_last_changes_are_kept_and_files_nobody_needs_may_go(town: Running) -> None:
    methodist = await desk(town)
    for number in range(7):
        await methodist.sends_table(f"{number}.docx", own(f"Бланк {number}", "{{шаги}}"))
        assert methodist.sees(f"«{number}.docx»")
    assert await town.ask(lambda repo: repo.tx.session.query(DocumentTemplate).count()) == 5

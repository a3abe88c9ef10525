"""The table of rules: what is written is read as the same, mistakes are named with rows, versions come and go."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook

from bot.pathing import rules_table
from bot.pathing.library import load_rules
from bot.pathing.rules_table import said, words_of
from bot.rostering.calling import content
from bot.rostering.tasks import Content, small_tables
from bot.services.access import ForbiddenError
from bot.services.learning_paths import own_rules
from bot.services.learning_paths.rules import own
from bot.services.learning_paths.table import COLUMNS, read_table, stored, write_table
from bot.services.roster import load_catalogue
from bot.services.roster.lists import load_list_words
from bot.services.roster.words import load_words
from bot.surveying.library import load_library
from bot.texts import load_texts
from bot.turn import House
from storage.models import Role, RulesState, Scope, StoredFile
from tests.made import NOW

TEXTS, LIBRARY = load_texts(), load_library()
USUAL = load_rules(LIBRARY)
SURVEY = LIBRARY["diagnostic"].survey
HOUSE = House(TEXTS, lambda: NOW, "Europe/Moscow", surveys=LIBRARY, paths=USUAL)
WORDS = words_of(TEXTS)
TITLES = [WORDS.columns[key] for key in COLUMNS]
GOOD = [
    "Пройти курс",
    "Курс",
    "сложные задания",
    "Курс по предмету",
    "30",
    "удостоверение",
    "https://example.org/a",
    "",
]
GENERAL = [[f"Шаг для всех {one}", "Документ", "", "", "14", "запись", "", ""] for one in "абв"]


@pytest.fixture(scope="module")
def spoken() -> Content:
    raw = content()
    catalogue = load_catalogue(raw["subjects"], raw["positions"])
    return Content(load_words(raw["words"]), load_list_words(raw["lists"]), catalogue, "")


def sheets_of(data: bytes, tx, spoken: Content) -> dict:
    file = StoredFile(kind="document", name="a.xlsx", mime="", size=len(data), data=data, added_at=NOW)
    tx.session.add(file)
    tx.session.flush()
    return small_tables(tx, spoken, file.id)


def read(*rows: list[str], head: list[str] = TITLES) -> tuple[list[dict], list[str]]:
    rules, complaints = read_table({"Лист1": [["Наши правила"], head, *rows]}, WORDS, USUAL, SURVEY)
    return rules, [said(TEXTS, one) for one in complaints]


def test_the_usual_rules_survive_the_way_through_excel(tx, spoken: Content) -> None:
    data = write_table(USUAL, SURVEY, WORDS)
    about = sheets_of(data, tx, spoken)
    rules, complaints = read_table(about["sheets"], WORDS, USUAL, SURVEY)
    assert complaints == []
    assert own(USUAL, stored(rules)).rules == USUAL.rules
    book = load_workbook(BytesIO(data))
    assert book.sheetnames == ["Правила", "Темы и помощь", "Как заполнять"]


@pytest.mark.parametrize(
    ("column", "cell", "complaint"),
    [
        ("text", "", "строка 3, «Что сделать»: пусто"),
        ("text", "я" * 161, "строка 3, «Что сделать»: длиннее 160 знаков"),
        ("form", "Танцы", "строка 3, «Вид»: «Танцы» — такого вида нет. Есть: Курс, Стажировка"),
        ("topics", "вышивка", "строка 3, «Темы, где нужна поддержка»: «вышивка» — такой темы нет"),
        ("topics", "сложные задания; оценивание", "темы из разных разделов (Предмет и содержание, Методика)"),
        ("topics", "", "строка 3, «Отмеченная помощь»: сначала укажите тему"),
        ("help", "Массаж", "«Массаж» — такой помощи у этой темы нет. Есть: Курс по предмету; "),
        ("days", "0", "строка 3, «Срок, дней»: нужно целое число дней от 1 до 366"),
        ("days", "²", "нужно целое число"),
        ("days", "30,5", "нужно целое число"),
        ("evidence", "", "строка 3, «Чем подтвердить»: пусто"),
        ("link", "javascript:alert(1)", "строка 3, «Ссылка»: ссылка начинается с https://"),
        ("link", "https://bank.ru@evil.example/", "ссылка начинается с https://"),
        ("link", "http://example.org", "ссылка начинается с https://"),
        ("mentor", "может быть", "строка 3, «Только с наставником»: напишите «да»"),
    ],
)
def test_a_mistake_is_named_with_its_row_and_column(column: str, cell: str, complaint: str) -> None:
    row = [cell if key == column else one for key, one in zip(COLUMNS, GOOD, strict=True)]
    _, complaints = read(row, *GENERAL)
    assert len(complaints) == 1
    assert complaint in complaints[0]


def test_what_only_the_whole_table_shows_is_said_too() -> None:
    assert read(*GENERAL) == (read(*GENERAL)[0], [])
    assert "в строке 3" in read(*GENERAL, GENERAL[0])[1][0]
    assert "нужно хотя бы 3 шага" in read(GOOD, *GENERAL[:2])[1][0]
    assert read()[1] == ["в таблице нет ни одного шага"]
    assert "больше 200 шагов" in read(*([f"Шаг {one}", *GENERAL[0][1:]] for one in range(201)))[1][0]
    assert read(head=TITLES[:1])[1] == [f"нет столбца «{WORDS.columns[one]}»" for one in ("form", "days", "evidence")]
    assert read(head=["a", "b"])[1][0].startswith("не нашёл листа «Правила» со столбцами: Что сделать, Вид")


def test_columns_stand_in_any_order_and_an_area_means_all_its_topics() -> None:
    order = list(reversed(range(len(TITLES))))
    row = [*GOOD[:2], "предмет и содержание", *GOOD[3:7], "Да"]
    rules, complaints = read(*([one[at] for at in order] for one in [row, *GENERAL]), head=[TITLES[at] for at in order])
    assert complaints == []
    assert rules[0]["wants"] == ["subject_content", "subject_tasks", "subject_programme"]
    assert rules[0]["mentor"] is True
    assert rules[0]["key"].startswith("own_")


def test_a_cell_is_text_whatever_it_pretends_to_be() -> None:
    rules, complaints = read(['=HYPERLINK("https://evil")\x07\u202e', *GOOD[1:]], *GENERAL)
    assert complaints == []
    assert rules[0]["text"] == '=HYPERLINK("https://evil")'
    again = load_workbook(BytesIO(write_table(own(USUAL, stored(rules)), SURVEY, WORDS)))
    assert again["Правила"]["A2"].data_type == "s"


@pytest.mark.parametrize("kind", ["text", "bomb", "html", "broken", "macros"])
def test_a_hostile_file_is_refused_in_words(kind: str, tx, spoken: Content) -> None:
    good = write_table(USUAL, SURVEY, WORDS)
    packed = BytesIO(good)
    if kind in ("bomb", "macros"):
        with ZipFile(packed, "a", ZIP_DEFLATED) as archive:
            name = "xl/vbaProject.bin" if kind == "macros" else "xl/media/a.bin"
            archive.writestr(name, b"0" * (1 if kind == "macros" else 40 << 20))
    data = {"text": b"\x00\x01 nothing", "html": b"<html><table>", "broken": good[:3000]}.get(kind, packed.getvalue())
    about = sheets_of(data, tx, spoken)
    assert set(about) == {"refused"}
    assert about["refused"][0].isupper()


def sent(made, actor, body: str) -> int:
    """A table that was read without complaints."""
    file = StoredFile(kind="document", name="a.xlsx", mime="", size=1, data=b"1", added_at=NOW)
    made.add(file)
    found = own_rules.begin(made.repo, actor, file, NOW)
    own_rules.understood(made.repo, found, body, [])
    return found.id


def body(*rows: list[str]) -> str:
    return stored(read(*rows, *GENERAL)[0])


def test_versions_hold_one_after_the_other_and_the_usual_ones_come_back(made) -> None:
    actor = made.actor(made.methodist())
    where = made.district.id
    force = made.repo.path_rules.in_force
    first, second = body(GOOD), body(["Другой курс", *GOOD[1:]])
    one = sent(made, actor, first)
    assert force(where) == ""
    assert own_rules.difference(made.repo, actor, own_rules.get(made.repo, actor, one), USUAL) == (4, 4, 0, 17)
    assert own_rules.apply(made.repo, actor, one, NOW)
    assert not own_rules.apply(made.repo, actor, one, NOW)
    assert force(where) == first
    assert own_rules.apply(made.repo, actor, sent(made, actor, second), NOW)
    own_rules.back_to_usual(made.repo, actor, NOW)
    assert force(where) == ""
    earlier = own_rules.standing(made.repo, actor).earlier
    assert earlier is not None
    assert own_rules.bring_back(made.repo, actor, earlier.id, NOW)
    assert force(where) == second
    assert made.tx.session.query(StoredFile).count() == 0


def test_another_municipality_s_table_is_out_of_reach(made) -> None:
    mine = sent(made, made.actor(made.methodist()), body(GOOD))
    other = made.actor(made.methodist(made.municipality("Другой район")))
    teacher = made.actor(made.teacher(made.maths))
    for actor in (other, teacher):
        for verb in (own_rules.apply, own_rules.bring_back):
            with pytest.raises(ForbiddenError):
                verb(made.repo, actor, mine, NOW)
        with pytest.raises(ForbiddenError):
            own_rules.decline(made.repo, actor, mine)
    institute = made.teacher(at=made.institute())
    made.grant(institute, Role.INSTITUTE, Scope.REGION, made.region.id)
    with pytest.raises(ForbiddenError):
        own_rules.standing(made.repo, made.actor(institute))


def test_a_colleague_does_not_apply_what_she_has_not_looked_at_and_a_new_file_drops_the_old(made) -> None:
    author, colleague = made.actor(made.methodist()), made.actor(made.methodist())
    one = sent(made, author, body(GOOD))
    assert not own_rules.apply(made.repo, colleague, one, NOW)
    two = sent(made, author, body(GOOD))
    assert not own_rules.apply(made.repo, author, one, NOW)
    assert own_rules.decline(made.repo, author, two)
    assert own_rules.get(made.repo, author, two).state is RulesState.DROPPED


def test_rules_a_later_program_does_not_understand_fall_back_to_the_usual_ones() -> None:
    for broken in ("[]", '[{"key": "a"}]', "{}"):
        assert own(USUAL, broken) is USUAL


def test_a_refusal_shows_ten_complaints_and_counts_the_rest(made) -> None:
    actor = made.actor(made.methodist())
    file = made.add(StoredFile(kind="document", name="a", mime="", size=1, data=b"1", added_at=NOW))
    found = own_rules.begin(made.repo, actor, file, NOW)
    sheets = {"Правила": [TITLES, *[["", "", "", "", "", "", "", ""], ["шаг", *[""] * 7]] * 12]}
    own_rules.understood(made.repo, found, *rules_table.read(HOUSE, sheets))
    text = rules_table.refused_screen(TEXTS, found).text
    assert text.count("•") == 10
    assert "…и ещё" in text

"""What is kept about a person, as she reads it."""

from zoneinfo import ZoneInfo

from bot.texts.facts import Reader

READER = Reader(
    {"name": "Имя", "at": "Когда", "from": "От кого", "from.bot": "бот", "True": "да"}, ZoneInfo("Asia/Omsk")
)


def test_nested_facts_are_indented_and_empty_ones_are_a_dash() -> None:
    found = {"name": "Анна", "places": [{"name": "Школа"}, {"name": None}], "left": [], "answers": {}}
    assert READER.lines(found) == [
        "Имя: Анна", "places:", "  Имя: Школа", "", "  Имя: —", "", "left: —", "answers: —",
    ]  # fmt: skip


def test_moments_are_told_by_her_own_clock() -> None:
    assert READER.lines({"at": "2026-11-22T23:30:00+00:00"}) == ["Когда: 23 ноября 2026 года, 05:30"]
    assert READER.lines({"since": "2026-09-01", "time": 0}) == [
        "since: 1 сентября 2026 года",
        "time: 1 января 1970 года, 06:00",
    ]


def test_a_date_is_told_as_people_write_it_whatever_it_is_the_date_of() -> None:
    assert READER.lines({"pulse_since": "2026-11-22T23:30:00+00:00"}) == ["pulse_since: 23 ноября 2026 года, 05:30"]
    assert READER.lines({"weeks": ["2026-11-23"]}) == ["weeks:", "  23 ноября 2026 года"]
    for said in ("2026-13-45", "9999-12-31T23:30:00+00:00", "2026-11-22 and more"):
        assert READER.lines({"text": said}) == [f"text: {said}"], "words that only look like a date"


def test_a_stored_screen_is_only_its_words_and_a_file_only_its_name() -> None:
    screen = {"text": "<b>Вы &amp; я</b>\nздесь", "rows": [[["Кнопка", "say:menu", 0, ""]]], "file": ["имя", "base64"]}
    assert READER.lines({"last_screen": screen}) == ["last_screen: Вы & я здесь"]
    assert READER.lines({"from": "bot", "file": {"name": "план.pdf", "id": "x"}, "rows": []}) == [
        "От кого: бот",
        "file: план.pdf",
    ]


def test_words_people_wrote_stay_as_they_are() -> None:
    assert READER.lines({"text": "True story"}) == ["text: True story"]


def test_what_was_sent_is_words_and_what_others_sent_only_its_beginning() -> None:
    assert READER.lines({"said": "<b>Вы</b> &amp; я"}) == ["said: Вы & я"]
    (line,) = READER.lines({"begins": "<b>Новость</b>\n\n" + "слово " * 100})
    assert line.startswith("begins: Новость слово")
    assert len(line) < 180

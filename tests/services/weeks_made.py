"""Made-up weeks that have something in every part."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.services.summaries.snapshot import (
    Area,
    Cell,
    Coverage,
    Events,
    Feeling,
    Letters,
    Order,
    Paths,
    Planned,
    Sent,
    Share,
    Snapshot,
    Survey,
    Young,
    total,
)

WEEK = date(2026, 11, 16)
NAMES = ("Предмет и содержание", "Методика", "Дети и их развитие", "Общение", "Цифровые инструменты")
KEYS = ("subject", "methodical", "psychological", "communicative", "digital")


def share(support: int, answered: int = 300) -> Share:
    return Share(support=support, answered=answered)


def areas(*support: int, before: int | None = None) -> tuple[Area, ...]:
    return tuple(
        Area(
            key=key, name=name, share=share(one), before=None if before is None else share(before),
            alpha=None if key == "digital" else 0.8, is_broken=before is not None and key == "communicative",
        )
        for key, name, one in zip(KEYS, NAMES, support, strict=True)
    )  # fmt: skip


def cells(*groups: str) -> tuple[Cell, ...]:
    shares = tuple(share(one) for one in (0, 60, 90, 150, 300))
    return tuple(Cell(group=group, shares=shares) for group in groups)


def planned(title: str, day: int, going: int) -> Planned:
    at = datetime(2026, 11, day, 9, 0, tzinfo=UTC)
    return Planned(title=title, starts_at=at, zone="Asia/Yekaterinburg", going=going)


def whole_day(title: str, day: int) -> Planned:
    at = datetime(2026, 11, day, tzinfo=ZoneInfo("Asia/Yekaterinburg"))
    return Planned(title=title, starts_at=at, zone="Asia/Yekaterinburg", going=0, is_all_day=True)


def order(number: int, title: str, acknowledged: int) -> Order:
    return Order(
        id=number,
        title=title,
        until=date(2026, 12, 1 + number),
        people=140,
        acknowledged=acknowledged,
        silent=number + 3,
    )


def whole(name: str = "Заречный район") -> Snapshot:
    """Everything a week can say, with formulas for names and a title longer than any line."""
    long = "Об утверждении порядка проведения муниципального этапа всероссийской олимпиады школьников в 2026/27 году"
    return Snapshot(
        week=WEEK,
        name=name,
        coverage=Coverage(known=412, connected=268, active=143, joined=12, listed=3),
        young=Young(people=31, guided=24, silent=4, unanswered=2),
        letters=Letters(asked=17, answered=15, hours=6, overdue=2),
        sent=Sent(
            announcements=5, arrived=1180, orders=(order(1, long, 96), order(2, "=1+1", 140), order(3, "ФОП", 20))
        ),
        events=Events(
            held=(planned("Семинар «Цифровой урок»", 18, 24), planned('=HYPERLINK("http://x")', 19, 7)),
            coming=(planned("Методический день в школе № 3", 26, 41),),
        ),
        surveys=(
            Survey(
                key="diagnostic",
                title="Где вам нужна поддержка?",
                is_open=True,
                invited=400,
                told=215,
                earlier=date(2026, 5, 11),
                areas=areas(66, 90, 8, 120, 290, before=120),
                tables={
                    "subject": cells("информатика", "математика", "none", "начальные классы", "русский язык", ""),
                    "kind": cells("kindergarten", "school", ""),
                },
            ),
            Survey(key="own", title="Что обсудить на августовском совещании?", is_open=False, invited=60, told=20),
            Survey(key="tiny", title="Школа молодого педагога", is_open=True, invited=None, told=None),
        ),
        paths=Paths(accepted=35, steps=60, until=date(2026, 11, 22)),
        pulse={"load": Feeling(told=40, tenths=4), "energy": Feeling(told=35, tenths=0)},
    )


def region() -> Snapshot:
    return total("Край Заречный", WEEK, [whole(), whole("Город Ключи"), Snapshot(week=WEEK, name="Тихий район")])


def quiet() -> Snapshot:
    return Snapshot(week=date(2026, 12, 28), name="Тихий район")

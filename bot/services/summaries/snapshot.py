"""What is kept of a municipality's week, and the sum of several: numbers that may be told, nobody by name."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from ..disclosure import rounded
from ..surveys.keeping import is_of_municipality


class Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Coverage(Kept):
    """`active`: wrote, answered, acknowledged or opened something; what is done with surveys and paths is no deed."""

    known: int = 0
    connected: int = 0
    active: int = 0
    joined: int = 0
    listed: int = 0


class Young(Kept):
    """`silent`: pairs without a letter for four weeks; `unanswered`: those in which only the mentee wrote."""

    people: int = 0
    guided: int = 0
    silent: int = 0
    unanswered: int = 0

    @property
    def unguided(self) -> int:
        return self.people - self.guided


class Letters(Kept):
    """Questions to the methodists; `hours`: the median of working ones, None: nothing was answered."""

    asked: int = 0
    answered: int = 0
    hours: int | None = None
    overdue: int = 0


class Order(Kept):
    """A regulation whose term is not over; `silent`: schools in which not everybody has acknowledged it."""

    id: int
    title: str
    until: date
    people: int
    acknowledged: int
    silent: int


class Sent(Kept):
    announcements: int = 0
    arrived: int = 0
    orders: tuple[Order, ...] = ()


class Planned(Kept):
    """`zone`: the event's own time zone."""

    title: str
    starts_at: datetime
    zone: str
    going: int
    is_all_day: bool = False


class Events(Kept):
    held: tuple[Planned, ...] = ()
    coming: tuple[Planned, ...] = ()


class Share(Kept):
    """How many answered statements there are, and in how many of them support is wanted; told in tenths only."""

    support: int = 0
    answered: int = 0

    @property
    def tenths(self) -> int:
        return rounded(self.support, self.answered)


class Change(StrEnum):
    """What became of the wish for support since the round before, in tenths."""

    MORE = "more"
    LESS = "less"
    SAME = "same"
    BROKEN = "broken"


class Area(Kept):
    """`before`: in the round before this one; `is_broken`: its questions have changed since, so nothing is compared.

    `alpha`: how reliable its scale is, None where that cannot be said.
    """

    key: str
    name: str
    share: Share
    before: Share | None = None
    is_broken: bool = False
    alpha: float | None = None

    @property
    def change(self) -> Change | None:
        """None: there was no round before that may be told of."""
        if self.is_broken:
            return Change.BROKEN
        if self.before is None:
            return None
        step = self.share.tenths - self.before.tenths
        return Change.MORE if step > 0 else Change.LESS if step else Change.SAME


class Cell(Kept):
    """One group of a table, "" for all others together; `shares` in the order of the areas."""

    group: str
    shares: tuple[Share, ...]


class Survey(Kept):
    """`told`: finished, by whole fives; both None where fewer than five were invited. No `areas`: nothing released.

    `has_areas`: it asks about areas, so that there may be something to release. `began`: when it was put to people;
    `earlier`: when the round began with which its areas are compared.
    """

    key: str
    title: str
    is_open: bool
    invited: int | None
    told: int | None
    has_areas: bool = True
    began: date | None = None
    earlier: date | None = None
    areas: tuple[Area, ...] = ()
    tables: dict[str, tuple[Cell, ...]] = {}


class Feeling(Kept):
    """Of a question of the pulse: at least so many answered, by whole fives; for so many tenths of them it is hard."""

    told: int
    tenths: int


class Paths(Kept):
    """Accepted so far, and steps done so far: «at least», by whole fives of people; None: too few to say.

    `until`: the last day whose steps are counted, so that the next ones are told only where five people did some.
    """

    accepted: int | None = None
    steps: int | None = None
    until: date | None = None


class Snapshot(Kept):
    """`places`: the sum of how many municipalities, 0: it is one of them; `of`: how many there are in the region."""

    week: date
    name: str
    places: int = 0
    of: int = 0
    coverage: Coverage = Coverage()
    young: Young = Young()
    letters: Letters = Letters()
    sent: Sent = Sent()
    events: Events = Events()
    surveys: tuple[Survey, ...] = ()
    paths: Paths = Paths()
    pulse: dict[str, Feeling] = {}

    @property
    def is_quiet(self) -> bool:
        """Nothing happened in it."""
        coverage, letters, sent = self.coverage, self.letters, self.sent
        counts = (coverage.joined, coverage.listed, letters.asked, sent.announcements, len(self.events.held))
        return not any(counts) and not any(one.is_open for one in self.surveys)

    @property
    def commonest(self) -> Area | None:
        """Where support is wanted most, by the newest survey that says anything."""
        found = next((one for one in self.surveys if one.areas), None)
        return None if found is None else ranked(found)[0]


def ranked(survey: Survey) -> list[Area]:
    """Its areas, those first in which support is wanted most."""
    return sorted(survey.areas, key=lambda one: -one.share.tenths)


def total(name: str, week: date, parts: Sequence[Snapshot], of: int = 0) -> Snapshot:
    """Of a region of so many municipalities: sums of what they were told, so that it adds nothing to what is known."""
    return Snapshot(
        week=week,
        name=name,
        places=len(parts),
        of=max(of, len(parts)),
        coverage=Coverage(**_sums(Coverage, [one.coverage for one in parts])),
        young=Young(**_sums(Young, [one.young for one in parts])),
        letters=Letters(hours=None, **_sums(Letters, [one.letters for one in parts], but="hours")),
        sent=Sent(
            announcements=sum(one.sent.announcements for one in parts), arrived=sum(one.sent.arrived for one in parts)
        ),
        surveys=_surveys(parts),
        paths=Paths(
            accepted=_added([one.paths.accepted for one in parts]), steps=_added([one.paths.steps for one in parts])
        ),
        pulse=_pulse([one.pulse for one in parts]),
    )


def _sums(kind: type[Kept], parts: Sequence[Kept], but: str = "") -> dict[str, int]:
    return {name: sum(getattr(one, name) for one in parts) for name in kind.model_fields if name != but}


def _added(numbers: Iterable[int | None]) -> int | None:
    """Of those that may be told."""
    told = [one for one in numbers if one is not None]
    return sum(told) if told else None


def _surveys(parts: Iterable[Snapshot]) -> tuple[Survey, ...]:
    """Of each survey the newest round of every municipality; what most have answered comes first.

    What a municipality has written itself is named after it: in the region nobody else was asked.
    """
    newest: dict[str, list[Survey]] = {}
    for part in parts:
        for key, found in {one.key: one for one in reversed(part.surveys)}.items():
            title = f"{part.name}: {found.title}" if is_of_municipality(key) else found.title
            newest.setdefault(key, []).append(found.model_copy(update={"title": title}))
    made = [_together(found) for _, found in sorted(newest.items())]
    return tuple(sorted(made, key=lambda one: -(one.told or 0)))


def _together(found: list[Survey]) -> Survey:
    told = [one for one in found if one.invited is not None]
    areas: dict[str, Area] = {}
    for area in (area for one in found for area in one.areas):
        other = areas.get(area.key)
        areas[area.key] = area if other is None else _merged(other, area)
    return Survey(
        key=found[0].key,
        title=found[0].title,
        is_open=any(one.is_open for one in found),
        invited=sum(one.invited or 0 for one in told) if told else None,
        told=sum(one.told or 0 for one in told) if told else None,
        has_areas=any(one.has_areas for one in found),
        began=min((one.began for one in found if one.began), default=None),
        earlier=min((one.earlier for one in found if one.earlier), default=None),
        areas=tuple(areas.values()),
    )


def _merged(one: Area, other: Area) -> Area:
    """Compared with before only where both were asked before."""
    before = _plus(one.before, other.before) if one.before and other.before else None
    broken = one.is_broken or other.is_broken
    share = _plus(one.share, other.share)  # an alpha cannot be summed
    return one.model_copy(update={"share": share, "before": before, "is_broken": broken, "alpha": None})


def _plus(one: Share, other: Share) -> Share:
    return Share(support=one.support + other.support, answered=one.answered + other.answered)


def _pulse(parts: Sequence[Mapping[str, Feeling]]) -> dict[str, Feeling]:
    """Made of what was told and of nothing else: exact sums would narrow down what each municipality was told."""
    asked: dict[str, list[Feeling]] = {}
    for question, one in (item for part in parts for item in part.items()):
        asked.setdefault(question, []).append(one)
    return {question: _mean(found) for question, found in asked.items()}


def _mean(found: Sequence[Feeling]) -> Feeling:
    people = sum(one.told for one in found)
    return Feeling(told=people, tenths=round(sum(one.told * one.tenths for one in found) / people))

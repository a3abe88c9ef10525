"""What the week's picture shows: where support is wanted, or, while no survey tells, how far the service reaches."""

from typing import NamedTuple

from storage.models import Scope

from .snapshot import Snapshot, ranked
from .tables import Tenths

PICTURE = "week_picture"


class Bar(NamedTuple):
    """`name`: of an area, or the key of a count, which is `part` of `whole`; `before`: percent in the round before."""

    name: str
    percent: int
    before: int | None = None
    tenths: int | None = None
    part: int = 0
    whole: int = 0


class Chart(NamedTuple):
    """`is_survey`: bars are areas and told in tenths, else they are counts."""

    is_survey: bool
    bars: tuple[Bar, ...]

    @property
    def has_before(self) -> bool:
        return any(one.before is not None for one in self.bars)


def recipe(scope: Scope, place_id: int, week: int) -> str:
    """What to draw; `week` is the ordinal of its Monday. Only whoever may read the week is given one."""
    return f"{PICTURE}:{scope.value}:{place_id}:{week}"


def chart(found: Snapshot) -> Chart:
    survey = next((one for one in found.surveys if one.areas), None)
    if survey is None:
        return Chart(False, _reach(found))
    bars = [
        Bar(one.name, percent(one.share.tenths), percent(one.before.tenths) if one.before else None, one.share.tenths)
        for one in ranked(survey)
    ]
    return Chart(True, tuple(bars))


def percent(tenths: int) -> int:
    """As a share stands in the tables."""
    return round(100 * Tenths(tenths).share)


def _reach(found: Snapshot) -> tuple[Bar, ...]:
    """Counts of duties, not of answers; what there is none of has no bar, but who is known always has one."""
    order = found.sent.orders[0] if found.sent.orders else None
    counts = [
        ("connected", found.coverage.connected, found.coverage.known),
        ("guided", found.young.guided, found.young.people),
        ("answered", found.letters.answered, found.letters.asked),
        ("acknowledged", order.acknowledged if order else 0, order.people if order else 0),
    ]
    bars = [Bar(name, round(100 * part / whole), part=part, whole=whole) for name, part, whole in counts if whole]
    return tuple(bars) or (Bar("connected", 0),)

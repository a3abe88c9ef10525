"""A believable region to try the bot in, written as an ordinary roster and brought in by the ordinary import."""

import io
from dataclasses import dataclass
from datetime import date

from bot.services.roster import Roster, write_template
from bot.services.roster.model import Municipality, Organization, Service
from storage.models import OrganizationKind, ServiceModel, YoungRule

from .associations import Associations
from .data import DemoData, load_demo
from .mentors import assign
from .people import Crowd

__all__ = ["Persona", "build_roster", "demo_roster", "load_demo", "personas"]


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to try the bot as; the stranger has no name and stands in no roster."""

    key: str
    title: str
    subtitle: str
    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    organization: str = ""  # as the roster names it


def build_roster(today: date, data: DemoData | None = None) -> bytes:
    """The demo's workbook (xlsx). The people are the same every day, years and dates are counted from `today`."""
    known = data or load_demo()
    target = io.BytesIO()
    write_template(target, known.words, known.catalogue, demo_roster(known, today))
    return target.getvalue()


def demo_roster(data: DemoData, today: date) -> Roster:
    raw = data.region
    municipalities = {
        key: Municipality(each["name"], each["time_zone"], young_rule=YoungRule(each["young_rule"]))
        for key, each in raw["municipalities"].items()
    }
    organizations = {
        key: Organization(
            municipalities[each["municipality"]].key if each["municipality"] else "",
            each["name"],
            each["full_name"],
            OrganizationKind(each["kind"]),
        )
        for key, each in raw["organizations"].items()
    }
    mentoring = assign(data, Crowd(data, today, organizations).everybody(), today)
    associations = Associations(data, today, mentoring.people, organizations.values(), municipalities)
    return Roster(
        raw["region"],
        tuple(municipalities.values()),
        tuple(_service(municipalities[key].key, each) for key, each in raw["services"].items()),
        tuple(organizations.values()),
        tuple(mentoring.people),
        tuple(associations.all),
        tuple(associations.members),
        tuple(associations.meetings),
        tuple(mentoring.mentorships),
    ).in_order()


def _service(municipality: str, raw: dict[str, str]) -> Service:
    rest = {key: value for key, value in raw.items() if key not in ("name", "model")}
    return Service(municipality, raw["name"], ServiceModel(raw["model"]), **rest)


def personas(data: DemoData) -> tuple[Persona, ...]:
    """The persons of the switch, in its order."""
    return tuple(
        Persona(
            each["key"],
            each["title"],
            each["subtitle"],
            **{name: each.get("person", {}).get(name, "") for name in ("last_name", "first_name", "middle_name")},
            organization=data.region["organizations"][each["organization"]]["name"] if "organization" in each else "",
        )
        for each in data.personas
    )

"""A roster becomes rows of cells again: what `parse` reads, this writes."""

from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from .catalogue import Catalogue
from .labels import association_labels, person_labels
from .model import (
    Association,
    AssociationKey,
    Meeting,
    Mentorship,
    Municipality,
    Organization,
    OrganizationKey,
    Person,
    PersonKey,
    Roster,
    Service,
)
from .problems import Problems
from .reading import Reading
from .words import Words

Cells = dict[str, Any]


class Rows:
    """Rows of every sheet, each a mapping from column key to a text, a number, a date or a time."""

    def __init__(self, roster: Roster, words: Words, catalogue: Catalogue) -> None:
        self.roster, self.words, self.catalogue = roster, words, catalogue
        self._known = known = Reading(Problems(words), catalogue, date.min)
        known.region = roster.region
        for municipality in roster.municipalities:
            known.add_municipality(municipality)
        for organization in roster.organizations:
            known.add_organization(organization)
        for person in roster.people:
            known.add_person(person)
        for association in roster.associations:
            known.add_association(association)

    def of(self, sheet: str) -> list[Cells]:
        make: Any = {
            "municipalities": self._municipality, "services": self._service, "organizations": self._organization,
            "people": self._person, "associations": self._association, "meetings": self._meeting,
            "mentorships": self._mentorship, "members": self._member,
        }[sheet]  # fmt: skip
        return [make(each) for each in getattr(self.roster, sheet)]

    def _municipality(self, each: Municipality) -> Cells:
        return {
            "region": self.roster.region,
            "name": each.name,
            "time_zone": self.words.word("time_zone", each.time_zone),
            "young_age": each.young_age,
            "young_years": each.young_years,
            "young_rule": self.words.word("young_rule", each.young_rule),
        }

    def _service(self, each: Service) -> Cells:
        return {
            "municipality": self._known.municipalities[each.municipality].name,
            "name": each.name,
            "model": self.words.word("service_model", each.model),
            "phone": each.phone,
            "email": each.email,
            "address": each.address,
            "hours": each.hours,
        }

    def _organization(self, each: Organization) -> Cells:
        return {
            "municipality": self._known.municipalities[each.municipality].name if each.municipality else "",
            "name": each.name,
            "full_name": each.full_name,
            "kind": self.words.word("organization_kind", each.kind),
        }

    def _person(self, each: Person) -> Cells:
        here = [place.position for place in each.places if place.organization == each.organization]
        return {
            "last_name": each.last_name,
            "first_name": each.first_name,
            "middle_name": each.middle_name,
            "birth_year": each.birth_year,
            "organization": self._place(each.organization),
            "positions": "; ".join(self._position(key) for key in here),
            "subjects": self._subjects(each.subjects),
            "more_places": self._more_places(each),
            "qualification": self.words.word("qualification", each.qualification),
            "career_since": each.career_since,
            "mentor_capacity": each.mentor_capacity or None,
            "roles": "; ".join(self.words.word("role", role) for role in each.roles),
        }

    def _more_places(self, each: Person) -> str:
        held: dict[OrganizationKey, list[str]] = {}
        for place in each.places:
            if place.organization != each.organization:
                held.setdefault(place.organization, []).append(self._position(place.position))
        return "; ".join(f"{self._place(key)}: {', '.join(names)}" for key, names in held.items())

    def _association(self, each: Association) -> Cells:
        return {
            "level": self.words.word("level", each.level),
            "place": self._association_place(each),
            "title": each.title,
            "subjects": self._subjects(each.subjects),
            "head": self._who(each.head) if each.head else "",
            "ends_on": each.ends_on,
        }

    def _association_place(self, each: Association) -> str:
        if each.organization:
            key = OrganizationKey(each.municipality, each.organization)
            return self._known.place_index.label(self._known.organization_labels(key))
        return self._known.municipalities[each.municipality].name if each.municipality else ""

    def _member(self, each: Any) -> Cells:
        return {"association": self._which(each.association), "person": self._who(each.person)}

    def _meeting(self, each: Meeting) -> Cells:
        own = each.association.municipality
        zone = self._known.municipalities[own].time_zone if own else self.roster.municipalities[0].time_zone
        local = each.starts_at.astimezone(ZoneInfo(zone))
        return {
            "association": self._which(each.association),
            "date": local.date(),
            "time": time(local.hour, local.minute),
            "place": each.place,
            "topic": each.topic,
            "time_zone": "" if own else self.words.word("time_zone", zone),
        }

    def _mentorship(self, each: Mentorship) -> Cells:
        return {
            "mentor": self._who(each.mentor),
            "mentee": self._who(each.mentee),
            "since": each.since,
            "until": each.until,
            "order_number": each.order_number,
            "goals": each.goals,
        }

    def _place(self, key: OrganizationKey) -> str:
        return self._known.organization_index.label(self._known.organization_labels(key))

    def _who(self, key: PersonKey) -> str:
        person = self._known.people[key]
        labels = person_labels(person, self._known.organization_labels(person.organization))
        return self._known.person_index.label(labels)

    def _which(self, key: AssociationKey) -> str:
        association = self._known.associations[key]
        labels = association_labels(association, self._known.place_labels(association))
        return self._known.association_index.label(labels)

    def _position(self, key: str) -> str:
        return self.catalogue.positions[key].name

    def _subjects(self, keys: tuple[str, ...]) -> str:
        return "; ".join(self.catalogue.subjects[key].name for key in keys)

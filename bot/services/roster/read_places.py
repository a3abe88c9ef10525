"""The sheets of places: municipalities, their methodical services, organizations."""

from storage.models import OrganizationKind, ServiceModel, YoungRule

from .cells import Row
from .model import Municipality, Organization, Service
from .names import normal
from .reading import Reading

REGIONAL = (OrganizationKind.INSTITUTE, OrganizationKind.OTHER)
"""Kinds that may belong to no municipality."""


def read_municipalities(reading: Reading, rows: list[Row]) -> tuple[str, tuple[Municipality, ...]]:
    """The one region and its municipalities."""
    seen: dict[object, int] = {}
    for row in rows:
        region = row.title("region")
        reading.region = reading.region or region
        if region and normal(region) != normal(reading.region):
            row.wrong("region", "two_regions", region=reading.region)
        name, zone = row.title("name"), row.choice("time_zone", "time_zone")
        age, years = row.whole("young_age", 18, 60), row.whole("young_years", 0, 10)
        rule = row.choice("young_rule", "young_rule")
        if name and row.first_time("name", normal(name), seen):
            found = Municipality(
                name,
                zone or "",
                35 if age is None else age,
                3 if years is None else years,
                YoungRule(rule or YoungRule.BOTH),
            )
            reading.add_municipality(found)
    return reading.region, tuple(reading.municipalities.values())


def read_services(reading: Reading, rows: list[Row]) -> tuple[Service, ...]:
    """At most one for a municipality."""
    seen: dict[object, int] = {}
    found = []
    for row in rows:
        municipality = row.found("municipality", reading.municipality_index, "unknown_municipality")
        name, model = row.title("name"), row.choice("model", "service_model")
        contacts = [row.text("phone"), row.text("email", allowed="@_"), row.text("address"), row.text("hours")]
        if municipality is None or model is None:
            continue
        if row.first_time("municipality", municipality, seen):
            found.append(Service(municipality, name, ServiceModel(model), *contacts))
    return tuple(found)


def read_organizations(reading: Reading, rows: list[Row]) -> tuple[Organization, ...]:
    seen: dict[object, int] = {}
    for row in rows:
        empty = row.raw("municipality") is None
        municipality = row.found("municipality", reading.municipality_index, "unknown_municipality")
        name, full_name, kind = row.title("name"), row.text("full_name", 400), row.choice("kind", "organization_kind")
        if not name or kind is None or (municipality is None and not empty):
            continue
        found = Organization(municipality or "", name, full_name, OrganizationKind(kind))
        if empty and found.kind not in REGIONAL:
            row.wrong("municipality", "needs_municipality")
        elif not empty and found.kind is OrganizationKind.INSTITUTE:
            row.wrong("municipality", "no_municipality")
        elif row.first_time("name", found.key, seen):
            reading.add_organization(found)
    return tuple(reading.organizations.values())

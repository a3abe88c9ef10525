"""How things are named in cells, from the shortest name to the clearest; read and written by the same rules."""

from .model import Association, Organization, Person


def organization_labels(organization: Organization, municipality: str, region: str) -> list[str]:
    """`municipality` as written, empty for the region's own."""
    return [organization.name, f"{organization.name} ({municipality or region})"]


def person_labels(person: Person, organization: list[str]) -> list[str]:
    year = f", {person.birth_year}" if person.birth_year else ""
    return [
        person.full_name,
        *(f"{person.full_name} ({name})" for name in organization),
        *(f"{person.full_name}{year} ({name})" for name in organization),
    ]


def association_labels(association: Association, place: list[str]) -> list[str]:
    """`place`: labels of its organization or municipality, or the region's name."""
    return [association.title, *(f"{association.title} ({name})" for name in place)]

"""What reading one sheet needs of the sheets before it: who and what is known by which name."""

from datetime import date

from .catalogue import Catalogue
from .labels import association_labels, organization_labels, person_labels
from .model import (
    Association,
    AssociationKey,
    Municipality,
    Organization,
    OrganizationKey,
    Person,
    PersonKey,
)
from .names import Index
from .problems import Problems


class Reading:
    """Everything found so far; each sheet adds its own."""

    def __init__(self, problems: Problems, catalogue: Catalogue, today: date) -> None:
        self.problems, self.catalogue, self.today = problems, catalogue, today
        self.region = ""
        self.municipalities: dict[str, Municipality] = {}
        self.organizations: dict[OrganizationKey, Organization] = {}
        self.people: dict[PersonKey, Person] = {}
        self.associations: dict[AssociationKey, Association] = {}
        self.municipality_index: Index[str] = Index()
        self.organization_index: Index[OrganizationKey] = Index()
        self.place_index: Index[OrganizationKey] = Index()  # a municipality is a place with an empty name
        self.person_index: Index[PersonKey] = Index()
        self.association_index: Index[AssociationKey] = Index()

    def add_municipality(self, found: Municipality) -> None:
        self.municipalities[found.key] = found
        self.municipality_index.add(found.key, [found.name])
        self.place_index.add(OrganizationKey(found.key, ""), [found.name])

    def add_organization(self, found: Organization) -> None:
        self.organizations[found.key] = found
        labels = self.organization_labels(found.key)
        self.organization_index.add(found.key, labels)
        self.place_index.add(found.key, labels)

    def add_person(self, found: Person) -> None:
        key = found.key
        self.people[key] = found
        self.person_index.add(key, person_labels(found, self.organization_labels(found.organization)))

    def add_association(self, found: Association) -> None:
        self.associations[found.key] = found
        self.association_index.add(found.key, association_labels(found, self.place_labels(found)))

    def organization_labels(self, key: OrganizationKey) -> list[str]:
        municipality = self.municipalities.get(key.municipality)
        return organization_labels(self.organizations[key], municipality.name if municipality else "", self.region)

    def place_labels(self, association: Association) -> list[str]:
        if association.organization:
            return self.organization_labels(OrganizationKey(association.municipality, association.organization))
        municipality = self.municipalities.get(association.municipality)
        return [municipality.name if municipality else self.region]

"""What a person does where: her subjects in all her organizations, a category only where she holds the position."""

from typing import NamedTuple

from storage.models import Organization, OrganizationKind, Subject, Teacher

WITHOUT_OWN = frozenset({OrganizationKind.SERVICE, OrganizationKind.INSTITUTE})
"""Places of work that form no association of their own."""


class Work(NamedTuple):
    """`subjects` includes categories; keys are ids, the main organization stands first."""

    organizations: dict[int, Organization]
    subjects: dict[int, dict[int, Subject]]

    @property
    def everywhere(self) -> dict[int, Subject]:
        return {key: subject for found in self.subjects.values() for key, subject in found.items()}

    def pairs(self) -> list[tuple[Organization, Subject]]:
        """Each subject in each organization that may form associations."""
        return [
            (organization, subject)
            for key, organization in self.organizations.items()
            if organization.kind not in WITHOUT_OWN
            for subject in self.subjects[key].values()
        ]


def work_of(teacher: Teacher) -> Work:
    organizations = {teacher.organization_id: teacher.organization}
    organizations |= {place.organization_id: place.organization for place in teacher.places}
    taught = {subject.id: subject for subject in teacher.subjects}
    subjects = {organization: dict(taught) for organization in organizations}
    for place in teacher.places:
        if place.position.category is not None:
            subjects[place.organization_id][place.position.category.id] = place.position.category
    return Work(organizations, subjects)


def municipalities_of(teacher: Teacher, work: Work) -> list[int]:
    """Ids of those she belongs to or works in."""
    found = {place.municipality_id for place in work.organizations.values()} | {teacher.municipality_id}
    return sorted(municipality for municipality in found if municipality is not None)

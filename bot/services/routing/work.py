"""What a person does where: her subjects in all her organizations, a category only where she holds the position."""

from typing import NamedTuple

from storage.models import OrganizationKind
from storage.repositories.work import Taught, Workplace
from storage.repository import Repository

from ..access import Person

WITHOUT_OWN = frozenset({OrganizationKind.SERVICE, OrganizationKind.INSTITUTE})
"""Places of work that form no association of their own."""


class Work(NamedTuple):
    """`subjects` includes categories; keys are ids, the main organization stands first."""

    organizations: dict[int, Workplace]
    subjects: dict[int, dict[int, Taught]]

    @property
    def everywhere(self) -> dict[int, Taught]:
        return {key: subject for found in self.subjects.values() for key, subject in found.items()}

    def pairs(self) -> list[tuple[Workplace, Taught]]:
        """Each subject in each organization that may form associations."""
        return [
            (organization, subject)
            for key, organization in self.organizations.items()
            if organization.kind not in WITHOUT_OWN
            for subject in self.subjects[key].values()
        ]


def work_of(repo: Repository, person: Person) -> Work:
    held, subjects = repo.teachers.work_of(person.id)
    held.sort(key=lambda one: (one.workplace.id != person.organization_id, one.workplace.id))
    taught = {subject.id: subject for subject in sorted(subjects)}
    organizations = {one.workplace.id: one.workplace for one in held}
    found = {organization: dict(taught) for organization in organizations}
    for workplace, category in held:
        if category is not None:
            found[workplace.id][category.id] = category
    return Work(organizations, found)

"""The services' public contacts: shown on posters and to strangers, so nobody is asked who she is."""

from storage.models import MethodicalService, Teacher
from storage.repository import Repository


def of_teacher(repo: Repository, teacher: Teacher) -> MethodicalService | None:
    """The service of the municipality a person works in; None for an institute's staff or where none is entered."""
    return None if teacher.municipality_id is None else repo.places.service_of(teacher.municipality_id)


def page(repo: Repository, number: int, size: int) -> tuple[list[MethodicalService], bool]:
    """(services of this page by name of the municipality, whether more follow); page 0 where there is no such page."""
    services = repo.places.services(number * size, size + 1)
    if not services and number:
        return page(repo, 0, size)
    return services[:size], len(services) > size

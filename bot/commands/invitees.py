"""Whom the operator means by a name, a school or a district; who is not clear is listed."""

import argparse

from storage.models import Municipality, Organization, Teacher
from storage.repository import Repository

from ..app import App
from ..services import invitations
from ..services.access import COMMAND_LINE
from ..texts.cli import CliTexts
from ..views import name_of


class NobodyError(Exception):
    """Whom to invite is not clear; the text says why, in Russian."""


def people(repo: Repository, app: App, texts: CliTexts, asked: argparse.Namespace) -> tuple[list[Teacher], bool]:
    """Who is meant, and whether by name."""
    now = app.clock()
    municipality = municipality_named(repo, texts, asked.municipality) if asked.municipality else None
    organization = organization_named(repo, texts, asked.organization, municipality) if asked.organization else None
    if asked.name:
        name = " ".join(asked.name)
        found = invitations.find(repo, COMMAND_LINE, name, municipality, now)
        if organization:
            found = [teacher for teacher in found if teacher.organization_id == organization.id]
        return [_only(texts, name, found)], True
    if organization:
        return invitations.of_organization(repo, COMMAND_LINE, organization, now), False
    if municipality:
        return invitations.of_municipality(repo, COMMAND_LINE, municipality, now), False
    raise NobodyError(texts.invite_whom)


def _only(texts: CliTexts, name: str, found: list[Teacher]) -> Teacher:
    if not found:
        raise NobodyError(texts.nobody(name))
    if len(found) > 1:
        people = "\n".join(f"  {name_of(teacher).whole}, {teacher.organization.name}" for teacher in found)
        raise NobodyError(texts.several(name, people))
    return found[0]


def municipality_named(repo: Repository, texts: CliTexts, name: str) -> Municipality:
    found = repo.places.municipality_named(name)
    if len(found) != 1:
        raise NobodyError(texts.no_municipality(name))
    return found[0]


def organization_named(repo: Repository, texts: CliTexts, name: str, municipality: Municipality | None) -> Organization:
    found = repo.places.organizations_named(name, municipality.id if municipality else None)
    if len(found) != 1:
        raise NobodyError(texts.no_organization(name))
    return found[0]

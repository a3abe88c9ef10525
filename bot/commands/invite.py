"""`invite`: personal links, printed for whoever hands them out."""

import argparse
import asyncio
from collections.abc import Callable

from aiogram.exceptions import TelegramAPIError

from storage.database import Transaction
from storage.models import Municipality, Organization, Teacher
from storage.repository import Repository

from ..app import App
from ..messengers.base import Messenger
from ..services import invitations
from ..services.access import COMMAND_LINE
from ..settings import Settings
from ..texts.cli import CliTexts
from ..views import name_of, short_work

Say = Callable[[str], None]


AT_ONCE = 20
"""So many codes are written in one transaction."""


class NobodyError(Exception):
    """Whom to invite is not clear; the text says why, in Russian."""


def invite(settings: Settings, texts: CliTexts, say: Say, asked: argparse.Namespace) -> int:
    """Print the links; 1 when nobody is meant or the name fits several."""
    return asyncio.run(_invite(App(settings), texts, say, asked))


async def _invite(app: App, texts: CliTexts, say: Say, asked: argparse.Namespace) -> int:
    await app.prepare()
    try:
        issued, skipped = await _issue(app, texts, asked)
        links = await _messengers(app)
        for heading, code in issued:
            say(heading)
            for messenger, address in links:
                name = app.texts.profile.messengers[messenger.name]
                said = (
                    texts.no_link(name, address[1:], code) if address[:1] == "!" else texts.link(name, address + code)
                )
                say(said)
        if skipped:
            say(texts.skipped(skipped))
    except NobodyError as error:
        say(str(error))
        return 1
    finally:
        await app.stop()
    return 0


async def _issue(app: App, texts: CliTexts, asked: argparse.Namespace) -> tuple[list[tuple[str, str]], int]:
    """((who, code) …, how many are connected already and were left alone); a few at a time, for the bot writes too."""
    if asked.owner:
        code = await app.db.write(_owner_code, app, asked.days)
        return [(app.texts.profile.roles_names["owner"], code)], 0
    chosen, skipped = await app.db.read(_whom, app, texts, asked)
    issued = []
    for start in range(0, len(chosen), AT_ONCE):
        issued += await app.db.write(_codes, app, texts, chosen[start : start + AT_ONCE], asked.days)
    return issued, skipped


def _owner_code(tx: Transaction, app: App, days: int) -> str:
    return invitations.issue_owner(Repository(tx), COMMAND_LINE, app.clock(), days)


def _whom(tx: Transaction, app: App, texts: CliTexts, asked: argparse.Namespace) -> tuple[list[int], int]:
    """(ids of the people to invite, how many of those meant are connected already)."""
    repo = Repository(tx)
    people, by_name = _people(repo, app, texts, asked)
    free = [teacher.id for teacher in people if by_name or not repo.accounts.of(teacher.id)]
    return free, len(people) - len(free)


def _codes(tx: Transaction, app: App, texts: CliTexts, chosen: list[int], days: int) -> list[tuple[str, str]]:
    repo, now, issued = Repository(tx), app.clock(), []
    for teacher_id in chosen:
        if (teacher := repo.teachers.get(teacher_id)) is not None:
            code = invitations.issue_personal(repo, COMMAND_LINE, teacher, now, days)
            issued.append((texts.invited(name_of(teacher).whole, short_work(teacher)), code))
    return issued


def _people(repo: Repository, app: App, texts: CliTexts, asked: argparse.Namespace) -> tuple[list[Teacher], bool]:
    """Who is meant, and whether by name."""
    now = app.clock()
    municipality = _municipality(repo, texts, asked.municipality) if asked.municipality else None
    organization = _organization(repo, texts, asked.organization, municipality) if asked.organization else None
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


def _municipality(repo: Repository, texts: CliTexts, name: str) -> Municipality:
    found = repo.places.municipality_named(name)
    if len(found) != 1:
        raise NobodyError(texts.no_municipality(name))
    return found[0]


def _organization(repo: Repository, texts: CliTexts, name: str, municipality: Municipality | None) -> Organization:
    found = repo.places.organizations_named(name, municipality.id if municipality else None)
    if len(found) != 1:
        raise NobodyError(texts.no_organization(name))
    return found[0]


async def _messengers(app: App) -> list[tuple[Messenger, str]]:
    """(messenger, beginning of its links); one that does not answer has "!" and its problem instead."""
    found = []
    for messenger in app.messengers():
        try:
            profile = await messenger.connect()
            found.append((messenger, messenger.link(profile, "")))
        except TelegramAPIError as error:
            found.append((messenger, f"!{type(error).__name__}"))
        finally:
            await messenger.close()
    return found

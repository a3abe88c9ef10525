"""`invite`: links for people, schools and districts, printed with QR codes for whoever hands them out; posters."""

import argparse
import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from aiogram.exceptions import TelegramAPIError, TelegramUnauthorizedError

from storage.database import Transaction
from storage.repository import Repository

from ..app import App
from ..inviting import poster, qr
from ..inviting.files import poster_of
from ..services import invitations, wall_links
from ..services.access import COMMAND_LINE
from ..services.wall_links import NoDistrictError
from ..settings import Settings
from ..texts.cli import CliTexts
from ..views import name_of, short_work
from .invitees import NobodyError, municipality_named, organization_named, people

Say = Callable[[str], None]


AT_ONCE = 20
"""So many codes are written in one transaction."""


class Issued(NamedTuple):
    """Codes with whom each is for, and how many are connected already and were left alone."""

    codes: list[tuple[str, str]]
    skipped: int = 0
    school: int | None = None  # the organization whose poster can be drawn


def invite(settings: Settings, texts: CliTexts, say: Say, asked: argparse.Namespace) -> int:
    """Print the links; 1 when nobody is meant, the name fits several, or a file cannot be written."""
    return asyncio.run(_invite(App(settings), texts, say, asked))


async def _invite(app: App, texts: CliTexts, say: Say, asked: argparse.Namespace) -> int:
    await app.prepare()
    try:
        if asked.poster and not asked.school:
            raise NobodyError(texts.poster_of_what)
        broken = await _connect(app, texts, is_anywhere=asked.owner)
        if not broken and not app.house.links:
            raise NobodyError(texts.no_way_in if app.settings.has_messenger else texts.no_messenger)
        issued = await _issue(app, texts, asked)
        for heading, code in issued.codes:
            say(heading)
            _print(app, texts, say, code, broken, len(issued.codes) == 1)
        if issued.skipped:
            say(texts.skipped(issued.skipped))
        if asked.png and len(issued.codes) == 1:
            _draw_codes(app, texts, say, Path(asked.png), issued.codes[0][1])
        if asked.poster and issued.school is not None:
            await _draw_poster(app, texts, say, Path(asked.poster), issued.school)
    except NobodyError as error:
        say(str(error))
        return 1
    except OSError as error:
        say(texts.not_written(str(error.filename), error.strerror or ""))
        return 1
    finally:
        await app.stop()
    return 0


def _print(app: App, texts: CliTexts, say: Say, code: str, broken: dict[str, str], draws: bool) -> None:
    """The links of one code; a messenger that does not answer gets words instead of a link."""
    names = app.texts.profile.messengers
    for messenger, problem in broken.items():
        say(texts.no_link(names[messenger], problem, code))
    for messenger, beginning in app.house.links.items():
        say(texts.link(names[messenger], beginning + code))
        if draws:
            say(qr.blocks(beginning + code))


async def _issue(app: App, texts: CliTexts, asked: argparse.Namespace) -> Issued:
    """A few at a time, for the bot writes too."""
    if asked.owner:
        code = await app.db.write(_owner_code, app, asked.days)
        return Issued([(app.texts.profile.roles_names["owner"], code)])
    if asked.school or asked.public:
        return await app.db.write(_wall_code, app, texts, asked)
    chosen, skipped = await app.db.read(_whom, app, texts, asked)
    issued = []
    for start in range(0, len(chosen), AT_ONCE):
        issued += await app.db.write(_codes, app, texts, chosen[start : start + AT_ONCE], asked.days)
    return Issued(issued, skipped)


def _owner_code(tx: Transaction, app: App, days: int) -> str:
    return invitations.issue_owner(Repository(tx), COMMAND_LINE, app.clock(), days)


def _wall_code(tx: Transaction, app: App, texts: CliTexts, asked: argparse.Namespace) -> Issued:
    """What hangs in a school, or is published in a district; nobody gets in by it alone."""
    repo, now = Repository(tx), app.clock()
    district = municipality_named(repo, texts, asked.municipality) if asked.municipality else None
    if asked.school:
        school = organization_named(repo, texts, asked.school, district)
        try:
            code = wall_links.school_code(repo, COMMAND_LINE, school, now, asked.renew)
        except NoDistrictError:
            raise NobodyError(texts.no_district(school.name)) from None
        return Issued([(texts.for_school(school.name), code)], school=school.id)
    if district is None:
        raise NobodyError(texts.public_of_what)
    code = wall_links.public_code(repo, COMMAND_LINE, district, now, asked.renew)
    return Issued([(texts.for_public(district.name), code)])


def _whom(tx: Transaction, app: App, texts: CliTexts, asked: argparse.Namespace) -> tuple[list[int], int]:
    """(ids of the people to invite, how many of those meant are connected already)."""
    repo = Repository(tx)
    found, by_name = people(repo, app, texts, asked)
    free = [teacher.id for teacher in found if by_name or not repo.accounts.of(teacher.id)]
    return free, len(found) - len(free)


def _codes(tx: Transaction, app: App, texts: CliTexts, chosen: list[int], days: int) -> list[tuple[str, str]]:
    repo, now, issued = Repository(tx), app.clock(), []
    for teacher_id in chosen:
        if (teacher := repo.teachers.get(teacher_id)) is not None:
            code = invitations.issue_personal(repo, COMMAND_LINE, teacher, now, days)
            issued.append((texts.invited(name_of(teacher).whole, short_work(teacher)), code))
    return issued


def _draw_codes(app: App, texts: CliTexts, say: Say, path: Path, code: str) -> None:
    """A picture a messenger: «anna.png» becomes «anna-telegram.png» and so on."""
    for messenger, beginning in app.house.links.items():
        target = path.with_name(f"{path.stem}-{messenger}.png")
        _write(target, qr.picture(beginning + code), texts, say)


def _write(path: Path, data: bytes, texts: CliTexts, say: Say) -> None:
    path.write_bytes(data)
    say(texts.written(str(path)))


async def _draw_poster(app: App, texts: CliTexts, say: Say, path: Path, organization_id: int) -> None:
    found = await app.db.read(poster_of, organization_id, app.house)
    if not found.links:
        raise NobodyError(texts.poster_without_links)
    _write(path, poster.draw(found, app.texts.poster), texts, say)


async def _connect(app: App, texts: CliTexts, is_anywhere: bool) -> dict[str, str]:
    """Learn where the messengers are; what is wrong with those that do not answer.

    Where nothing personal is shown nobody but an administrator can come in.
    """
    broken = {}
    for messenger in app.messengers():
        if not is_anywhere and not app.may_show_personal(messenger.name):
            continue
        try:
            app.house.links[messenger.name] = messenger.link(await messenger.connect(), "")
        except TelegramAPIError as error:
            refused = isinstance(error, TelegramUnauthorizedError)
            broken[messenger.name] = texts.check["refused" if refused else f"try_{messenger.name}"]
        finally:
            await messenger.close()
    return broken

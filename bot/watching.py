"""The author's card moves by itself while her mailing runs: edited where it stands, while it is her last screen."""

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter

from storage.database import Database, Transaction
from storage.repository import Repository
from storage.troubles import DatabaseUnavailableError
from storage.watching import Watched, keep, watched

from .announcing.sent import card_screen
from .messengers.errors import NO_ANSWER
from .outgoing import Exit, head
from .screen import Screen, dump
from .services.access import Actor, ForbiddenError, actor_of
from .texts import Texts
from .turn import House

EVERY = 3.0
"""Seconds between two looks at the cards."""
SHARE = 50
"""A look that took long is followed by a pause so many times as long: counting costs a large mailing no more."""
LATER = (TelegramRetryAfter, *NO_ANSWER)

log = logging.getLogger(__name__)


class Onlooker(NamedTuple):
    """Who looks at a card without having done anything."""

    texts: Texts
    repo: Repository
    actor: Actor
    now: datetime
    time_zone: ZoneInfo


class Step(NamedTuple):
    """`screen` is what the card is to show, None: what it shows already."""

    of: Watched
    screen: Screen | None
    is_over: bool


class Watching:
    """`exits` is asked at every step: messengers connect one by one."""

    def __init__(self, db: Database, house: House, exits: Mapping[str, Exit]) -> None:
        self._db, self._house, self._exits = db, house, exits

    async def run(self) -> None:
        """Until cancelled; without a card to watch it is one empty look."""
        while True:
            begun = time.monotonic()
            try:
                await self.look()
            except DatabaseUnavailableError:
                log.warning("the database does not answer, cards wait")
            await asyncio.sleep(max(EVERY, SHARE * (time.monotonic() - begun)))

    async def look(self) -> None:
        """Bring every card that is watched up to date."""
        for step in await self._db.read(self._steps):
            await self._take(step)

    def _steps(self, tx: Transaction) -> list[Step]:
        repo = Repository(tx)
        return [step for one in watched(tx) if (step := self._step(repo, one))]

    def _step(self, repo: Repository, it: Watched) -> Step | None:
        if it.last_update == it.update and not it.is_shown:
            return None
        teacher = it.teacher_id and repo.teachers.get(it.teacher_id)
        if it.last_update != it.update or it.card is None or it.screen is None or not teacher:
            return Step(it, None, True)
        now = self._house.clock()
        zone = ZoneInfo(teacher.municipality.time_zone if teacher.municipality else self._house.time_zone)
        actor = actor_of(repo, teacher, now.astimezone(zone).date())
        try:
            shown = card_screen(Onlooker(self._house.texts, repo, actor, now, zone), it.mailing_id)
        except ForbiddenError:
            return Step(it, None, True)
        is_over = not shown.is_moving
        same = shown.screen.text == json.loads(it.screen)["text"]
        return Step(it, None if same else shown.screen, is_over) if is_over or not same else None

    async def _take(self, step: Step) -> None:
        it, exit_ = step.of, self._exits.get(step.of.messenger)
        if step.screen is None or it.card is None or it.screen is None or exit_ is None:
            await self._db.write(keep, it, None, step.is_over)
            return
        try:
            stands = await exit_.change(it.chat, it.card, step.screen)
        except LATER:
            return
        except TelegramAPIError as error:
            log.info("a card was not brought up to date: %s", head(error))
            stands = False
        except DatabaseUnavailableError:  # the browser chat lives in it
            raise
        except Exception:
            log.exception("a card could not be brought up to date")
            stands = False
        once = json.loads(it.screen)["once"]
        body = dump(step.screen, card=it.card, once=once) if stands else None
        await self._db.write(keep, it, body, step.is_over or not stands)

"""Many people at once, each with an account: whom a mailing is sent to."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from bot.services import announcements
from bot.services.access import actor_of
from bot.services.announcements import Timing, Words
from storage.models import Account, BrowserSession, Conversation, MailingKind, Organization, Teacher
from storage.repository import Repository
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vk import FakeVk
from tests.handlers.zarechny import find
from tests.made import NOW, Made

FIRST = {"telegram": 100_000, "vk": 200_000, "browser": 300_000}
"""The messengers' numbers of the first of them."""
FAR = datetime(2100, 1, 1, tzinfo=UTC)
HOME = ZoneInfo("Asia/Yekaterinburg")


def crowd(made: Made, at: Organization, numbers: Mapping[str, int]) -> None:
    """So many teachers of the organization in each messenger."""
    session = made.tx.session
    for messenger, count in numbers.items():
        place = {"region_id": at.region_id, "municipality_id": at.municipality_id, "organization_id": at.id}
        same = place | {"first_name": "Вера", "middle_name": "Ильинична"}
        named = [same | {"last_name": f"{messenger}{number}"} for number in range(count)]
        people = session.scalars(insert(Teacher).returning(Teacher.id), named).all()
        talks = session.scalars(insert(Conversation).returning(Conversation.id), [{"teacher_id": it} for it in people])
        chats = range(FIRST[messenger], FIRST[messenger] + count)
        accounts = [
            {"messenger": messenger, "external_id": chat, "teacher_id": person, "conversation_id": talk}
            for chat, person, talk in zip(chats, people, talks.all(), strict=True)
        ]
        session.execute(insert(Account), [one | {"created_at": NOW} for one in accounts])
        if messenger == "browser":
            visits = [{"token_hash": f"token of {chat}", "chat": chat, "until": FAR} for chat in chats]
            session.execute(insert(BrowserSession), visits)


def appear(fake: FakeTelegram | FakeVk, messenger: str, count: int) -> None:
    """Those people in the fake, to whom the bot may write."""
    for chat in range(FIRST[messenger], FIRST[messenger] + count):
        fake.person(chat).reachable = True


def announce(repo: Repository, text: str, now: datetime) -> int:
    """The methodist sends it to everybody she answers for: it begins half a minute from `now` on. Returns its id."""
    actor = actor_of(repo, find(repo, "Орлова"), now.date())
    words, timing = Words(MailingKind.NEWS, text, []), Timing(None, announcements.Urgent.SAFETY, HOME)
    return announcements.send(repo, actor, words, {}, timing, 10**6, now, now.date()).id

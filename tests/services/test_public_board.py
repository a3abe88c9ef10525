"""What strangers may read: what was sent to everybody of their district, by whoever answered for it then."""

from datetime import timedelta

import pytest

from bot.services import announcements, entry_requests, public_board
from bot.services.announcements import Timing, Words
from bot.services.entry_requests import Wanted
from bot.services.matching import Name
from storage.models import MailingKind, Regulation, RequestKind, Role, Scope
from storage.repositories.audiences import Condition
from tests.made import NOW, TODAY
from tests.services.test_announcements import HOME


@pytest.fixture
def town(made):
    """A head with her association, a methodist, a teacher who gets what they send, and a stranger's request."""
    made.head, made.author = made.teacher(made.maths), made.methodist()
    made.circle = made.association(made.maths, head_id=made.head.id)
    made.account(made.teacher(made.maths))
    wanted = Wanted(RequestKind.SCHOOL, made.school.id, None, Name("Last", ""), 1)
    made.request = entry_requests.ask(made.repo, made.account().id, wanted, NOW)
    return made


def sent(town, author, choices=None):
    words, timing = Words(MailingKind.REGULATION, "Text", []), Timing(None, None, HOME)
    mailing = announcements.send(town.repo, town.actor(author), words, choices or {}, timing, 100, NOW, TODAY)
    about = {"title": "Title", "change": "", "whom": "", "source": "", "until": TODAY + timedelta(days=9)}
    return town.add(Regulation(mailing_id=mailing.id, **about))


def seen(town):
    later = NOW + timedelta(days=1)
    return [one.mailing_id for one in public_board.documents(town.repo, town.request, later)]


def test_a_methodist_s_to_everybody_is_seen_and_stays_when_she_is_none_any_more(town):
    found = sent(town, town.author)
    sent(town, town.author, {Condition.SUBJECT: [town.maths.id]})
    assert seen(town) == [found.mailing_id]
    for one in town.repo.roles.active(town.author.id):
        town.repo.roles.revoke(one, NOW)
    assert seen(town) == [found.mailing_id]


def test_a_head_s_to_her_association_is_not_even_when_she_becomes_a_methodist(town):
    sent(town, town.head)
    town.grant(town.head, Role.METHODIST, Scope.MUNICIPALITY, town.district.id)
    assert seen(town) == []


def test_nor_is_what_was_sent_to_another_district(town):
    other = town.municipality("Other")
    town.account(town.teacher(at=town.organization("Far", other)))
    town.grant(town.head, Role.METHODIST, Scope.MUNICIPALITY, other.id)
    sent(town, town.head)
    assert seen(town) == []

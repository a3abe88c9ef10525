"""What is corrected or recalled is so for those, too, to whom it was passed on."""

from datetime import timedelta

import pytest

from bot.services import corrections
from bot.services.access import ForbiddenError
from bot.services.corrections import Affected, Change
from storage import changes
from storage.models import RECALLED, Delivery, DeliveryState, MailingKind
from tests.made import NOW

LATER = NOW + timedelta(minutes=5)
NEW = Change("Until Thursday", "Corrected: until Thursday", None)


@pytest.fixture
def town(made):
    """An announcement that one has got, who passed it on to two; one of them gets it in the morning."""
    made.author = made.methodist()
    made.people = [made.teacher() for _ in range(3)]
    accounts = [made.account(person) for person in made.people]
    made.news = made.mailing(MailingKind.NEWS, "Until Friday", author_id=made.author.id)
    facts = {"origin_id": made.news.id, "author_id": made.people[0].id}
    made.hop = made.mailing(MailingKind.PASSED, "Until Friday\n\nPassed on", **facts)
    for mailing, account in zip((made.news, made.hop, made.hop), accounts, strict=True):
        made.repo.mailings.deliver(mailing, account.teacher_id, 0, NOW, 5)
    for delivery in made.tx.session.query(Delivery).filter(Delivery.teacher_id != made.people[2].id):
        delivery.state = DeliveryState.SENT
    made.tx.session.flush()
    made.act = made.actor(made.author)
    return made


def states(town):
    town.tx.session.expire_all()
    found = town.tx.session.query(Delivery).order_by(Delivery.id)
    return [(one.state, one.change_to) for one in found]


def test_a_correction_reaches_those_it_was_passed_on_to(town):
    assert corrections.affected(town.repo, town.act, town.news.id) == Affected(2, 1)
    corrections.correct(town.repo, town.act, town.news.id, NEW, LATER)
    assert [one.parts[0].text for one in (town.news, town.hop)] == ["Until Thursday", "Until Thursday\n\nPassed on"]
    assert states(town) == [(DeliveryState.SENT, 1), (DeliveryState.SENT, 1), (DeliveryState.WAITING, None)]


@pytest.mark.parametrize("is_erased", [False, True], ids=["parted", "erased"])
def test_who_has_moved_to_another_account_hears_of_a_correction_there(town, is_erased):
    """A new phone, or a messenger left: what stands in the old chat is hers no more."""
    (old,) = town.repo.accounts.of(town.people[0].id)
    town.tx.session.query(Delivery).filter_by(account_id=old.id).update({"message_id": 77})
    if is_erased:
        town.repo.personal_data.erase_account(old)
    else:
        town.repo.accounts.part(old)
    corrections.correct(town.repo, town.act, town.news.id, NEW, LATER)
    hers = [one for one in changes.due(town.tx, "telegram", 0, 9) if one.teacher_id == town.people[0].id]
    assert [(one.message_id, one.text) for one in hers] == [(None, "Until Thursday")]


def test_a_correction_too_long_with_what_was_added_stands_alone(town):
    long = "x" * 3899
    corrections.correct(town.repo, town.act, town.news.id, NEW._replace(text=long), LATER)
    assert town.hop.parts[0].text == long


def test_what_was_recalled_leaves_to_nobody_and_is_taken_back_where_it_was_passed_on(town):
    corrections.recall(town.repo, town.act, town.news.id, Change("Recalled", "Recalled", []), LATER)
    assert [(one.parts[0].text, one.note) for one in (town.news, town.hop)] == [("Recalled", RECALLED)] * 2
    assert states(town) == [(DeliveryState.SENT, 1), (DeliveryState.SENT, 1), (DeliveryState.CANCELLED, None)]
    with pytest.raises(ForbiddenError):
        corrections.affected(town.repo, town.act, town.news.id)


def test_what_somebody_has_recalled_that_passed_it_on_stays_so(town):
    town.hop.note = RECALLED
    assert corrections.affected(town.repo, town.act, town.news.id) == Affected(1, 0)
    corrections.correct(town.repo, town.act, town.news.id, NEW, LATER)
    assert town.hop.parts[0].text == "Until Friday\n\nPassed on"

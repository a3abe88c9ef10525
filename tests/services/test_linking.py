"""The rules of linking: how many may guess how often, and that nobody is locked out by others."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.services import entry_requests, linking, personal_data
from bot.services.access import COMMAND_LINE, ForbiddenError
from bot.services.entry_requests import Wanted
from bot.services.joining import tell
from bot.services.linking import Busy, Claimed, LastAccountError, Locked, NoClaimError, Wrong
from bot.services.matching import Name
from bot.services.notes import Note
from storage.models import Account, Delivery, DeliveryState, RequestKind
from tests.made import NOW

NOTE = Note("Text", [])


def asked(_):
    return NOTE


@pytest.fixture
def anna(made):
    return made.teacher()


def issued(made, anna, now=NOW):
    account = made.account(anna)
    place = made.actor(anna)
    object.__setattr__(place, "account_id", account.id)
    return place, linking.issue(made.repo, place, now).code


def flood(made, now=NOW):
    """Strangers use up what is allowed over all accounts."""
    found = [
        linking.claim(made.repo, made.account(None).id, f"{number:06}", asked, now)
        for number in range(linking.MANY_TRIES)
    ]
    assert found == [Wrong(linking.WRONG_TRIES - 1)] * linking.MANY_TRIES


def test_many_guesses_from_many_accounts_make_codes_longer_and_lock_nobody_out(made, anna):
    actor, code = issued(made, anna)
    assert len(code) == 6
    while int(code) < linking.MANY_TRIES:  # pragma: no cover  (guessed by the flood)
        code = linking.issue(made.repo, actor, NOW).code
    flood(made)
    phone = made.account(None, "vk")
    assert linking.claim(made.repo, phone.id, code, asked, NOW) == Busy()
    long = linking.issue(made.repo, actor, NOW).code
    assert len(long) == 10
    assert isinstance(linking.claim(made.repo, phone.id, long, asked, NOW), Claimed)
    later = NOW + linking.LIFETIME + timedelta(seconds=1)
    assert len(linking.issue(made.repo, actor, later).code) == 6


def test_an_account_that_guesses_is_locked_even_for_a_right_code(made, anna):
    _, code = issued(made, anna)
    wrong = str((int(code) + 1) % 10**6).zfill(6)
    guesser = made.account(None)
    left = [linking.claim(made.repo, guesser.id, wrong, asked, NOW) for _ in range(5)]
    assert left == [Wrong(4), Wrong(3), Wrong(2), Wrong(1), Wrong(0)]
    assert linking.claim(made.repo, guesser.id, code, asked, NOW) == Locked()
    later = NOW + linking.LOCKED_FOR
    assert linking.claim(made.repo, guesser.id, wrong, asked, later) == Wrong(4)


def test_an_account_that_is_somebody_s_takes_no_code(made, anna):
    _, code = issued(made, anna)
    other = made.account(made.teacher())
    assert linking.claim(made.repo, other.id, code, asked, NOW) == Locked()


def test_who_came_in_by_a_link_of_her_own_meanwhile_is_not_linked(made, anna):
    actor, code = issued(made, anna)
    stranger = made.account(None, "vk")
    linking.claim(made.repo, stranger.id, code, asked, NOW)
    number = made.repo.link_codes.of(anna.id, NOW).number
    made.repo.accounts.join(stranger, made.teacher().id)
    with pytest.raises(NoClaimError):
        linking.confirm(made.repo, actor, number, NOTE, NOW)


def test_a_no_counts_as_a_wrong_code_and_the_code_is_spent(made, anna):
    phone = made.account(None, "vk")
    for left in (4, 3, 2, 1, 0):
        actor, code = issued(made, anna)
        assert isinstance(linking.claim(made.repo, phone.id, code, asked, NOW), Claimed), left
        linking.deny(made.repo, actor, made.repo.link_codes.of(anna.id, NOW).number, NOW)
        assert made.repo.link_codes.of(anna.id, NOW) is None
    _, code = issued(made, anna)
    assert linking.claim(made.repo, phone.id, code, asked, NOW) == Locked()


def linked(made, anna, phone):
    actor, code = issued(made, anna)
    linking.claim(made.repo, phone.id, code, asked, NOW)
    linking.confirm(made.repo, actor, made.repo.link_codes.of(anna.id, NOW).number, NOTE, NOW)
    return actor


def test_what_the_account_had_before_is_over_when_it_is_linked(made, anna):
    """Else a request would hand it over to somebody else, and it would go with whoever had it before her."""
    former, phone = made.teacher(), made.account(None, "vk")
    phone.former_id = former.id
    wanted = Wanted(RequestKind.SCHOOL, made.school.id, None, Name("Last", "First"), 1)
    entry_requests.ask(made.repo, phone.id, wanted, NOW)
    tell(made.repo, phone, Note("Declined", []), NOW)
    linked(made, anna, phone)
    assert entry_requests.waiting(made.repo, phone.id) is None
    made.tx.session.expire_all()
    of_stranger = made.tx.session.scalars(select(Delivery).where(Delivery.teacher_id.is_(None))).all()
    assert [one.state for one in of_stranger] == [DeliveryState.CANCELLED]
    made.account(former)
    personal_data.erase(made.repo, made.actor(former), NOW)
    made.tx.session.expire_all()
    assert made.repo.accounts.get(phone.id).teacher_id == anna.id


def test_nothing_waits_for_ever_where_she_is_not_any_more(made, anna):
    phone = made.account(None, "vk")
    actor = linked(made, anna, phone)
    made.repo.accounts.get(actor.account_id).reachable = False  # blocked
    linking.unlink(made.repo, actor, phone.id, NOW)
    made.tx.session.expire_all()
    states = {one.state for one in made.tx.session.scalars(select(Delivery)) if one.account_id != actor.account_id}
    assert states == {DeliveryState.UNREACHABLE}


def test_a_right_code_of_one_s_own_gives_nobody_new_tries(made, anna):
    phone = made.account(None, "vk")
    for left in (4, 3, 2, 1):
        assert linking.claim(made.repo, phone.id, "x" * 6, asked, NOW) == Wrong(left)
    actor = linked(made, anna, phone)
    linking.unlink(made.repo, actor, phone.id, NOW)
    assert linking.claim(made.repo, phone.id, "x" * 6, asked, NOW) == Wrong(0)


def test_a_code_issued_on_an_account_that_is_no_longer_hers_is_worth_nothing(made, anna):
    actor = linked(made, anna, made.account(None, "vk"))
    code = linking.issue(made.repo, actor, NOW).code
    linking.unlink(made.repo, actor, actor.account_id, NOW)
    assert isinstance(linking.claim(made.repo, made.account(None).id, code, asked, NOW), Wrong)


def test_what_waits_for_her_comes_to_another_messenger_when_one_is_unlinked(made, anna):
    actor, code = issued(made, anna)
    phone = made.account(None, "vk")
    linking.claim(made.repo, phone.id, code, asked, NOW)
    linking.confirm(made.repo, actor, made.repo.link_codes.of(anna.id, NOW).number, NOTE, NOW)
    (delivery,) = [one for one in made.tx.session.scalars(select(Delivery)) if one.account_id == phone.id]
    linking.unlink(made.repo, actor, phone.id, NOW)
    made.tx.session.expire_all()
    assert (delivery.account_id, delivery.messenger) == (actor.account_id, "telegram")
    assert made.tx.session.scalars(select(Account.id).where(Account.teacher_id == anna.id)).all() == [actor.account_id]
    with pytest.raises(LastAccountError):
        linking.unlink(made.repo, actor, actor.account_id, NOW)


def test_only_she_herself_links_and_unlinks(made, anna):
    account = made.account(anna)
    stranger = made.actor(made.teacher())
    for deed in (
        lambda: linking.overview(made.repo, COMMAND_LINE, NOW),
        lambda: linking.issue(made.repo, COMMAND_LINE, NOW),
        lambda: linking.unlink(made.repo, stranger, account.id, NOW),
        lambda: linking.unlink(made.repo, COMMAND_LINE, account.id, NOW),
    ):
        with pytest.raises(ForbiddenError):
            deed()

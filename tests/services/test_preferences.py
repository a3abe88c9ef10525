"""What a person chooses is obeyed by everything that is sent to her."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.services import announced, announcements, latecomers, linking, personal_data, preferences
from bot.services.access import COMMAND_LINE, ForbiddenError
from bot.services.announcements import Timing, Urgent, Words
from bot.services.preferences import BadAddressError, UnlinkedError
from storage import moving
from storage.models import Answer, Delivery, DeliveryState, Event, Mailing, MailingKind
from storage.moving import Refusal
from storage.repositories.audiences import HOME as AT_HOME
from storage.repositories.audiences import Due
from storage.repositories.regulations import Silent
from tests.made import NOW, TODAY

HOME = ZoneInfo("Asia/Yekaterinburg")
MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
SOON = Timing(None, None, HOME)
URGENT = Timing(None, Urgent.SAFETY, HOME)


@pytest.fixture
def town(made):
    """A methodist, and a teacher in two messengers, VK the newer one."""
    made.author, made.anna = made.methodist(), made.teacher(made.maths)
    made.telegram, made.vk = made.account(made.anna, "telegram"), made.account(made.anna, "vk")
    made.act, made.herself = made.actor(made.author), made.actor(made.anna)
    return made


def sent(town, kind=MailingKind.NEWS, timing=SOON, now=MONDAY) -> Mailing:
    mailing = announcements.send(town.repo, town.act, Words(kind, "Text", []), {}, timing, 100, now, TODAY)
    mailing.closes_at = now + timedelta(days=30)
    town.tx.flush()
    return mailing


def to_anna(town, mailing) -> Delivery:
    town.tx.session.expire_all()
    return town.tx.session.query(Delivery).filter_by(mailing_id=mailing.id, teacher_id=town.anna.id).one()


def letter(town) -> Delivery:
    mailing = town.mailing(MailingKind.LETTER, is_personal=True)
    return town.repo.mailings.deliver(mailing, town.anna.id, 0, NOW, 0)


def test_she_is_reached_where_she_wants_to_be_and_else_where_she_can_be(town):
    assert letter(town).account_id == town.vk.id
    assert to_anna(town, sent(town)).account_id == town.vk.id
    preferences.prefer(town.repo, town.herself, "telegram", NOW)
    assert letter(town).account_id == town.telegram.id
    assert to_anna(town, sent(town)).account_id == town.telegram.id
    town.telegram.reachable = False
    assert letter(town).account_id == town.vk.id
    assert to_anna(town, sent(town)).account_id == town.vk.id


def test_what_waits_follows_the_choice_but_not_what_was_begun(town):
    held, begun = to_anna(town, sent(town, now=EVENING)), letter(town)
    begun.call_id = 7
    preferences.prefer(town.repo, town.herself, "telegram", NOW)
    town.tx.session.expire_all()
    assert (held.account_id, held.messenger) == (town.telegram.id, "telegram")
    assert begun.account_id == town.vk.id
    preferences.prefer(town.repo, town.herself, None, NOW)
    town.tx.session.expire_all()
    assert held.account_id == town.vk.id


@pytest.mark.parametrize(("wanted", "stays"), [("telegram", None), ("vk", "vk")])
def test_a_wish_goes_with_the_messenger_it_was_for(town, wanted, stays):
    preferences.prefer(town.repo, town.herself, wanted, NOW)
    linking.unlink(town.repo, town.herself, town.telegram.id, NOW)
    assert town.anna.preferred_messenger == stays


def test_after_a_refusal_and_a_silence_the_preferred_of_the_others_is_taken(town):
    browser = town.account(town.anna, "browser")
    preferences.prefer(town.repo, town.herself, "telegram", NOW)
    town.telegram.reachable = True
    delivery = letter(town)
    delivery.account_id, delivery.messenger = browser.id, "browser"
    town.tx.flush()
    assert moving.escape(town.tx, "browser", ["vk", "telegram"], int(NOW.timestamp())) == 1
    assert delivery.account_id == town.telegram.id
    town.tx.flush()
    assert moving.move_on(town.tx, [Refusal(delivery.id, town.telegram.id)], NOW)
    assert delivery.account_id == browser.id


def test_one_prefers_only_a_messenger_of_one_s_own(town):
    with pytest.raises(UnlinkedError):
        preferences.prefer(town.repo, town.herself, "browser", NOW)


def test_what_is_urgent_waits_for_who_wants_it_so_and_the_report_says_held(town):
    assert to_anna(town, sent(town, timing=URGENT, now=EVENING)).state is DeliveryState.WAITING
    preferences.hear_urgent(town.repo, town.herself, False)
    town.tx.flush()
    plan = announcements.plan(town.repo, town.act, MailingKind.NEWS, {}, URGENT, EVENING, TODAY)
    assert list(plan.waits.values()) == [1]
    mailing = sent(town, timing=URGENT, now=EVENING)
    assert to_anna(town, mailing).state is DeliveryState.HELD
    assert announced.card(town.repo, town.act, mailing.id).progress.held == 1


def test_after_stop_announcements_do_not_come_and_what_waits_does_not_either(town):
    other = town.teacher()
    town.account(other)
    waiting = sent(town, now=EVENING)
    preferences.stop(town.repo, town.herself, NOW)
    assert to_anna(town, waiting).state is DeliveryState.UNREACHABLE
    mailing = sent(town)
    assert to_anna(town, mailing).state is DeliveryState.UNREACHABLE
    card = announced.card(town.repo, town.act, mailing.id)
    assert card.progress.absent == 1
    assert announcements.plan(town.repo, town.act, MailingKind.NEWS, {}, SOON, MONDAY, TODAY).reachable == 1
    assert letter(town).state is DeliveryState.WAITING
    assert latecomers.missed(town.repo, town.herself, MONDAY, HOME) == []


def test_what_she_must_know_comes_all_the_same(town):
    preferences.stop(town.repo, town.herself, NOW)
    assert announcements.plan(town.repo, town.act, MailingKind.REGULATION, {}, SOON, MONDAY, TODAY).reachable == 1
    assert to_anna(town, sent(town, MailingKind.REGULATION)).account_id == town.vk.id


def test_the_look_for_latecomers_passes_over_who_said_stop_until_she_is_back(town):
    other = town.teacher()
    town.account(other)
    preferences.stop(town.repo, town.herself, NOW)
    mailing = sent(town)
    assert town.repo.latecomers.reachable_again(mailing.id, False, 0, 10**6, 9) == []
    assert len(town.repo.latecomers.reachable_again(mailing.id, True, 0, 10**6, 9)) == 1
    preferences.resume(town.repo, town.herself, NOW)
    assert len(town.repo.latecomers.reachable_again(mailing.id, False, 0, 10**6, 9)) == 1
    later = MONDAY + timedelta(hours=1)
    assert [one.mailing_id for one in latecomers.missed(town.repo, town.herself, later, HOME)] == [mailing.id]


def test_who_has_left_the_roster_gets_nothing_that_waits_until_she_is_back_in_it(town):
    waiting = sent(town, MailingKind.REGULATION, now=EVENING)
    town.anna.left_on = TODAY
    latecomers.keep_from_left(town.repo)
    town.tx.session.expire_all()
    assert to_anna(town, waiting).state is DeliveryState.UNREACHABLE
    assert town.repo.latecomers.reachable_again(waiting.id, True, 0, 10**6, 9) == []
    town.anna.left_on = None
    town.tx.flush()
    assert len(town.repo.latecomers.reachable_again(waiting.id, True, 0, 10**6, 9)) == 1


@pytest.mark.parametrize("words", ["<b>", "Анна!", "1", "А" * 41, "Анна  <", "Анна\n/stop", "@anna"])
def test_nobody_is_addressed_by_what_is_no_name(town, words):
    with pytest.raises(BadAddressError):
        preferences.address_so(town.repo, town.herself, words)


def test_an_address_is_kept_and_dropped(town):
    for said, kept in (("  Анна   Сергеевна ", "Анна Сергеевна"), ("Анна-Мария С.", "Анна-Мария С."), ("", "")):
        preferences.address_so(town.repo, town.herself, said)
        assert town.anna.address == kept


def test_all_of_it_is_forgotten_with_her(town):
    preferences.prefer(town.repo, town.herself, "telegram", NOW)
    preferences.hear_urgent(town.repo, town.herself, False)
    preferences.address_so(town.repo, town.herself, "Аня")
    preferences.stop(town.repo, town.herself, NOW)
    personal_data.erase(town.repo, town.herself, NOW)
    anna = town.anna
    assert (anna.preferred_messenger, anna.hears_urgent, anna.address, anna.stopped_at) == (None, True, "", None)


def test_nobody_else_chooses_for_her(town):
    for deed in (
        lambda: preferences.own(town.repo, COMMAND_LINE),
        lambda: preferences.prefer(town.repo, COMMAND_LINE, None, NOW),
        lambda: preferences.hear_urgent(town.repo, COMMAND_LINE, False),
        lambda: preferences.stop(town.repo, COMMAND_LINE, NOW),
        lambda: preferences.resume(town.repo, COMMAND_LINE, NOW),
        lambda: preferences.address_so(town.repo, COMMAND_LINE, "Anna"),
    ):
        with pytest.raises(ForbiddenError):
            deed()


def reminded(town, mailing) -> int:
    """How many are reminded of it."""
    town.tx.flush()
    note = town.mailing(MailingKind.REMINDER, is_personal=True)
    dues = {AT_HOME: Due(int(NOW.timestamp()), False)}
    who = Silent(mailing.id, [], 2, [(NOW - timedelta(days=1), NOW)], TODAY)
    return town.repo.regulations.remind(note.id, who, dues, 5)


def test_who_said_stop_is_told_of_a_document_once_and_not_reminded(town):
    mailing = sent(town, MailingKind.REGULATION)
    got = to_anna(town, mailing)
    got.state, got.done_at = DeliveryState.SENT, NOW
    assert reminded(town, mailing) == 1
    preferences.stop(town.repo, town.herself, NOW)
    assert reminded(town, mailing) == 0


def test_who_said_stop_still_hears_that_an_event_she_goes_to_has_moved(town):
    mailing = sent(town, MailingKind.EVENT)
    said = {"title": "Seminar", "uid": "seminar", "text": "", "place": "", "link": "", "time_zone": HOME.key}
    when = {"starts_at": MONDAY + timedelta(days=3), "changed_at": NOW, "is_all_day": False, "sequence": 0}
    event = town.add(Event(mailing_id=mailing.id, region_id=town.anna.region_id, **said, **when))
    town.repo.events.save(event, town.anna.id, Answer.GOING, NOW)
    preferences.stop(town.repo, town.herself, NOW)
    town.tx.flush()
    note = town.mailing(MailingKind.CORRECTION)
    town.repo.events.tell(note.id, event.id, {AT_HOME: Due(int(NOW.timestamp()), False)}, 2, TODAY)
    assert to_anna(town, note).account_id == town.vk.id

"""The rules of announcements: when everybody gets them, how long they may be, what a report may tell."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from bot.services import announced, announcement_report, announcements, audiences, corrections, saved_audiences
from bot.services.access import ForbiddenError
from bot.services.announcements import MorePeopleError, NobodyError, Timing, TooLongError, Urgent, Words
from storage.models import (
    NAME,
    Delivery,
    DeliveryState,
    Mailing,
    MailingKind,
    MailingState,
    OrganizationKind,
    QuietHours,
    Role,
    Scope,
)
from storage.repositories.announcements import Recipient, Tally
from storage.repositories.audiences import KINDS, Condition, When
from tests.made import TODAY

HOME = ZoneInfo("Asia/Yekaterinburg")
NEAR, WEST = When("Asia/Yekaterinburg", QuietHours.USUAL), When("Europe/Kaliningrad", QuietHours.USUAL)
MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # ten in the morning at home
EVENING = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
NOW_ = Timing(None, None, HOME)
NEWS = Words(MailingKind.NEWS, "Text", [])


@pytest.fixture
def town(made):
    """A methodist and five teachers, three of them connected; `actor` is the methodist."""
    made.author = made.methodist()
    made.people = [made.teacher(made.maths) for _ in range(5)]
    for person in made.people[:3]:
        made.account(person)
    made.act = made.actor(made.author)
    return made


def sent(town, words=NEWS, choices=None, timing=NOW_, agreed=100, now=MONDAY):
    return announcements.send(town.repo, town.act, words, choices or {}, timing, agreed, now, TODAY)


def deliveries(town) -> list[Delivery]:
    return town.tx.session.query(Delivery).all()


def test_nothing_is_due_before_the_author_could_have_stopped_it(town):
    mailing = sent(town)
    assert mailing.starts_at == MONDAY + announcements.GRACE
    assert {one.due_at for one in deliveries(town)} == {MONDAY + announcements.GRACE}
    assert town.repo.has_mail


def test_what_is_stopped_leaves_nobody_waiting_and_a_second_stop_does_nothing(town):
    mailing = sent(town)
    assert announced.stop(town.repo, town.act, mailing.id, MONDAY) == 3
    assert announced.stop(town.repo, town.act, mailing.id, MONDAY) == 0
    town.tx.session.expire_all()
    card = announced.card(town.repo, town.act, mailing.id)
    assert (card.progress.stopped, card.progress.absent, card.progress.waiting, card.may_stop) == (3, 2, 0, False)
    assert card.mailing.state is MailingState.CANCELLED


def test_quiet_hours_are_told_before_and_kept_after(town):
    plan = announcements.plan(town.repo, town.act, MailingKind.NEWS, {}, NOW_, EVENING, TODAY)
    morning = datetime(2026, 11, 24, 8, 0, tzinfo=HOME)
    assert plan.waits == {morning: 3}
    sent(town, now=EVENING)
    assert {(one.state, one.due_at) for one in deliveries(town) if one.account_id} == {(DeliveryState.HELD, morning)}


def test_urgent_overrides_quiet_hours_and_the_reason_is_in_the_audit(town):
    sent(town, timing=Timing(None, Urgent.CHANGED, HOME), now=EVENING)
    assert {one.state for one in deliveries(town) if one.account_id} == {DeliveryState.WAITING}
    assert next(one.details for one in town.repo.audit.about(town.author.id)).endswith("people=5 urgent=changed")


def test_a_moment_is_by_each_recipients_own_clock(town):
    west = town.municipality("West")
    west.time_zone = "Europe/Kaliningrad"
    far = town.teacher(at=town.organization("Far", west))
    town.account(far)
    timing = Timing(datetime(2026, 11, 24, 15, 0), None, HOME)  # noqa: DTZ001 (by whose clock is the question)
    groups = [
        *audiences.groups(town.repo, town.act, {}, TODAY),
        audiences.Group(WEST, 1, 1, 5),
    ]
    found = announcements.planned(groups, timing, MONDAY)
    assert found.dues[NEAR].at == datetime(2026, 11, 24, 10, 0, tzinfo=UTC).timestamp()
    assert found.dues[WEST].at == datetime(2026, 11, 24, 13, 0, tzinfo=UTC).timestamp()
    assert found.starts_at == datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def test_a_moment_already_over_in_some_time_zone_is_now_there(town):
    timing = Timing(datetime(2026, 11, 23, 9, 0), None, HOME)  # noqa: DTZ001 (as above)
    found = announcements.plan(town.repo, town.act, MailingKind.NEWS, {}, timing, MONDAY, TODAY)
    assert found.starts_at == MONDAY + announcements.GRACE


def test_an_audience_nobody_can_be_reached_in_gets_nothing(town):
    other = town.subject("physics")
    town.teacher(other)
    with pytest.raises(NobodyError):
        sent(town, choices={Condition.SUBJECT: [other.id]})
    assert town.tx.session.query(Mailing).count() == 0


def test_who_came_since_the_number_was_confirmed_wants_a_new_confirmation(town):
    with pytest.raises(MorePeopleError):
        sent(town, agreed=2)
    assert town.tx.session.query(Mailing).count() == 0
    sent(town, agreed=3)


def test_the_longest_name_must_fit_too(town):
    town.teacher(first_name="Ф" * 40, middle_name="О" * 40)
    text = NAME * 47
    assert len(text) <= announcements.ROOM
    with pytest.raises(TooLongError):
        sent(town, words=NEWS._replace(text=NAME * 49))
    assert announcements.fits(text, 81)
    assert not announcements.fits(NAME * 49, 81)
    assert announcements.fits("я" * announcements.ROOM, 10**6)
    assert not announcements.fits("😀" * 2000, 0)


@pytest.mark.parametrize("kind", [MailingKind.NOTE, MailingKind.LETTER])
def test_kinds_that_have_cards_of_their_own_are_not_announced(town, kind):
    with pytest.raises(TooLongError):
        sent(town, words=NEWS._replace(kind=kind))


def test_results_and_what_names_the_recipient_are_personal(town):
    assert not sent(town).is_personal
    assert sent(town, words=NEWS._replace(kind=MailingKind.RESULTS)).is_personal
    assert sent(town, words=NEWS._replace(text=f"{NAME}, hello")).is_personal


def test_only_the_author_sees_or_stops_it(town):
    mailing = sent(town)
    other = town.actor(town.methodist())
    deeds = (
        lambda: announced.card(town.repo, other, mailing.id),
        lambda: announced.stop(town.repo, other, mailing.id, MONDAY),
        lambda: announced.tallies(town.repo, other, mailing.id, "messengers"),
        lambda: announced.not_reached(town.repo, other, mailing.id, 0, 10),
    )
    for deed in deeds:
        with pytest.raises(ForbiddenError):
            deed()
    assert announced.newest(town.repo, other, 5) == []
    assert [one.id for one in announced.newest(town.repo, town.act, 5)] == [mailing.id]


def test_what_was_sent_to_a_place_one_answers_for_no_more_is_out_of_ones_hands(town):
    """Her own association is left to her, and what she sent to it while she was a methodist."""
    circle = town.association(town.maths, head_id=town.author.id)
    wide, narrow = sent(town), sent(town, choices={Condition.ASSOCIATION: [circle.id]})
    for one in town.repo.roles.active(town.author.id):
        town.repo.roles.revoke(one, MONDAY)
    head = town.actor(town.author)
    change = corrections.Change("Other", "Other", None)
    for deed in (
        lambda: announced.card(town.repo, head, wide.id),
        lambda: announced.not_reached(town.repo, head, wide.id, 0, 10),
        lambda: corrections.correct(town.repo, head, wide.id, change, MONDAY),
    ):
        with pytest.raises(ForbiddenError):
            deed()
    assert [one.id for one in announced.newest(town.repo, head, 5)] == [narrow.id]
    assert announced.card(town.repo, head, narrow.id).may_stop


@pytest.mark.parametrize("by", ["methodist", "expert"])
def test_what_somebody_has_left_behind_is_stopped_by_who_answers_for_the_place(town, by):
    expert, far = town.teacher(at=town.institute()), town.methodist(town.municipality("Far"))
    town.grant(expert, Role.INSTITUTE, Scope.REGION, town.region.id)
    who = town.actor(expert if by == "expert" else town.methodist())
    monday = Timing(MONDAY.replace(tzinfo=None) + timedelta(days=7), None, HOME)
    mailing, gone, narrow = sent(town, timing=monday), sent(town), sent(town, timing=monday)
    announced.stop(town.repo, town.act, narrow.id, MONDAY)
    assert announced.left_behind(town.repo, who, MONDAY) == []
    with pytest.raises(ForbiddenError):
        announced.stop(town.repo, who, mailing.id, MONDAY)
    for one in town.repo.roles.active(town.author.id):
        town.repo.roles.revoke(one, MONDAY)
    later = MONDAY + timedelta(days=4)
    assert [one.id for one in announced.left_behind(town.repo, who, later)] == [mailing.id]
    for at in (MONDAY, MONDAY + timedelta(hours=63)):  # so long quiet hours last over the weekend
        assert {one.id for one in announced.left_behind(town.repo, who, at)} == {mailing.id, gone.id}
    assert announced.left_behind(town.repo, town.actor(far), later) == []
    card = announced.look(town.repo, who, mailing.id, later)
    assert (card.is_own, card.may_stop, card.may_resume) == (False, True, False)
    with pytest.raises(ForbiddenError):
        announced.stop(town.repo, town.actor(far), mailing.id, later)
    with pytest.raises(ForbiddenError):
        announced.not_reached(town.repo, who, mailing.id, 0, 10)
    assert announced.stop(town.repo, who, mailing.id, later) == 3
    assert announced.left_behind(town.repo, who, later) == []


def test_who_stands_in_elsewhere_may_choose_one_of_her_two_municipalities(town):
    other = town.municipality("Other")
    town.substitution(town.methodist(other), town.author)
    both, far = town.actor(town.author), town.municipality("Far")
    offered = audiences.options(town.repo, both, Condition.MUNICIPALITY, TODAY)
    assert [one.id for one in offered] == [town.district.id, other.id]
    chosen = audiences.toggle(town.repo, both, {}, Condition.MUNICIPALITY, other.id, TODAY)
    assert sum(group.people for group in audiences.groups(town.repo, both, chosen, TODAY)) == 1
    with pytest.raises(ForbiddenError):
        audiences.toggle(town.repo, both, {}, Condition.MUNICIPALITY, far.id, TODAY)


def test_a_kept_audience_means_the_same_while_its_author_stands_in_elsewhere(town):
    colleague = town.methodist(town.municipality("Other"))
    maths = {Condition.SUBJECT: [town.maths.id]}
    at_home = {**maths, Condition.MUNICIPALITY: [town.district.id]}

    def used(actor):
        found = saved_audiences.page(town.repo, actor, 0, 5)
        return [saved_audiences.use(town.repo, actor, one.id, TODAY) for one in found]

    saved_audiences.save(town.repo, town.act, "Maths", maths, TODAY)
    town.substitution(colleague, town.author)
    both = town.actor(town.author)
    assert used(both) == [at_home]
    saved_audiences.save(town.repo, both, "Maths", at_home, TODAY)
    assert used(both) == [at_home]
    assert used(town.actor(town.author, TODAY + timedelta(days=1))) == [maths]


def test_who_answers_for_nobody_announces_nothing(town):
    teacher = town.actor(town.people[0])
    for deed in (
        lambda: announcements.plan(town.repo, teacher, MailingKind.NEWS, {}, NOW_, MONDAY, TODAY),
        lambda: announcements.send(town.repo, teacher, NEWS, {}, NOW_, 9, MONDAY, TODAY),
        lambda: announcements.send_to_self(town.repo, teacher, NEWS, MONDAY),
        lambda: audiences.groups(town.repo, teacher, {}, TODAY),
        lambda: audiences.options(town.repo, teacher, Condition.SUBJECT, TODAY),
        lambda: audiences.toggle(town.repo, teacher, {}, Condition.YOUNG, 1, TODAY),
        lambda: audiences.places(town.repo, teacher),
    ):
        with pytest.raises(ForbiddenError):
            deed()


def test_a_choice_outside_the_scope_is_refused_and_one_within_comes_and_goes(town):
    far = town.organization("Far", town.municipality("Other"))
    with pytest.raises(ForbiddenError):
        audiences.toggle(town.repo, town.act, {}, Condition.ORGANIZATION, far.id, TODAY)
    with pytest.raises(ForbiddenError):
        audiences.toggle(town.repo, town.act, {}, Condition.MUNICIPALITY, town.district.id, TODAY)
    kind = KINDS.index(OrganizationKind.SCHOOL)
    once = audiences.toggle(town.repo, town.act, {}, Condition.KIND, kind, TODAY)
    assert once == {Condition.KIND: [kind]}
    assert audiences.toggle(town.repo, town.act, once, Condition.KIND, kind, TODAY) == {}


def test_a_head_left_without_her_association_finds_nobody_even_with_an_old_draft(town):
    head = town.people[0]
    association = town.association(town.maths, head_id=head.id)
    assert sum(one.people for one in audiences.groups(town.repo, town.actor(head), {}, TODAY)) == 4
    association.ends_on = TODAY - timedelta(days=1)
    town.tx.flush()
    with pytest.raises(ForbiddenError):
        announcements.send(town.repo, town.actor(head), NEWS, {}, NOW_, 9, MONDAY, TODAY)


WORDS = announcement_report.Words(
    {key: key for key in ("people", "organizations", "associations", "messengers")},
    {key: key for key in (*announcement_report.NAMED, *announcement_report.COUNTED)},
    {key: key for key in announcement_report.STATES.values()},
    {"vk": "VK"},
    "yes",
    "no",
    HOME,
)


def test_a_report_holds_text_only_whatever_people_are_called():
    one = Recipient("=1+1", "@SUM(A1)", "", "http://example.org", "", "vk", DeliveryState.SENT, MONDAY, None)
    gone = one._replace(last_name="B", state=DeliveryState.BLOCKED, tapped_at=None)
    places = [
        Tally("=school", DeliveryState.SENT, 1, 1, 0),
        Tally("=school", DeliveryState.BLOCKED, 1, 0, 0),
        Tally("other", DeliveryState.WAITING, 3, 0, 0),
    ]
    contents = announcement_report.Contents([one, gone], places, [], [], False)
    book = load_workbook(BytesIO(announcement_report.workbook(contents, WORDS)))
    assert book.sheetnames == ["people", "organizations", "associations", "messengers"]
    people, schools = (list(book[name].values) for name in ("people", "organizations"))
    assert people[0] == ("person", "organization", "municipality", "connected", "messenger", "state", "tapped")
    assert people[1] == ("=1+1 @SUM(A1)", "http://example.org", "", "yes", "VK", "sent", "23.11.2026 10:00")
    assert people[2][3:] == ("no", "", "absent", "")
    assert [dict(zip(schools[0], row, strict=True)) for row in schools[1:]] == [
        {"name": "=school", "people": "2", "sent": "1", "tapped": "1", "absent": "1"}
        | dict.fromkeys(("failed", "unknown", "waiting", "stopped"), "0"),
        {"name": "other", "people": "3", "waiting": "3"}
        | dict.fromkeys(("sent", "tapped", "absent", "failed", "unknown", "stopped"), "0"),
    ]
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} == {"s"}


def test_numbers_by_place_are_the_authors_and_too_many_are_counted_elsewhere(town, monkeypatch):
    mailing = sent(town)
    place = f"{town.school.name}, {town.district.name}"
    tallies = announced.tallies(town.repo, town.act, mailing.id, "organizations")
    assert set(tallies or []) == {
        Tally(place, DeliveryState.UNREACHABLE, 2, 0, 0),
        Tally(place, DeliveryState.WAITING, 3, 0, 0),
    }
    monkeypatch.setattr(announced, "COUNTED", 4)
    assert announced.tallies(town.repo, town.act, mailing.id, "organizations") is None
    with pytest.raises(ForbiddenError):
        announced.tallies(town.repo, town.actor(town.people[0]), mailing.id, "messengers")


def test_the_card_counts_every_state_once_and_never_says_read(town):
    mailing = sent(town)
    for one, state in zip(deliveries(town), DeliveryState, strict=False):
        one.state = state
    town.tx.flush()
    progress = announced.card(town.repo, town.act, mailing.id).progress
    assert progress.people == 5
    assert (progress.waiting, progress.sent, progress.unknown) == (3, 1, 1)

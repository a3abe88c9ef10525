"""Requests at the door: what is taken, who decides, whom she may be, and who is told when."""

from datetime import timedelta

import pytest

from bot.services import (
    entry_requests,
    invitations,
    inviting,
    matching,
    registration,
    request_desk,
    request_notes,
    wall_links,
)
from bot.services.access import COMMAND_LINE, ForbiddenError
from bot.services.entry_requests import FullError, NoPlaceError, TooOftenError, Wanted
from bot.services.invitations import AboveError
from bot.services.matching import Name, ranked
from bot.services.notes import Note
from bot.services.person_names import cased
from bot.services.request_desk import GoneError, MeanwhileError
from storage.models import (
    Delivery,
    DeliveryState,
    InvitationKind,
    Level,
    Mailing,
    OrganizationKind,
    RequestKind,
    Role,
    Scope,
)
from storage.repositories.entry_requests import Candidate
from tests.made import NOW, TODAY

WELCOME, HOUR, DAY = Note("welcome", []), timedelta(hours=1), timedelta(days=1)


def notice(is_parted, messenger):
    return Note("moved" if is_parted else "joined", [])


def ask(made, last="Last", kind=RequestKind.SCHOOL, at=None, account=None, now=NOW, first="", subject=None):
    wanted = Wanted(kind, (at or made.school).id, subject and subject.id, Name(last, first), 1)
    return entry_requests.ask(made.repo, (account or made.account()).id, wanted, now)


def deputy(made, at=None, **facts):
    at = at or made.school
    person = made.teacher(at=at, **facts)
    made.grant(person, Role.DEPUTY, Scope.ORGANIZATION, at.id)
    return person


def confirm(made, who, request, person):
    return request_desk.confirm(made.repo, made.actor(who), request.id, person.id, WELCOME, notice, NOW)


def told(made, words):
    query = made.tx.session.query(Delivery).join(Mailing).filter(Mailing.parts.any(text=words))
    return [delivery.teacher_id for delivery in query.order_by(Delivery.id)]


# -- what is taken
@pytest.mark.parametrize("said", ["Ли", "Котова-Белова", "О'Нил  Анна", "Салтыков Щедрин М. Е."])
def test_names_are_taken_without_odd_spaces(said):
    assert entry_requests.clean(f"  {said}\n") == " ".join(said.split())


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("новикова вера игоревна", "Новикова Вера Игоревна"), ("НОВИКОВА вера", "Новикова Вера"),
        ("Новикова - Белая Вера -", "Новикова-Белая Вера"), ("новикова\u2013белая вера", "Новикова-Белая Вера"),
        ("Hовикова Bера", "Новикова Вера"),
    ],
)  # fmt: skip
def test_however_it_is_typed_a_name_is_straight(typed, whole):
    assert " ".join(map(cased, (entry_requests.clean(typed) or "").split())) == whole


@pytest.mark.parametrize("said", ["", "Я", "-- --", "t.me/x1", "a" * 81, "Анна 2", "<b>", "Анна\u202eанна", "кот@mail"])
def test_what_is_no_name_is_refused(said):
    assert entry_requests.clean(said) is None


def test_an_account_has_one_request_at_a_time_and_few_in_a_week(made):
    account = made.account()
    first = ask(made, "A", account=account)
    assert ask(made, "B", account=account).id == first.id
    for _ in range(entry_requests.MOST_OF_ACCOUNT):
        request = ask(made, "C", account=account)
        request_desk.decline(made.repo, made.actor(deputy(made)), request.id, Note("no", []), NOW)
    with pytest.raises(TooOftenError):
        ask(made, "D", account=account)
    assert ask(made, "D", account=account, now=NOW + timedelta(days=8))


def test_a_flood_is_stopped_at_the_school_and_others_are_not_touched(made):
    for _ in range(entry_requests.MOST_IN_SCHOOL):
        ask(made)
    with pytest.raises(FullError):
        ask(made)
    assert ask(made, at=made.organization("Other"))


def test_a_place_that_is_none_takes_nobody(made):
    gone, institute = made.organization("Gone"), made.institute()
    gone.closed = True
    made.tx.flush()
    for at in (gone, institute):
        with pytest.raises(NoPlaceError):
            ask(made, at=at)


# -- who decides
def test_a_deputy_sees_and_decides_her_school_s_and_no_newcomers(made):
    hers, other = ask(made, "A"), ask(made, "B", at=made.organization("Other"))
    new = ask(made, "C", RequestKind.NEWCOMER)
    who = made.actor(deputy(made))
    assert [(one.name, one.requests) for one in request_desk.queues(made.repo, who)] == [("School 3", 1)]
    assert [one.id for one in request_desk.listed(made.repo, who, made.school.id, 0, 9)] == [hers.id]
    for foreign in (other.id, new.id, 9999):
        with pytest.raises(GoneError):
            request_desk.card(made.repo, who, foreign, NOW)
        with pytest.raises(GoneError):
            request_desk.decline(made.repo, who, foreign, Note("no", []), NOW)
        with pytest.raises(GoneError):
            request_desk.enlist(made.repo, who, foreign, 0, WELCOME, notice, NOW)


def test_a_methodist_decides_all_of_her_district_and_nothing_of_another(made):
    requests = [ask(made, "A"), ask(made, "B", at=made.organization("Other")), ask(made, "C", RequestKind.NEWCOMER)]
    there = made.organization("Far", made.municipality("Neighbour"))
    far = [ask(made, "D", at=there), ask(made, "E", RequestKind.NEWCOMER, at=there)]
    who = made.actor(made.methodist())
    assert [one.requests for one in request_desk.queues(made.repo, who)] == [1, 2]
    assert all(request_desk.card(made.repo, who, one.id, NOW) for one in requests)
    for one in far:
        with pytest.raises(GoneError):
            request_desk.card(made.repo, who, one.id, NOW)


@pytest.mark.parametrize("role", [Role.HEAD, Role.MENTOR, Role.TEACHER, Role.INSTITUTE])
def test_nobody_else_decides_anything(made, role):
    request, person = ask(made), made.teacher()
    if role is Role.HEAD:
        made.association(made.maths, head_id=person.id)
    elif role is Role.MENTOR:
        made.mentorship(person, made.teacher())
    elif role is Role.INSTITUTE:
        made.grant(person, Role.INSTITUTE, Scope.REGION, made.region.id)
    with pytest.raises(ForbiddenError):
        request_desk.queues(made.repo, made.actor(person))
    with pytest.raises(GoneError):
        confirm(made, person, request, made.teacher())


def test_nobody_is_taken_for_a_person_of_another_place_or_one_who_has_left(made):
    who, request = deputy(made), ask(made)
    for person in (made.teacher(at=made.organization("Other")), made.teacher(left_on=TODAY)):
        with pytest.raises(ForbiddenError):
            confirm(made, who, request, person)
    assert entry_requests.waiting(made.repo, request.account_id).id == request.id


def test_a_deputy_lets_nobody_in_as_one_who_may_more_than_she_answers_for(made):
    who, request = deputy(made), ask(made)
    methodist, head, own_head = made.teacher(), made.teacher(), made.teacher()
    made.grant(methodist, Role.METHODIST, Scope.MUNICIPALITY, made.district.id)
    made.association(made.maths, level=Level.MUNICIPAL, at=made.district, head_id=head.id)
    made.association(made.maths, head_id=own_head.id)
    for person in (methodist, head):
        with pytest.raises(AboveError):
            confirm(made, who, request, person)
        with pytest.raises(AboveError):
            invitations.issue_personal(made.repo, made.actor(who), person, NOW)
    issued = inviting.invite_school(made.repo, made.actor(who), made.school.id, NOW)
    assert {one.person.id for one in issued} == {who.id, own_head.id}
    assert confirm(made, who, request, own_head).is_mine


def test_nor_as_one_who_stands_in_for_somebody_who_may_more(made):
    """Else a link of one's own school opens the rights of whoever is away."""
    who, request, stand_in, to_stand_in = deputy(made), ask(made), made.teacher(), made.teacher()
    made.substitution(made.methodist(), stand_in)
    made.substitution(made.methodist(), to_stand_in, TODAY + DAY, TODAY + 9 * DAY)  # a link lives longer than a day
    for person in (stand_in, to_stand_in):
        with pytest.raises(AboveError):
            confirm(made, who, request, person)
        with pytest.raises(AboveError):
            invitations.issue_personal(made.repo, made.actor(who), person, NOW)
    issued = inviting.invite_school(made.repo, made.actor(who), made.school.id, NOW)
    assert {one.person.id for one in issued} == {who.id}
    yesterday = made.teacher()
    made.substitution(made.methodist(made.municipality("Other")), yesterday, TODAY - DAY, TODAY - DAY)
    assert invitations.issue_personal(made.repo, made.actor(who), yesterday, NOW)


def test_of_two_who_decide_the_first_wins_and_nothing_happens_twice(made):
    anna, one, other = made.teacher(), deputy(made), made.methodist()
    request = ask(made)
    assert confirm(made, one, request, anna).is_mine
    for again in (
        confirm(made, other, request, made.teacher()),
        request_desk.decline(made.repo, made.actor(other), request.id, Note("no", []), NOW),
    ):
        assert (again.is_mine, again.request.decider.id) == (False, one.id)
    assert told(made, "welcome") == [anna.id]
    assert told(made, "no") == []


def test_confirming_links_the_account_with_the_consent_she_gave_at_the_door(made):
    anna = made.teacher(opted_out_at=NOW)
    request = ask(made, now=NOW - DAY)
    confirm(made, deputy(made), request, anna)
    assert made.repo.accounts.get(request.account_id).teacher_id == anna.id
    assert [(one.version, one.given_at) for one in made.repo.consents.of(anna.id)] == [(1, NOW - DAY)]
    assert made.whole(anna).opted_out_at is None


def test_older_accounts_hear_of_a_new_one_and_a_parted_one_knows_nobody(made):
    anna = made.teacher()
    old, vk = made.account(anna), made.account(anna, "vk")
    confirm(made, deputy(made), ask(made), anna)
    made.tx.session.expire_all()
    assert (old.teacher_id, old.former_id, vk.teacher_id) == (None, anna.id, anna.id)
    assert (told(made, "moved"), told(made, "joined")) == ([None], [anna.id])


def test_a_newcomer_becomes_a_person_of_the_roster_no_import_takes_away(made):
    category = made.subject("kindergarten", is_category=True)
    educator = made.position("educator", category)
    request = ask(made, "Новикова", RequestKind.NEWCOMER, first="Вера", subject=category)
    who = made.methodist()
    assert request_desk.enlist(made.repo, made.actor(who), request.id, 0, WELCOME, notice, NOW).is_mine
    assert not request_desk.enlist(made.repo, made.actor(who), request.id, 0, WELCOME, notice, NOW).is_mine
    (vera,) = made.repo.teachers.exactly("Новикова", "Вера", "")
    assert (vera.from_file, vera.organization_id) == (False, made.school.id)
    assert [place.position_id for place in vera.places] == [educator.id]


def test_a_newcomer_whom_a_list_or_another_methodist_has_brought_in_meanwhile_is_not_there_twice(made):
    first, second = (ask(made, "Новикова", RequestKind.NEWCOMER, first="Вера") for _ in range(2))
    who = made.actor(made.methodist())
    assert request_desk.card(made.repo, who, second.id, NOW).newest == 0
    request_desk.enlist(made.repo, who, first.id, 0, WELCOME, notice, NOW)
    with pytest.raises(MeanwhileError):
        request_desk.enlist(made.repo, who, second.id, 0, WELCOME, notice, NOW)
    seen = request_desk.card(made.repo, who, second.id, NOW).newest
    assert request_desk.enlist(made.repo, who, second.id, seen, WELCOME, notice, NOW).is_mine  # a namesake, after all


@pytest.mark.parametrize("kind", [RequestKind.SCHOOL, RequestKind.LOST])
def test_who_says_that_the_list_knows_her_is_not_added_to_it_again(made, kind):
    request, who = ask(made, "Новикова", kind, first="Вера"), made.actor(made.methodist())
    with pytest.raises(GoneError):
        request_desk.enlist(made.repo, who, request.id, 0, WELCOME, notice, NOW)
    assert made.repo.teachers.exactly("Новикова", "Вера", "") == []
    assert not request_desk.card(made.repo, who, request.id, NOW).may_enlist


# -- whom she may be
def person(number, last, first="Анна", organization=1):
    return Candidate(number, last, first, "", organization, "School")


def test_the_likeliest_come_first():
    people = [person(1, "Котова"), person(2, "Котова", "Дарья"), person(3, "Кошкина"), person(4, "Семёнова")]

    def ids(said, **more):
        return [one.id for one in ranked(people, matching.name(said), 5, **more)]

    assert ids("котова")[:2] == [1, 2]
    assert ids("Котова Д.")[0] == 2
    assert ids("Катова")[:2] == [1, 2]
    assert ids("Котова", teaching=lambda _: {2})[0] == 2
    assert ids("семенова") == [4]
    assert ids("Иванова") == ids("") == []


def test_the_one_who_decides_is_offered_people_of_her_own_places(made):
    here, there = made.teacher(last_name="Котова"), made.teacher(last_name="Котова", at=made.organization("Other"))
    request = ask(made, "Котова", subject=made.maths)
    offered = [request_desk.card(made.repo, made.actor(who), request.id, NOW).matches
               for who in (deputy(made), made.methodist())]  # fmt: skip
    assert [[one.id for one in people] for people in offered] == [[here.id], [here.id, there.id]]


# -- who is told, and when
def notes(made, now):
    before = made.tx.session.query(Mailing).count()
    request_notes.remind(made.repo, lambda count: Note(f"note {count}", []), now)
    return made.tx.session.query(Mailing).count() - before


def test_who_decides_hears_once_when_the_queue_grows_at_most_every_hour_and_once_a_day(made):
    methodist, school_deputy = made.methodist(), deputy(made)
    deputy(made, at=made.organization("Other"))
    assert notes(made, NOW) == 0
    ask(made, "A")
    assert notes(made, NOW) == 2
    assert told(made, "note 1") == [methodist.id, school_deputy.id]
    ask(made, "B", RequestKind.NEWCOMER)
    assert notes(made, NOW + HOUR / 2) == 0
    assert notes(made, NOW + HOUR) == 1
    assert told(made, "note 2") == [methodist.id]
    assert notes(made, NOW + 2 * HOUR) == 0
    assert notes(made, NOW + HOUR + DAY) == 2
    assert told(made, "note 1") == [methodist.id, school_deputy.id, school_deputy.id]


def test_after_a_weekend_one_note_says_how_many_wait(made):
    who = made.methodist()
    made.account(who)
    for hours in range(3):
        ask(made)
        notes(made, NOW + hours * HOUR)  # Sunday: her quiet day
    held = made.tx.session.query(Delivery).filter_by(state=DeliveryState.HELD).all()
    assert [one.mailing.parts[0].text for one in held] == ["note 3"]


def test_who_stands_in_hears_it_instead(made):
    methodist, other = made.methodist(), made.teacher()
    made.substitution(methodist, other)
    ask(made)
    notes(made, NOW)
    assert told(made, "note 1") == [other.id]


def test_what_is_long_over_is_forgotten(made):
    who = deputy(made)
    declined, waits = ask(made), ask(made)
    request_desk.decline(made.repo, made.actor(who), declined.id, Note("no", []), NOW)
    accounts = [made.repo.accounts.get(one.account_id) for one in (declined, waits)]
    for account in accounts:
        account.screen = "who asked"
    for days, left in ((15, 1), (61, 0)):
        notes(made, NOW + days * DAY)
        made.tx.session.expire_all()
        assert made.repo.entry_requests.open_in(made.district.id) == left
        assert [account.screen for account in accounts] == [None, "who asked" if left else None]


# -- links that hang on walls
def test_a_school_s_link_lets_nobody_in_by_itself(made):
    code, account = wall_links.school_code(made.repo, COMMAND_LINE, made.school, NOW), made.account()
    found = invitations.peek(made.repo, code, account.id, NOW)
    assert (found.kind, found.place, found.teacher) == (InvitationKind.SCHOOL, made.school, None)
    assert registration.redeem(made.repo, account.id, code, 1, NOW) == invitations.Unknown()
    assert invitations.is_open(made.repo, code, NOW + timedelta(days=4 * 365))


def test_a_flood_by_a_link_ends_with_the_link(made):
    wall_links.school_code(made.repo, COMMAND_LINE, made.school, NOW)
    for kind in RequestKind:
        ask(made, kind=kind)
    kept = ask(made, at=made.organization("Other"))
    wall_links.school_code(made.repo, COMMAND_LINE, made.school, NOW, anew=True)
    assert made.repo.entry_requests.open_in(made.district.id, made.school.id) == 2
    assert made.repo.entry_requests.open_of(kept.account_id)


def test_a_link_of_a_closed_school_opens_nothing(made):
    code = wall_links.school_code(made.repo, COMMAND_LINE, made.school, NOW)
    made.school.closed = True
    made.tx.flush()
    assert not invitations.is_open(made.repo, code, NOW)


def test_who_hangs_up_what(made):
    other = made.organization("Other")
    hers, district = made.actor(deputy(made)), made.actor(made.methodist())
    assert wall_links.school_code(made.repo, hers, made.school, NOW)
    assert wall_links.school_code(made.repo, district, other, NOW)
    assert wall_links.public_code(made.repo, district, made.district, NOW)
    with pytest.raises(ForbiddenError):
        wall_links.school_code(made.repo, hers, other, NOW)
    for who, place in ((hers, made.district), (district, made.region), (district, made.municipality("Neighbour"))):
        with pytest.raises(ForbiddenError):
            wall_links.public_code(made.repo, who, place, NOW)
    institute = made.organization("Institute", kind=OrganizationKind.INSTITUTE)
    institute.municipality_id = None
    made.tx.flush()
    with pytest.raises(wall_links.NoDistrictError):
        wall_links.school_code(made.repo, COMMAND_LINE, institute, NOW)

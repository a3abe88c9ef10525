"""The rules of letters: a thread is of two, and ends with either of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.services import letters, personal_data, questions
from bot.services.access import ForbiddenError, actor_of
from bot.services.letters import ClosedError, NotConnectedError, Words
from bot.services.notes import Note
from storage.models import Delivery, Role, Scope, Substitution
from tests.made import NOW, TODAY

WORDS = Words("Text", [])


@pytest.fixture
def town(made):
    """A teacher and her methodist, both connected, and their thread; a colleague of hers."""
    made.anna, made.author, made.other = made.teacher(), made.methodist(), made.teacher()
    for person in (made.anna, made.author, made.other):
        made.account(person)
    made.thread = letters.begin(made.repo, made.actor(made.anna), made.author.id, NOW)
    return made


def test_who_wrote_what_waited_for_the_morning_of_whom_is_erased_hears_of_it(town):
    night = NOW + timedelta(hours=9)
    for _ in range(2):
        assert letters.post(town.repo, town.actor(town.anna), town.thread.id, WORDS, night, is_answer=False).waits
    letters.leave(town.repo, town.actor(town.author), Note("Gone", []), night)
    personal_data.erase(town.repo, town.actor(town.author), night)
    assert [one.teacher_id for one in town.tx.session.query(Delivery)] == [town.anna.id]


def test_nobody_reads_or_writes_in_a_thread_of_others(town):
    outsider = town.actor(town.other)
    with pytest.raises(ClosedError):
        letters.thread(town.repo, outsider, town.thread.id)
    with pytest.raises(ClosedError):
        letters.post(town.repo, outsider, town.thread.id, WORDS, NOW, is_answer=True)
    for one, to in ((town.anna, town.author), (town.author, town.anna)):
        assert letters.post(town.repo, town.actor(one), town.thread.id, WORDS, NOW, is_answer=True).to == to


def test_an_answer_to_who_has_erased_herself_goes_to_nobody_else(town):
    old = town.thread.id
    town.repo.mailings.erase_letters_of(town.anna.id)
    letters.begin(town.repo, town.actor(town.other), town.author.id, NOW)
    with pytest.raises(ClosedError):  # the old button still stands under the letter
        letters.post(town.repo, town.actor(town.author), old, WORDS, NOW, is_answer=True)


def test_who_has_left_is_written_to_no_more(town):
    town.author.left_on = TODAY - timedelta(days=1)
    town.tx.flush()
    with pytest.raises(ClosedError):
        letters.post(town.repo, town.actor(town.anna), town.thread.id, WORDS, NOW, is_answer=True)


def test_a_letter_that_would_never_arrive_is_not_taken(town):
    for account in town.repo.accounts.of(town.author.id):
        account.reachable = False
    town.tx.flush()
    with pytest.raises(NotConnectedError):
        letters.post(town.repo, town.actor(town.anna), town.thread.id, WORDS, NOW, is_answer=True)


def test_a_pair_that_is_to_begin_may_already_write(town):
    town.mentorship(town.other, town.anna, TODAY + timedelta(days=5))
    for one, to in ((town.anna, town.other), (town.other, town.anna)):
        assert letters.begin(town.repo, town.actor(one), to.id, NOW)


def test_a_thread_is_begun_with_those_one_knows_and_not_with_oneself(town):
    far = town.teacher(at=town.organization("Far", town.municipality("Far")))
    town.account(far)
    for to in (far.id, town.other.id, town.anna.id, 10**6):
        with pytest.raises(ForbiddenError):
            letters.begin(town.repo, town.actor(town.anna), to, NOW)


def test_a_letter_to_whom_had_the_account_before_is_none_of_hers(town):
    account = town.repo.accounts.of(town.author.id)[0]
    letters.post(town.repo, town.actor(town.anna), town.thread.id, WORDS, NOW, is_answer=True)
    town.tx.session.query(Delivery).one().message_id = 7
    town.tx.flush()
    for person, found in ((town.author, town.thread), (town.other, None)):
        actor = replace(town.actor(person), account_id=account.id)
        assert letters.thread_of_message(town.repo, actor, 7) == found


def test_the_button_below_a_letter_of_whom_was_erased_leads_to_nobody_else(town):
    gone, author = town.thread.id, town.actor(town.author)
    town.repo.mailings.erase_letters_of(town.anna.id)
    town.tx.session.expunge_all()
    letters.begin(town.repo, author, town.other.id, NOW)
    with pytest.raises(ClosedError):
        letters.thread(town.repo, author, gone)


def test_a_question_to_who_stands_in_waits_as_one_to_the_methodist(town):
    sub, at = town.teacher(), datetime(2026, 11, 19, 9, tzinfo=UTC)
    town.account(sub)
    days = {"since": date(2026, 11, 19), "until": date(2026, 11, 20)}
    town.add(Substitution(absent_id=town.author.id, substitute_id=sub.id, **days))
    far = town.municipality("Far")
    town.grant(town.author, Role.METHODIST, Scope.MUNICIPALITY, far.id)
    own = letters.begin(town.repo, town.actor(town.other), town.author.id, NOW)
    asked = town.repo.mailings.thread_between(town.anna.id, sub.id, at)

    def waiting(person, now):
        found = questions.unanswered(town.repo, actor_of(town.repo, person, now.date()), now)
        return [one.thread.id for one in found.own], found.others

    def wrote(who, thread, when):
        letters.post(town.repo, town.actor(who), thread.id, WORDS, when, is_answer=True)

    wrote(town.anna, asked, at - timedelta(days=1))  # a colleague, no question yet
    assert waiting(town.author, at) == ([], 0)
    wrote(town.anna, asked, at)
    wrote(town.other, own, at)
    assert waiting(sub, at) == ([asked.id], 1)
    assert waiting(town.author, NOW) == ([own.id], 1), "once, though she answers for two municipalities"
    wrote(sub, asked, NOW)  # her days are over, and still it is the answer
    assert waiting(town.author, NOW) == ([own.id], 0)
    town.other.left_on = TODAY
    town.tx.flush()
    assert waiting(town.author, NOW) == ([], 0), "nobody can answer who has left"

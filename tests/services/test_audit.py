"""The audit: pseudonyms, and nothing else that leads to a person."""

import re

from bot.services import audit, invitations, registration
from bot.services.access import COMMAND_LINE, Actor
from bot.services.audit import Deed
from storage.models import Audit
from tests.made import NOW


def entries(made):
    return made.tx.session.query(Audit).order_by(Audit.id).all()


def test_a_person_has_one_random_pseudonym_in_all_entries(made):
    anna = made.teacher()
    audit.record(made.repo, made.actor(anna), Deed.CONSENTED, NOW, anna)
    audit.record(made.repo, COMMAND_LINE, Deed.INVITED, NOW, anna)
    first, second = entries(made)
    assert re.fullmatch(r"[0-9a-f]{16}", first.actor)
    assert first.actor == first.person == second.person
    assert second.actor == "command line"
    assert {first.municipality_id, second.municipality_id} == {made.district.id}


def test_two_people_have_two_pseudonyms(made):
    anna, boris = made.teacher(), made.teacher()
    assert made.repo.audit.pseudonym_of(anna.id) != made.repo.audit.pseudonym_of(boris.id)


def test_an_owner_without_a_card_stands_for_itself(made):
    audit.record(made.repo, Actor(owner=True), Deed.OWNER_INVITED, NOW)
    assert (entries(made)[0].actor, entries(made)[0].person) == ("owner", None)


def test_what_she_did_and_what_was_done_to_her_is_found_and_nobody_elses(made):
    anna, boris = made.teacher(), made.teacher()
    assert made.repo.audit.about(anna.id) == []
    audit.record(made.repo, COMMAND_LINE, Deed.INVITED, NOW, anna)
    audit.record(made.repo, made.actor(anna), Deed.INVITED, NOW, boris)
    audit.record(made.repo, COMMAND_LINE, Deed.INVITED, NOW, boris)
    assert len(made.repo.audit.about(anna.id)) == 2


def test_the_way_in_is_remembered_step_by_step_without_a_name_or_a_code(made):
    anna, old, new = made.teacher(last_name="Unmistakable"), made.account(external_id=4815162342), made.account()
    for account in (old, new):
        code = invitations.issue_personal(made.repo, COMMAND_LINE, anna, NOW)
        registration.redeem(made.repo, account.id, code, 1, NOW)
    assert [entry.action for entry in entries(made)] == [
        "invited", "registered", "invited", "unlinked", "registered",
    ]  # fmt: skip
    text = " ".join(f"{entry.actor} {entry.person} {entry.details}" for entry in entries(made))
    assert not any(secret in text for secret in ("Unmistakable", "4815162342", code))

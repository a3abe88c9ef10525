"""What the bot shows a person about herself."""

from bot.services import profile
from bot.services.access import Actor
from storage.models import Role
from tests.made import NOW, TODAY


def test_the_card_holds_the_person_her_roles_messengers_and_consent(made):
    anna = made.teacher(made.maths, birth_year=2000, career_since=2025)
    made.association(made.maths, head_id=anna.id)
    for messenger in ("telegram", "vk"):
        made.account(anna, messenger)
    made.repo.consents.give(anna.id, 2, NOW)
    card = profile.card(made.repo, made.actor(anna), TODAY)
    assert card.teacher.id == anna.id
    assert card.is_young
    assert card.roles == {Role.TEACHER, Role.HEAD}
    assert card.messengers == ("telegram", "vk")
    assert card.consent.version == 2


def test_an_institute_worker_is_never_young_for_no_municipality_sets_the_rule(made):
    expert = made.teacher(at=made.institute(), birth_year=2004, career_since=2026)
    assert not profile.card(made.repo, made.actor(expert), TODAY).is_young


def test_a_stranger_has_no_card(made):
    assert profile.card(made.repo, Actor(owner=True), TODAY) is None

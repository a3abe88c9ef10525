"""What is kept about a person is handed out whole, named, and erased down to the bytes of the file."""

import json
from datetime import date

import pytest
from sqlalchemy import Engine, MetaData, select, text

from bot.services import invitations, personal_data, registration, routing
from bot.services.access import COMMAND_LINE, Actor, ForbiddenError
from bot.services.personal_data import Kept
from bot.services.surveys.reading import stored
from storage.changes import key_of
from storage.database import Transaction
from storage.models import (
    Acknowledgement,
    AssociationMember,
    Base,
    BrowserFile,
    BrowserMessage,
    BrowserSession,
    EntryRequest,
    LearningPath,
    Level,
    MailingKind,
    PathStep,
    PulseBallot,
    PulseWeek,
    Regulation,
    RequestKind,
    RequestState,
    ResultLook,
    ResultShare,
    Role,
    RoleGrant,
    Scope,
    SetAside,
    SurveyAnswer,
    SurveyPending,
    SurveyRound,
    SurveyRun,
    SurveyVersion,
)
from storage.repositories.personal_data import ERASED, STAYS
from tests.made import NOW, Made, migrate, sqlite_engine
from tests.services.survey_files import definition, question

SAID = "I would rather nobody knew"
TELEGRAM, VK, CHAT, OLDER = 777_000_123_456, 888_000_123_457, 999_000_123_458, 666_000_123_459
"""The older account was hers until a newer link moved her."""


def full(made):
    """A person with a row in every table that speaks of people."""
    anna, boris = made.teacher(made.maths, birth_year=2000), made.teacher()
    for messenger, number in (("telegram", OLDER), ("telegram", TELEGRAM), ("vk", VK), ("browser", CHAT)):
        account = made.account(None, messenger, number)
        code = invitations.issue_personal(made.repo, COMMAND_LINE, anna, NOW)
        registration.redeem(made.repo, account.id, code, 1, NOW)
        account.screen = json.dumps({"text": SAID})
        invitations.peek(made.repo, "x" * 32, account.id, NOW)
    asked = {"kind": RequestKind.LOST, "state": RequestState.CONFIRMED, "last_name": SAID, "consent": 1}
    where = {"municipality_id": made.district.id, "organization_id": made.school.id, "created_at": NOW}
    made.add(EntryRequest(account_id=account.id, teacher_id=anna.id, **asked, **where))
    made.repo.accounts.conversation_of(anna.id).data = json.dumps({"answer": SAID})
    made.add(BrowserMessage(chat=CHAT, once=1, body=json.dumps({"text": SAID})))
    made.add(BrowserSession(token_hash="hash-of-hers", chat=CHAT, until=NOW))
    made.add(BrowserFile(id="f", chat=CHAT, name="secret.png", mime="image/png", data=SAID.encode()))
    made.add(SetAside(messenger="vk", update=1, at=NOW, error="boom", body=json.dumps({"id": VK, "text": SAID})))
    routing.join(made.repo, made.actor(anna), made.association(level=Level.NETWORK, title="Joined").id, NOW)
    named = made.association(level=Level.CREATIVE, at=made.district, title="Named")
    made.add(AssociationMember(association_id=named.id, teacher_id=anna.id, since=date(2026, 9, 1), from_file=True))
    made.association(made.maths, head_id=anna.id, title="Headed")
    left = made.association(level=Level.NETWORK, title="Left")
    made.add(AssociationMember(association_id=left.id, teacher_id=anna.id, since=date(2026, 9, 1), from_file=True))
    routing.leave(made.repo, made.actor(anna), left.id)
    made.mentorship(anna, boris, order_number="7")
    made.grant(anna, Role.METHODIST, Scope.MUNICIPALITY, made.district.id)
    made.substitution(boris, anna)
    about = {"title": "Order 86", "change": "", "whom": "", "source": "", "until": date(2026, 12, 20)}
    mailing = made.mailing(MailingKind.REGULATION, author_id=boris.id)
    made.add(Regulation(mailing_id=mailing.id, **about))
    made.mailing(author_id=anna.id)
    made.repo.mailings.deliver(mailing, anna.id, 0, NOW, 5)
    made.add(Acknowledgement(mailing_id=mailing.id, teacher_id=anna.id, at=NOW))
    answered(made, anna, boris)
    return anna


def answered(made, anna, boris):
    """She has said what she thinks in a survey, and lets her mentor see a part of her result."""
    digest, body = stored(definition(question("words", "text")))
    version = made.add(SurveyVersion(key="made", digest=digest, body=body, created_at=NOW))
    mailing = made.mailing(MailingKind.SURVEY)
    asked = made.add(
        SurveyRound(
            version_id=version.id, mailing_id=mailing.id, author_id=anna.id, region_id=anna.region_id, audience="{}",
            seconds=40, invited=9, opened_at=NOW, closes_at=NOW,
        )
    )  # fmt: skip
    run = made.add(SurveyRun(round_id=asked.id, teacher_id=anna.id, tags="", at="", begun_at=NOW))
    made.add(SurveyAnswer(run_id=run.id, code="words", value=json.dumps(SAID)))
    made.add(SurveyPending(round_id=asked.id, teacher_id=anna.id))
    anna.pulse_since = NOW
    made.add(PulseWeek(municipality_id=made.district.id, week=date(2026, 11, 16), closes_at=NOW))
    made.add(
        PulseBallot(teacher_id=anna.id, week=date(2026, 11, 16), question="load", municipality_id=made.district.id)
    )
    made.add(LearningPath(teacher_id=anna.id, steps=[PathStep(text=SAID, due_on=date(2026, 12, 20))]))
    made.add(ResultShare(teacher_id=anna.id, mentor_id=boris.id, group="digital", at=NOW))
    made.add(ResultLook(teacher_id=anna.id, mentor_id=boris.id, at=NOW))


def rows(tx: Transaction) -> str:
    """Everything the database says, as text."""
    found = MetaData()
    found.reflect(tx.connection)
    return "\n".join(repr(row) for table in found.sorted_tables for row in tx.connection.execute(select(table)))


def test_the_export_holds_all_there_is_and_is_json(made):
    anna = full(made)
    made.tx.session.expire_all()
    found = personal_data.export(made.repo, made.actor(anna))
    text = json.dumps(found, ensure_ascii=False)
    assert found["person"]["birth_year"] == 2000
    assert [account["messenger"] for account in found["accounts"]] == ["telegram", "vk", "browser"]
    assert found["conversation"] == {"question": None, "answers": {"answer": SAID}}
    assert found["browser_messages"] == [{"text": SAID}]
    assert found["browser_files"] == [{"name": "secret.png", "type": "image/png"}]
    assert {one["title"] for one in found["associations_joined"]} == {"Joined", "Named"}
    assert found["associations_headed"] == ["Headed"]
    assert found["associations_left"] == ["Left"]
    assert found["mentorships"][0]["order_number"] == "7"
    assert found["acknowledgements"] == [{"title": "Order 86", "at": NOW.isoformat()}]
    assert [one["role"] for one in found["roles"]] == ["methodist"]
    assert found["survey_answers"][0]["answers"] == [{"asked": "Вопрос words", "answer": [SAID]}]
    assert found["person"]["pulse_since"] == NOW.isoformat()
    assert found["pulse_unanswered"] == ["2026-11-16"]
    assert found["surveys_open"] == [NOW.isoformat()]
    assert [one["group"] for one in found["shown_to_mentor"]] == ["digital"]
    assert len(found["looks"]) == 1
    assert found["learning_path"][0]["step"] == SAID
    assert len(found["substitutions"]) == len(found["consents"]) == 1
    assert [one["name"] for one in found["requests"]] == [SAID]
    assert len(found["invitations"]) == 4
    assert [entry["action"] for entry in found["audit"]].count("registered") == 4
    assert "hash" not in text


def test_the_export_of_a_plain_person_is_json_too(made):
    found = personal_data.export(made.repo, made.actor(made.teacher(at=made.institute())))
    assert json.loads(json.dumps(found))["conversation"] is None


def test_the_other_side_of_a_mentorship_is_a_name_and_nothing_more(made):
    anna, boris = made.teacher(), made.teacher(birth_year=1969)
    made.account(boris, external_id=555_000_111)
    made.mentorship(anna, boris)
    text = json.dumps(personal_data.export(made.repo, made.actor(anna)))
    assert boris.last_name in text
    assert "1969" not in text
    assert "555000111" not in text


def test_what_stays_is_named_before(made):
    anna = full(made)
    assert set(personal_data.what_stays(made.repo, made.actor(anna))) == set(Kept)
    assert personal_data.what_stays(made.repo, made.actor(made.teacher())) == (Kept.ROSTER, Kept.AUDIT)


def test_nothing_she_said_or_was_reached_by_stands_in_any_table_after_erasing(made):
    anna = full(made)
    pseudonym = made.repo.audit.pseudonym_of(anna.id)
    made.tx.session.flush()

    personal_data.erase(made.repo, made.actor(anna), NOW)

    made.tx.session.flush()
    kept = rows(made.tx)
    for secret in (str(TELEGRAM), str(VK), str(CHAT), str(OLDER), SAID, "hash-of-hers", "secret.png"):
        assert secret not in kept
    anna = made.whole(anna)
    assert anna.opted_out_at == NOW
    assert [association.title for association, _ in made.repo.personal_data.memberships_of(anna.id)] == ["Named"]
    assert len(made.repo.mentorships.ever_around(anna.id)) == 1
    assert len(made.repo.regulations.acknowledgements_of(anna.id)) == 1
    assert made.repo.personal_data.substitutions_of(anna.id) == []
    assert made.repo.surveys.answered(anna.id) == []
    assert made.tx.session.query(SurveyRound).one().author_id is None
    for kind in (SurveyAnswer, SurveyPending, ResultShare, ResultLook, PathStep):
        assert made.tx.session.query(kind).count() == 0
    assert [grant.revoked_at for grant in made.tx.session.scalars(select(RoleGrant))] == [NOW]
    assert made.repo.audit.about(anna.id) == []
    assert pseudonym in kept
    assert made.repo.audit.pseudonym_of(anna.id) != pseudonym


@pytest.mark.parametrize("who", ["head", "author", "stand-in", "deputy of the other school", "owner"])
def test_no_last_screen_of_whoever_looked_at_her_names_her_after_erasing(made, who):
    anna, other = made.teacher(made.maths, last_name="Erasedova"), made.teacher()
    match who:
        case "head":
            made.association(made.maths, level=Level.MUNICIPAL, head_id=other.id)
        case "author":
            made.repo.mailings.deliver(made.mailing(author_id=other.id), anna.id, 0, NOW, 5)
        case "stand-in":
            made.substitution(made.methodist(), other)
        case "deputy of the other school":
            school = made.organization("Other", made.municipality("Far"))
            made.works_also(anna, school, made.position("teacher"))
            made.grant(other, Role.DEPUTY, Scope.ORGANIZATION, school.id)
    account = made.account(other)
    account.owner = who == "owner"
    account.screen = json.dumps({"text": "Erasedova comes"})
    personal_data.erase(made.repo, made.actor(anna), NOW)
    made.tx.session.expire_all()
    assert account.screen is None


def test_what_she_sent_under_an_earlier_surname_names_her_no_more_either(made):
    anna = made.teacher(last_name="Earlier", first_name="Anna", middle_name="Pavlovna")
    texts = ["News\n\nEarlier Anna Pavlovna, School 3", "<b>Sent by Later Anna Pavlovna, School 3:</b> News"]
    mailings = [made.mailing(MailingKind.NEWS, text, author_id=anna.id) for text in texts]
    boris = made.teacher()
    passed = "News\n\nEarlier Anna Pavlovna, School 3\n\nPassed on by Boris"
    hop = made.mailing(MailingKind.PASSED, passed, author_id=boris.id, origin_id=mailings[0].id)
    hop.parts[0].version = 1
    instead = made.mailing(MailingKind.CORRECTION, "Corrected: " + texts[0], author_id=boris.id, key=key_of(hop.id, 1))
    anna.last_name = "Later"
    personal_data.erase(made.repo, made.actor(anna), NOW)
    made.tx.session.expire_all()
    assert [one.parts[0].text for one in (*mailings, hop, instead)] == [
        "News\n\nSchool 3", "<b>Sent by School 3:</b> News", "News\n\nSchool 3\n\nPassed on by Boris",
        "Corrected: News\n\nSchool 3",
    ]  # fmt: skip


def test_erasing_one_leaves_the_other_whole(made):
    anna, boris = full(made), made.teacher()
    account = made.account(boris, "vk", 10 * VK + 1)
    aside = made.add(SetAside(messenger="vk", update=2, at=NOW, error="boom", body=json.dumps({"id": 10 * VK + 1})))
    made.tx.session.flush()
    personal_data.erase(made.repo, made.actor(anna), NOW)
    made.tx.session.expire_all()
    assert [one.id for one in made.repo.accounts.of(boris.id)] == [account.id]
    assert made.tx.session.get(SetAside, aside.id) is not None


def test_only_oneself_is_exported_and_erased(made):
    for verb in (
        lambda: personal_data.export(made.repo, Actor(owner=True)),
        lambda: personal_data.what_stays(made.repo, COMMAND_LINE),
        lambda: personal_data.erase(made.repo, COMMAND_LINE, NOW),
    ):
        with pytest.raises(ForbiddenError):
            verb()


def test_every_table_that_names_a_person_says_whether_it_is_erased_or_stays():
    people = {"teacher", "account"}
    naming = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(key.column.table.name in people for key in table.foreign_keys)
    }
    assert naming == set(STAYS) | ERASED


def test_no_byte_of_it_is_left_in_the_file_or_the_write_ahead_log(tmp_path):
    path = tmp_path / "bytes.db"
    engine = sqlite_engine(path)
    migrate(engine)
    code = written(engine)
    before = raw(engine, path)
    assert SAID.encode() in before
    assert TELEGRAM.to_bytes(6, "big") in before
    assert invitations.hash_of(code).encode() in before

    with engine.begin() as connection:
        made = Made(Transaction(connection))
        anna = made.repo.teachers.get(1)
        personal_data.erase(made.repo, made.actor(anna), NOW)
        made.tx.finish()
        made.tx.session.close()

    after = raw(engine, path)
    engine.dispose()
    secrets_of_hers = [SAID.encode(), b"secret.png", b"hash-of-hers", invitations.hash_of(code).encode()]
    secrets_of_hers += [number.to_bytes(6, "big") for number in (TELEGRAM, VK, CHAT, OLDER)]
    secrets_of_hers += [str(number).encode() for number in (TELEGRAM, VK, CHAT, OLDER)]
    assert [secret for secret in secrets_of_hers if secret in after] == []


def written(engine: Engine) -> str:
    """Fill the file so that her rows lie among others, over several pages; returns a code of hers."""
    with engine.begin() as connection:
        made = Made(Transaction(connection))
        anna = full(made)
        assert anna.id == 1
        for number in range(200):
            made.add(BrowserMessage(chat=number % 7 and CHAT, once=None, body=json.dumps({"text": SAID, "n": number})))
        code = invitations.issue_personal(made.repo, COMMAND_LINE, anna, NOW)
        made.tx.finish()
        made.tx.session.close()
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM browser_message WHERE chat = 0"))
    return code


def raw(engine: Engine, path) -> bytes:
    """The bytes on disk after the log was written back."""
    connection = engine.raw_connection()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return b"".join(one.read_bytes() for one in path.parent.iterdir() if one.name.startswith(path.name))

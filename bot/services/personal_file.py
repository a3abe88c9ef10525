"""Everything stored about a person, gathered as JSON can hold it: dates are ISO 8601, other people by name alone."""

import json
from datetime import UTC, date, datetime
from typing import Any

from storage.models import Account, EntryRequest, Mentorship, ProfileField, ProfileRequest, Teacher, Thread
from storage.repositories.audiences import KINDS, Condition
from storage.repositories.mailings import BROWSER
from storage.repository import Repository

from .surveys.model import Survey
from .surveys.reading import from_stored

LONG_AGO = datetime.fromtimestamp(0, UTC)
MOST_LETTERS = 10_000
"""Of one thread."""


def everything_of(repo: Repository, teacher: Teacher) -> dict[str, Any]:
    """For a verb that has asked whether she may have it."""
    return {
        "person": _person(teacher),
        "roles": [
            {"role": grant.role, "scope": grant.scope, "since": _iso(grant.granted_at), "until": _iso(grant.revoked_at)}
            for grant in repo.personal_data.grants_of(teacher.id)
        ],
        "substitutions": [
            {"absent": name_of(one.absent), "substitute": name_of(one.substitute), **_span(one.since, one.until)}
            for one in repo.personal_data.substitutions_of(teacher.id)
        ],
        "associations_headed": [one.title for one in repo.personal_data.headed_by(teacher.id)],
        "associations_joined": [
            {"title": association.title, "since": _iso(membership.since)}
            for association, membership in repo.personal_data.memberships_of(teacher.id)
        ],
        "associations_left": repo.associations.left_by(teacher.id),
        "mentorships": [_mentorship(one) for one in repo.mentorships.ever_around(teacher.id)],
        "saved_audiences": [
            {"name": one.name, "chosen": _chosen(repo, json.loads(one.choices))}
            for one in repo.saved_audiences.of(teacher.id)
        ],
        "event_answers": [
            {"title": one.event.title, "answer": one.answer, "at": _iso(one.at)}
            for one in repo.events.answers_of(teacher.id)
        ],
        "acknowledgements": [
            {"title": one.regulation.title, "at": _iso(one.at)}
            for one in repo.regulations.acknowledgements_of(teacher.id)
        ],
        "profile_requests": [
            {"field": one.field, **_wanted(repo, one), "state": one.state, "at": _iso(one.made_at)}
            for one in repo.profile_requests.of(teacher.id)
        ],
        **_sent(repo, teacher),
        "requests": [_request(one) for one in repo.entry_requests.of(teacher.id)],
        **_asked(repo, teacher),
        **_reached(repo, teacher),
        "audit": [
            {"at": _iso(entry.at), "action": entry.action, "details": entry.details}
            for entry in repo.audit.about(teacher.id)
        ],
    }


def _person(teacher: Teacher) -> dict[str, Any]:
    return {
        "name": name_of(teacher),
        "birth_year": teacher.birth_year,
        "career_since": teacher.career_since,
        "qualification": teacher.qualification,
        "mentor_capacity": teacher.mentor_capacity,
        "municipality": teacher.municipality and teacher.municipality.name,
        "organization": teacher.organization.name,
        "places": [{"organization": one.organization.name, "position": one.position.name} for one in teacher.places],
        "subjects": [subject.name for subject in teacher.subjects],
        "left_on": _iso(teacher.left_on),
        "opted_out_at": _iso(teacher.opted_out_at),
        "quiet_hours": teacher.quiet_hours,
        "hears_urgent": teacher.hears_urgent,
        "preferred_messenger": teacher.preferred_messenger,
        "stopped_at": _iso(teacher.stopped_at),
        "address": teacher.address,
        "pulse_since": _iso(teacher.pulse_since),
    }


def _request(found: EntryRequest) -> dict[str, Any]:
    return {
        "kind": f"request.{found.kind.value}",
        "name": name_of(found),
        "organization": found.organization.name,
        "subject": found.subject and found.subject.name,
        "asked_at": _iso(found.created_at),
        "decided_at": _iso(found.decided_at),
    }


def _reached(repo: Repository, teacher: Teacher) -> dict[str, Any]:
    """Accounts, what was said in them, and the papers about it."""
    accounts = repo.accounts.of(teacher.id)
    chats = [account.external_id for account in accounts if account.messenger == BROWSER]
    talk = repo.accounts.conversation_of(teacher.id)
    return {
        "accounts": [_account(account) for account in accounts],
        "link_code": _link_code(repo, teacher),
        "wrong_codes": [
            {"messenger": account.messenger, "at": _iso(at)}
            for account in accounts
            for at in (*repo.link_codes.of_account(account.id), *repo.invitations.wrong_since(account.id, LONG_AGO))
        ],
        "conversation": talk and {"question": talk.state, "answers": json.loads(talk.data)},
        "browser_messages": [json.loads(body) for body in repo.personal_data.browser_messages(chats)],
        "browser_files": [{"name": name, "type": kind} for name, kind in repo.personal_data.browser_files(chats)],
        "consents": [{"version": one.version, "given_at": _iso(one.given_at)} for one in repo.consents.of(teacher.id)],
        "invitations": [
            {"issued_at": _iso(one.created_at), "used_at": _iso(one.used_at), "revoked_at": _iso(one.revoked_at)}
            for one in repo.invitations.of(teacher.id)
        ],
    }


def _sent(repo: Repository, teacher: Teacher) -> dict[str, Any]:
    """Letters, announcements and files, those she wrote and those she got."""
    return {
        "letters": [
            {"with": name_of(_other_of(teacher.id, thread)), "messages": _letters(repo, teacher.id, thread)}
            for thread in repo.mailings.threads_of(teacher.id)
        ],
        "announcements_written": _messages("said", repo.mailings.written_by(teacher.id)),
        "announcements_received": _messages("begins", repo.mailings.received_by(teacher.id)),
        "files": [{"name": one.name, "at": _iso(one.added_at)} for one in repo.files.sent_by(teacher.id)],
    }


def _letters(repo: Repository, teacher_id: int, thread: Thread) -> list[dict[str, Any]]:
    return [
        {
            "at": _iso(one.created_at),
            "is_hers": one.author_id == teacher_id,
            "said": "\n".join(it.text for it in one.parts),
        }
        for one in repo.mailings.letters(thread.id, MOST_LETTERS)
    ]


def _messages(key: str, found: list[tuple[datetime, str]]) -> list[dict[str, Any]]:
    """What carries only a file has no text."""
    return [{"at": _iso(at), key: said} for at, said in found if said]


def _other_of(teacher_id: int, thread: Thread) -> Teacher:
    return thread.second if thread.first_id == teacher_id else thread.first


def _asked(repo: Repository, teacher: Teacher) -> dict[str, Any]:
    """What she answered in surveys, in the words she was asked; what of it her mentor may see, and when one looked."""
    return {
        "survey_answers": [
            {
                "title": found.title,
                "begun": _iso(run.begun_at),
                "finished": _iso(run.finished_at),
                "answers": [_answered(found, code, value) for code, value in answers.items()],
            }
            for run, answers in repo.surveys.answered(teacher.id)
            for found in [from_stored(run.round.version.key, run.round.version.body)]
        ],
        "pulse_unanswered": [_iso(one.week) for one in repo.pulse.ballots_of(teacher.id)],
        "surveys_open": [_iso(at) for at in repo.surveys.may_be_reminded_of(teacher.id)],
        "shown_to_mentor": [
            {"mentor": name_of(share.mentor), "group": share.group, "at": _iso(share.at)}
            for share in repo.results.shares_of(teacher.id)
        ],
        "learning_path": [
            {
                "step": one.text,
                "evidence": one.evidence,
                "link": one.link,
                "event": one.event and one.event.title,
                "until": _iso(one.due_on),
                "done": _iso(one.done_on),
            }
            for path in filter(None, [repo.learning_paths.of(teacher.id)])
            for one in path.steps
        ],
        "looks": [{"mentor": name_of(look.mentor), "at": _iso(look.at)} for look in repo.results.looks_at(teacher.id)],
    }


def _answered(found: Survey, code: str, value: Any) -> dict[str, Any]:
    question = found.by_code[code]
    said = value if isinstance(value, list) else [value]
    return {"asked": question.text, "answer": [question.options.get(one, one) for one in said]}


def _account(account: Account) -> dict[str, Any]:
    return {
        "messenger": account.messenger,
        "id": account.external_id,
        "since": _iso(account.created_at),
        "reachable": account.reachable,
        "last_screen": account.screen and json.loads(account.screen),
    }


def _wanted(repo: Repository, request: ProfileRequest) -> dict[str, str]:
    """Subjects by name."""
    found = {"value": request.value, "before": request.before}
    if request.field is not ProfileField.SUBJECTS:
        return found
    known = repo.profile_requests.subjects()
    return {
        key: ", ".join(known[one].name if one in known else one for one in it.split(",")) for key, it in found.items()
    }


def _link_code(repo: Repository, teacher: Teacher) -> dict[str, Any] | None:
    found = repo.link_codes.of(teacher.id, LONG_AGO)
    return None if found is None else {"code": found.code, "until": _iso(found.expires_at)}


def _mentorship(found: Mentorship) -> dict[str, Any]:
    return {
        "mentor": name_of(found.mentor),
        "mentee": name_of(found.mentee),
        "order_number": found.order_number,
        "goals": found.goals,
        **_span(found.since, found.until),
    }


def _span(since: date, until: date | None) -> dict[str, Any]:
    return {"since": _iso(since), "until": _iso(until)}


def _chosen(repo: Repository, choices: dict[str, list[int]]) -> dict[str, list[str]]:
    """By name; kinds of organization have words of their own."""
    kinds = {number: f"kind.{kind.value}" for number, kind in enumerate(KINDS)}
    return {
        key: [kinds[number] for number in ids]
        if key == Condition.KIND
        else repo.saved_audiences.names(Condition(key), ids)
        for key, ids in choices.items()
    }


def _iso(moment: date | None) -> str | None:
    return None if moment is None else moment.isoformat()


def name_of(teacher: Teacher | EntryRequest) -> str:
    return " ".join(filter(None, (teacher.last_name, teacher.first_name, teacher.middle_name)))

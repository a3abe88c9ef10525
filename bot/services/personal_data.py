"""What is kept about a person: handed out to her, named, and erased when she wants it."""

import json
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from storage.models import Account, Mentorship, Teacher
from storage.repositories.audiences import KINDS, Condition
from storage.repositories.personal_data import BROWSER
from storage.repository import Repository

from . import access, audit
from .access import Action, Actor, ForbiddenError
from .audit import Deed
from .surveys.model import Survey
from .surveys.reading import from_stored


class Kept(StrEnum):
    """What is kept after a person is erased, because a law or an order of her employer demands it."""

    ROSTER = "roster"  # the staff list, with the mark that she does not use the bot
    MENTORSHIPS = "mentorships"
    HEADSHIPS = "headships"
    MEMBERSHIPS = "memberships"  # those the roster names; what she joined herself is erased
    GRANTS = "grants"  # which rights she had and until when
    ACKNOWLEDGEMENTS = "acknowledgements"  # the employer must prove who was told of what
    AUDIT = "audit"  # that something was done, under a pseudonym nobody can resolve any more


def export(repo: Repository, actor: Actor) -> dict[str, Any]:
    """Everything stored about the actor, as JSON can hold it: dates are ISO 8601, other people stand by name alone.

    Raises ForbiddenError for whoever is no person of the roster.
    """
    teacher = _herself(repo, actor, Action.EXPORT_OWN_DATA)
    access.require(actor, Action.EXPORT_OWN_DATA, teacher)
    return {
        "person": _person(teacher),
        "roles": [
            {"role": grant.role, "scope": grant.scope, "since": _iso(grant.granted_at), "until": _iso(grant.revoked_at)}
            for grant in repo.personal_data.grants_of(teacher.id)
        ],
        "substitutions": [
            {"absent": _name(one.absent), "substitute": _name(one.substitute), **_span(one.since, one.until)}
            for one in repo.personal_data.substitutions_of(teacher.id)
        ],
        "associations_headed": [one.title for one in repo.personal_data.headed_by(teacher.id)],
        "associations_joined": [
            {"title": association.title, "since": _iso(membership.since)}
            for association, membership in repo.personal_data.memberships_of(teacher.id)
        ],
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
        **_asked(repo, teacher),
        **_reached(repo, teacher),
        "audit": [
            {"at": _iso(entry.at), "action": entry.action, "details": entry.details}
            for entry in repo.audit.about(teacher.id)
        ],
    }


def what_stays(repo: Repository, actor: Actor) -> tuple[Kept, ...]:
    """Named to her before she decides. Raises ForbiddenError for whoever is no person of the roster."""
    teacher = _herself(repo, actor, Action.ERASE_OWN_DATA)
    access.require(actor, Action.ERASE_OWN_DATA, teacher)
    kept = repo.personal_data
    is_kept = {
        Kept.ROSTER: True,
        Kept.MENTORSHIPS: bool(repo.mentorships.ever_around(teacher.id)),
        Kept.HEADSHIPS: bool(kept.headed_by(teacher.id)),
        Kept.MEMBERSHIPS: any(membership.from_file for _, membership in kept.memberships_of(teacher.id)),
        Kept.GRANTS: bool(kept.grants_of(teacher.id)),
        Kept.ACKNOWLEDGEMENTS: bool(repo.regulations.acknowledgements_of(teacher.id)),
        Kept.AUDIT: True,
    }
    return tuple(kind for kind, kept_too in is_kept.items() if kept_too)


def erase(repo: Repository, actor: Actor, now: datetime) -> None:
    """Erase all but what `what_stays` names; the roster remembers that she does not use the bot.

    The audit keeps that somebody was erased, under a pseudonym nobody can resolve any more. Raises ForbiddenError.
    """
    teacher = _herself(repo, actor, Action.ERASE_OWN_DATA)
    access.require(actor, Action.ERASE_OWN_DATA, teacher)
    audit.record(repo, actor, Deed.ERASED, now, teacher)
    repo.audit.forget(teacher.id)
    repo.mailings.erase_letters_of(teacher.id)
    repo.files.part_with(teacher.id)
    repo.personal_data.erase(teacher.id, now)
    repo.teachers.opt_out(teacher, now)


def _herself(repo: Repository, actor: Actor, action: Action) -> Teacher:
    teacher = None if actor.teacher_id is None else repo.teachers.get(actor.teacher_id)
    if teacher is None:
        raise ForbiddenError(action)
    return teacher


def _person(teacher: Teacher) -> dict[str, Any]:
    return {
        "name": _name(teacher),
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
    }


def _reached(repo: Repository, teacher: Teacher) -> dict[str, Any]:
    """Accounts, what was said in them, and the papers about it."""
    accounts = repo.accounts.of(teacher.id)
    chats = [account.external_id for account in accounts if account.messenger == BROWSER]
    talk = repo.accounts.conversation_of(teacher.id)
    return {
        "accounts": [_account(account) for account in accounts],
        "conversation": talk and {"question": talk.state, "answers": json.loads(talk.data)},
        "browser_messages": [json.loads(body) for body in repo.personal_data.browser_messages(chats)],
        "browser_files": [{"name": name, "type": kind} for name, kind in repo.personal_data.browser_files(chats)],
        "consents": [
            {"version": one.version, "given_at": _iso(one.given_at), "withdrawn_at": _iso(one.withdrawn_at)}
            for one in repo.consents.of(teacher.id)
        ],
        "invitations": [
            {"issued_at": _iso(one.created_at), "used_at": _iso(one.used_at), "revoked_at": _iso(one.revoked_at)}
            for one in repo.invitations.of(teacher.id)
        ],
    }


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
        "surveys_open": [_iso(at) for at in repo.surveys.may_be_reminded_of(teacher.id)],
        "shown_to_mentor": [
            {"mentor": _name(share.mentor), "group": share.group, "at": _iso(share.at)}
            for share in repo.results.shares_of(teacher.id)
        ],
        "learning_path": [
            {"step": one.text, "evidence": one.evidence, "until": _iso(one.due_on), "done": _iso(one.done_on)}
            for path in filter(None, [repo.learning_paths.of(teacher.id)])
            for one in path.steps
        ],
        "looks": [{"mentor": _name(look.mentor), "at": _iso(look.at)} for look in repo.results.looks_at(teacher.id)],
    }


def _answered(found: Survey, code: str, value: Any) -> dict[str, Any]:
    question = found.by_code[code]
    said = value if isinstance(value, list) else [value]
    return {"question": question.text, "answer": [question.options.get(one, one) for one in said]}


def _account(account: Account) -> dict[str, Any]:
    return {
        "messenger": account.messenger,
        "id": account.external_id,
        "since": _iso(account.created_at),
        "reachable": account.reachable,
        "last_screen": account.screen and json.loads(account.screen),
    }


def _mentorship(found: Mentorship) -> dict[str, Any]:
    return {
        "mentor": _name(found.mentor),
        "mentee": _name(found.mentee),
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


def _name(teacher: Teacher) -> str:
    return " ".join(filter(None, (teacher.last_name, teacher.first_name, teacher.middle_name)))

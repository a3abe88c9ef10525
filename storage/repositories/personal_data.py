"""Everything kept about one person, to hand it out or to erase it."""

import json
import re
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import (
    Account,
    Association,
    AssociationLeft,
    AssociationMember,
    Base,
    BrowserFile,
    BrowserMessage,
    BrowserSession,
    Consent,
    Conversation,
    CorrectionState,
    Delivery,
    EntryRequest,
    EventAnswer,
    Invitation,
    LearningPath,
    LinkCode,
    Mailing,
    Mentorship,
    PathRules,
    ProfileRequest,
    ResultLook,
    ResultShare,
    RoleGrant,
    SavedAudience,
    SetAside,
    Substitution,
    SurveyErased,
    SurveyFolded,
    SurveyPending,
    SurveyRound,
    SurveyRun,
    SurveySheet,
    Teacher,
    Thread,
)
from .mailings import BROWSER, Mailings
from .pulse import Pulse

STAYS = {
    "teacher_place": "roster",
    "teacher_subject": "roster",
    "name_key": "roster: by which it is searched",
    "mentorship": "register of orders",
    "association": "register of heads",
    "role_grant": "register of rights; hers are revoked",
    "summary_done": "who of the service did which of the week's work",
    "delivery": "register of who was informed; letters are erased",
    "mailing": "register of announcements; letters are erased",
    "acknowledgement": "register of who has acknowledged what, required of the employer",
    "roster_import": "who brought which roster in; names go when it is applied, the file too",
    "survey_round": "register of surveys, without her name; her answers are erased",
    "survey_sheet": "surveys of the service, without her name",
    "path_rules": "the municipality's rules for paths, without her name",
    "profile_request": "roster: what was put right in it holds against older files; all other requests are erased",
    "stored_file": "files of announcements and templates, without her name; those of letters are erased",
}
"""Tables that speak of people and keep their rows when one is erased, and on what grounds."""
ERASED = frozenset(
    {
        "account",
        "conversation",
        "entry_request",
        "consent",
        "invitation",
        "wrong_code",
        "association_member",
        "association_left",
        "substitution",
        "pseudonym",
        "thread",
        "saved_audience",
        "event_answer",
        "watch",
        "link_code",
        "link_try",
        "learning_path",
        "pulse_ballot",
        "survey_pending",
        "survey_run",
        "result_share",
        "result_look",
    }
)
"""Tables that speak of people and lose their rows. A test wants every table that names a person in one of the two."""

EXPORTED = frozenset(
    {
        "account",
        "acknowledgement",
        "association",
        "association_left",
        "association_member",
        "consent",
        "conversation",
        "delivery",
        "entry_request",
        "event_answer",
        "invitation",
        "learning_path",
        "link_code",
        "link_try",
        "mailing",
        "mentorship",
        "profile_request",
        "pulse_ballot",
        "result_look",
        "result_share",
        "role_grant",
        "saved_audience",
        "stored_file",
        "substitution",
        "survey_pending",
        "survey_run",
        "teacher_place",
        "teacher_subject",
        "thread",
        "wrong_code",
    }
)
"""Tables of which her own rows are handed out to her."""
UNEXPORTED = {
    "pseudonym": "the audit is handed out; its key opens it to nobody but us",
    "name_key": "numbers made of her surname, by which she is found",
    "path_rules": "the municipality's rules; the audit says that she changed them",
    "roster_import": "files of the office, not of her; the audit says that she sent one",
    "survey_round": "opened for others; the audit says that she did",
    "survey_sheet": "written for others; the audit says that she did",
    "watch": "only where a card stands on her screen",
    "summary_done": "her marks on the service's list of work, nothing about her",
}
"""The others that speak of people, and why they are not. A test wants every such table in one of the two."""


class PersonalData:
    def __init__(self, tx: Transaction) -> None:
        self._tx, self._session = tx, tx.session

    def grants_of(self, teacher_id: int) -> list[RoleGrant]:
        """Ever given, revoked ones included."""
        return list(self._session.scalars(select(RoleGrant).where(RoleGrant.teacher_id == teacher_id)))

    def memberships_of(self, teacher_id: int) -> list[tuple[Association, AssociationMember]]:
        query = select(Association, AssociationMember).join(
            AssociationMember, AssociationMember.association_id == Association.id
        )
        rows = self._session.execute(query.where(AssociationMember.teacher_id == teacher_id).order_by(Association.id))
        return [(association, membership) for association, membership in rows]

    def headed_by(self, teacher_id: int) -> list[Association]:
        """Closed ones included."""
        return list(self._session.scalars(select(Association).where(Association.head_id == teacher_id)))

    def substitutions_of(self, teacher_id: int) -> list[Substitution]:
        query = select(Substitution).where(
            or_(Substitution.absent_id == teacher_id, Substitution.substitute_id == teacher_id)
        )
        return list(
            self._session.scalars(query.options(joinedload(Substitution.absent), joinedload(Substitution.substitute)))
        )

    def browser_messages(self, chats: list[int]) -> list[str]:
        """Bodies (JSON) in the order they were written."""
        query = select(BrowserMessage.body).where(BrowserMessage.chat.in_(chats)).order_by(BrowserMessage.id)
        return list(self._session.scalars(query))

    def browser_files(self, chats: list[int]) -> list[tuple[str, str]]:
        """(name, MIME type) of each."""
        rows = self._session.execute(select(BrowserFile.name, BrowserFile.mime).where(BrowserFile.chat.in_(chats)))
        return [(name, mime) for name, mime in rows]

    def erase(self, teacher_id: int, now: datetime) -> None:
        """Remove all that stands in ERASED, and what the browser chat and the set-aside updates keep of her accounts.

        Memberships named in the roster stay with it. SQLite overwrites what is deleted (`secure_delete`); the
        write-ahead log holds the old pages until its next checkpoint.
        """
        hers = or_(Account.teacher_id == teacher_id, Account.former_id == teacher_id)
        for account in self._session.scalars(select(Account).where(hers)).all():
            self.erase_account(account)
        self._delete(EntryRequest, EntryRequest.teacher_id == teacher_id)
        self._delete(Conversation, Conversation.teacher_id == teacher_id)
        self._delete(Invitation, Invitation.teacher_id == teacher_id)
        self._delete(SavedAudience, SavedAudience.teacher_id == teacher_id)
        self._delete(Consent, Consent.teacher_id == teacher_id)
        self._delete(EventAnswer, EventAnswer.teacher_id == teacher_id)
        self._delete(LinkCode, LinkCode.teacher_id == teacher_id)
        self._erase_answers(teacher_id)
        Pulse(self._tx).leave(teacher_id)
        not_applied = ProfileRequest.state != CorrectionState.APPLIED
        self._delete(ProfileRequest, ProfileRequest.teacher_id == teacher_id, not_applied)
        joined_herself = (AssociationMember.teacher_id == teacher_id, AssociationMember.from_file.is_(False))
        self._delete(AssociationMember, *joined_herself)
        self._delete(AssociationLeft, AssociationLeft.teacher_id == teacher_id)
        either = or_(Substitution.absent_id == teacher_id, Substitution.substitute_id == teacher_id)
        self._delete(Substitution, either)
        granted = update(RoleGrant).where(RoleGrant.teacher_id == teacher_id, RoleGrant.revoked_at.is_(None))
        self._session.execute(granted.values(revoked_at=now), execution_options={"synchronize_session": False})

    def clear_screens(self, teacher: Teacher) -> None:
        """What stands before those who have to do with her: last screens that name her, what she asked to be put right.

        Only in the browser such messages are ours to take back.
        """
        theirs = or_(Account.owner, Account.teacher_id.in_(self._around(teacher)))
        accounts = self._session.scalars(select(Account).where(theirs)).all()
        for account in accounts:
            if account.screen and teacher.last_name in account.screen:
                account.screen, account.parts, account.shown, account.card = None, 0, 0, None
        self._session.flush()
        asked = select(ProfileRequest.value).where(ProfileRequest.teacher_id == teacher.id, ProfileRequest.value != "")
        chats = [account.external_id for account in accounts if account.messenger == BROWSER]
        for value in set(self._session.scalars(asked)):
            said = (
                BrowserMessage.body.contains(json.dumps(word, ensure_ascii=False)[1:-1], autoescape=True)
                for word in (value, teacher.last_name)
            )
            self._delete(BrowserMessage, BrowserMessage.chat.in_(chats), *said)

    def _around(self, teacher: Teacher) -> set[int]:
        """Ids of those who may have her on their screen: correspondents, pairs, staff, heads, their stand-ins."""
        hers, t, m = teacher.id, Thread, Mentorship
        threads = select(t.first_id, t.second_id).where(or_(t.first_id == hers, t.second_id == hers))
        pairs = select(m.mentor_id, m.mentee_id).where(or_(m.mentor_id == hers, m.mentee_id == hers))
        organizations = {teacher.organization_id, *(one.organization_id for one in teacher.places)}
        municipalities = {
            teacher.municipality_id or 0,
            *(one.organization.municipality_id or 0 for one in teacher.places),
        }
        places = {0, teacher.region_id, *organizations, *municipalities}  # 0: who administers all
        staff = select(RoleGrant.teacher_id).where(RoleGrant.scope_id.in_(places))
        heads = select(Association.head_id).where(
            Association.region_id == teacher.region_id,
            or_(Association.municipality_id.is_(None), Association.municipality_id.in_(municipalities)),
            or_(Association.organization_id.is_(None), Association.organization_id.in_(organizations)),
        )
        authors = select(Mailing.author_id).join(Delivery).where(Delivery.teacher_id == hers)
        queries = (threads, pairs, staff, heads, authors)
        found = {number for query in queries for row in self._session.execute(query) for number in row}
        standing = select(Substitution.substitute_id).where(Substitution.absent_id.in_(found))
        return (found | set(self._session.scalars(standing))) - {hers, None}

    def _erase_answers(self, teacher_id: int) -> None:
        """What she answered (it goes with the run), what followed from it, what she let see of it, and who looked."""
        self._stay_finished(teacher_id)
        for kind in (LearningPath, SurveyPending, SurveyRun):
            self._delete(kind, kind.teacher_id == teacher_id)
        for about in (ResultShare, ResultLook):
            self._delete(about, or_(about.teacher_id == teacher_id, about.mentor_id == teacher_id))
        for made in (SurveyRound, SurveySheet, PathRules):
            nameless = update(made).where(made.author_id == teacher_id).values(author_id=None)
            self._session.execute(nameless, execution_options={"synchronize_session": False})

    def _stay_finished(self, teacher_id: int) -> None:
        """The rounds she finished count her on, without her name: a number that goes down would tell of her."""
        query = (
            select(SurveyRun.round_id, SurveyFolded.municipality_id)
            .outerjoin(SurveyFolded, SurveyFolded.run_id == SurveyRun.id)
            .where(SurveyRun.teacher_id == teacher_id, SurveyRun.finished_at.is_not(None))
        )
        for round_id, municipality_id in self._session.execute(query).all():
            where = (SurveyErased.round_id == round_id, SurveyErased.municipality_id == municipality_id)
            found = self._session.scalars(select(SurveyErased).where(*where).with_for_update()).first()
            if found is None:
                found = SurveyErased(round_id=round_id, municipality_id=municipality_id, count=0)
                self._session.add(found)
            found.count += 1
            self._session.flush()

    def erase_account(self, account: Account) -> None:
        """The account and what is kept of its messages; its conversation, when it is the person's, stays hers."""
        self.forget_account(account)
        Mailings(self._tx).drop_of(account.id)
        self._delete(Account, Account.id == account.id)

    def forget_account(self, account: Account) -> None:
        """What is kept of its messages; the account itself stays, and the wrong codes it tried: else they are free."""
        if account.messenger == BROWSER:
            for kind in (BrowserMessage, BrowserSession, BrowserFile):
                self._delete(kind, kind.chat == account.external_id)
        mentioned = re.compile(rf"(?<!\d){account.external_id}(?!\d)")
        aside = self._session.scalars(select(SetAside).where(SetAside.messenger == account.messenger)).all()
        found = [one.id for one in aside if mentioned.search(one.body) or mentioned.search(one.error)]
        self._delete(SetAside, SetAside.id.in_(found))

    def _delete(self, kind: type[Base], *where: ColumnElement[bool] | Any) -> None:
        self._session.execute(delete(kind).where(*where), execution_options={"synchronize_session": False})

"""Everything kept about one person, to hand it out or to erase it."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import (
    Account,
    Association,
    AssociationMember,
    Base,
    BrowserFile,
    BrowserMessage,
    BrowserSession,
    Consent,
    Conversation,
    EntryRequest,
    EventAnswer,
    Invitation,
    RoleGrant,
    SavedAudience,
    SetAside,
    Substitution,
    WrongCode,
)
from .mailings import Mailings

BROWSER = "browser"
"""The one messenger whose messages are kept by us; its accounts' external ids are its chats."""
STAYS = {
    "teacher_place": "roster",
    "teacher_subject": "roster",
    "mentorship": "register of orders",
    "association": "register of heads",
    "role_grant": "register of rights; hers are revoked",
    "delivery": "register of who was informed; letters are erased",
    "mailing": "register of announcements; letters are erased",
    "acknowledgement": "register of who has acknowledged what, required of the employer",
    "stored_file": "files of announcements, without her name; those of letters are erased",
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
        "substitution",
        "pseudonym",
        "thread",
        "saved_audience",
        "event_answer",
        "watch",
    }
)
"""Tables that speak of people and lose their rows. A test wants every table that names a person in one of the two."""


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
        joined_herself = (AssociationMember.teacher_id == teacher_id, AssociationMember.from_file.is_(False))
        self._delete(AssociationMember, *joined_herself)
        either = or_(Substitution.absent_id == teacher_id, Substitution.substitute_id == teacher_id)
        self._delete(Substitution, either)
        granted = update(RoleGrant).where(RoleGrant.teacher_id == teacher_id, RoleGrant.revoked_at.is_(None))
        self._session.execute(granted.values(revoked_at=now), execution_options={"synchronize_session": False})

    def erase_account(self, account: Account) -> None:
        """The account and what is kept of its messages; its conversation, when it is the person's, stays hers."""
        self.forget_account(account)
        Mailings(self._tx).drop_of(account.id)
        self._delete(Account, Account.id == account.id)

    def forget_account(self, account: Account) -> None:
        """What is kept of its messages; the account itself stays."""
        self._delete(WrongCode, WrongCode.account_id == account.id)
        if account.messenger == BROWSER:
            for kind in (BrowserMessage, BrowserSession, BrowserFile):
                self._delete(kind, kind.chat == account.external_id)
        mentioned = re.compile(rf"(?<!\d){account.external_id}(?!\d)")
        aside = self._session.scalars(select(SetAside).where(SetAside.messenger == account.messenger)).all()
        found = [one.id for one in aside if mentioned.search(one.body) or mentioned.search(one.error)]
        self._delete(SetAside, SetAside.id.in_(found))

    def _delete(self, kind: type[Base], *where: ColumnElement[bool] | Any) -> None:
        self._session.execute(delete(kind).where(*where), execution_options={"synchronize_session": False})

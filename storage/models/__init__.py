"""The tables, one module a theme; every module is imported here so that the metadata is whole."""

from .accounts import Account, Consent, Conversation, Invitation, InvitationKind, WrongCode
from .associations import Association, AssociationMember, AssociationSubject, Level, Meeting
from .audit import Audit, Pseudonym
from .base import Base
from .browser import BrowserFile, BrowserMessage, BrowserSession
from .mailings import (
    NAME,
    OPEN,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
    FileCopy,
    Letter,
    Mailing,
    MailingKind,
    MailingPart,
    MailingState,
    StoredFile,
    Thread,
)
from .mentorships import Mentorship
from .people import Position, QualificationCategory, Subject, Teacher, TeacherPlace, TeacherSubject
from .places import (
    MethodicalService,
    Municipality,
    Organization,
    OrganizationKind,
    Region,
    ServiceModel,
    YoungRule,
)
from .receiving import Attempt, Cursor, Inbox, Seen, Sequence, SetAside
from .regulations import Acknowledgement, Regulation
from .roles import Role, RoleGrant, Scope, Substitution

__all__ = [
    "NAME",
    "OPEN",
    "Account",
    "Acknowledgement",
    "Association",
    "AssociationMember",
    "AssociationSubject",
    "Attempt",
    "Audit",
    "Base",
    "BrowserFile",
    "BrowserMessage",
    "BrowserSession",
    "Consent",
    "Conversation",
    "Cursor",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryState",
    "FileCopy",
    "Inbox",
    "Invitation",
    "InvitationKind",
    "Letter",
    "Level",
    "Mailing",
    "MailingKind",
    "MailingPart",
    "MailingState",
    "Meeting",
    "Mentorship",
    "MethodicalService",
    "Municipality",
    "Organization",
    "OrganizationKind",
    "Position",
    "Pseudonym",
    "QualificationCategory",
    "Region",
    "Regulation",
    "Role",
    "RoleGrant",
    "Scope",
    "Seen",
    "Sequence",
    "ServiceModel",
    "SetAside",
    "StoredFile",
    "Subject",
    "Substitution",
    "Teacher",
    "TeacherPlace",
    "TeacherSubject",
    "Thread",
    "WrongCode",
    "YoungRule",
]  # fmt: skip

"""The tables, one module a theme; every module is imported here so that the metadata is whole."""

from .accounts import Account, Consent, Conversation, Invitation, InvitationKind, WrongCode
from .associations import Association, AssociationMember, AssociationSubject, Level, Meeting
from .audit import Audit, Pseudonym
from .base import Base
from .browser import BrowserFile, BrowserMessage, BrowserSession
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
from .roles import Role, RoleGrant, Scope, Substitution

__all__ = [
    "Account", "Association", "AssociationMember", "AssociationSubject", "Attempt", "Audit", "Base", "BrowserFile",
    "BrowserMessage", "BrowserSession", "Consent", "Conversation", "Cursor", "Inbox", "Invitation", "InvitationKind",
    "Level", "Meeting", "Mentorship", "MethodicalService", "Municipality", "Organization", "OrganizationKind",
    "Position", "Pseudonym", "QualificationCategory", "Region", "Role", "RoleGrant", "Scope", "Seen", "Sequence",
    "ServiceModel", "SetAside", "Subject", "Substitution", "Teacher", "TeacherPlace", "TeacherSubject", "WrongCode",
    "YoungRule",
]  # fmt: skip

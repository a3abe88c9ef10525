"""The tables, one module a theme; every module is imported here so that the metadata is whole."""

from .accounts import Account, Consent, Conversation, Invitation, InvitationKind, WrongCode
from .associations import Association, AssociationMember, AssociationSubject, Level, Meeting
from .audiences import SavedAudience
from .audit import Audit, Pseudonym
from .base import Base
from .browser import BrowserFile, BrowserMessage, BrowserSession
from .events import Answer, Event, EventAnswer
from .learning_paths import LearningPath, PathStep
from .mailings import (
    NAME,
    OPEN,
    BulkCall,
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
    Watch,
)
from .mentorships import Mentorship
from .people import Position, QualificationCategory, QuietHours, Subject, Teacher, TeacherPlace, TeacherSubject
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
from .surveys import (
    ResultLook,
    ResultShare,
    SurveyAnswer,
    SurveyPending,
    SurveyRefusal,
    SurveyRound,
    SurveyRun,
    SurveyVersion,
)

__all__ = [
    "NAME", "OPEN", "Account", "Acknowledgement", "Answer", "Association", "AssociationMember", "AssociationSubject",
    "Attempt", "Audit", "Base", "BrowserFile", "BrowserMessage", "BrowserSession", "BulkCall", "Consent",
    "Conversation", "Cursor", "Delivery", "DeliveryAttempt", "DeliveryState", "Event", "EventAnswer", "FileCopy",
    "Inbox", "Invitation", "InvitationKind", "LearningPath", "Letter", "Level", "Mailing", "MailingKind", "MailingPart",
    "MailingState", "Meeting", "Mentorship", "MethodicalService", "Municipality", "Organization", "OrganizationKind",
    "PathStep", "Position", "Pseudonym", "QualificationCategory", "QuietHours", "Region", "Regulation", "ResultLook",
    "ResultShare", "Role", "RoleGrant", "SavedAudience", "Scope", "Seen", "Sequence", "ServiceModel", "SetAside",
    "StoredFile", "Subject", "Substitution",
    "SurveyAnswer", "SurveyPending", "SurveyRefusal", "SurveyRound", "SurveyRun", "SurveyVersion",
    "Teacher", "TeacherPlace", "TeacherSubject", "Thread", "Watch", "WrongCode", "YoungRule",
]  # fmt: skip

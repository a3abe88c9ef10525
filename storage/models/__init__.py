"""The tables, one module a theme; every module is imported here so that the metadata is whole."""

from .accounts import Account, Consent, Conversation, Invitation, InvitationKind, LinkCode, LinkTry, WrongCode
from .associations import Association, AssociationLeft, AssociationMember, AssociationSubject, Level, Meeting
from .audiences import SavedAudience
from .audit import Audit, Pseudonym
from .base import Base
from .browser import BrowserFile, BrowserMessage, BrowserSession, BrowserUpload
from .entry_requests import EntryRequest, RequestKind, RequestState
from .events import Answer, Event, EventAnswer
from .learning_paths import LearningPath, PathRules, PathStep, RulesState
from .mailings import (
    ANNOUNCED,
    NAME,
    OPEN,
    RECALLED,
    RECIPE,
    SENT_BY_PEOPLE,
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
from .names import NameKey
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
from .profile_requests import CorrectionState, ProfileField, ProfileRequest
from .pulse import PulseBallot, PulseCount, PulseWeek
from .receiving import Attempt, Cursor, Inbox, Seen, Sequence, SetAside
from .regulations import Acknowledgement, Regulation
from .roles import Role, RoleGrant, Scope, Substitution
from .roster import ImportState, RosterImport, RosterStep
from .summaries import SummaryDone, SurveyFigures, SurveyFolded, WeeklySummary
from .survey_sheets import SheetState, SurveySheet, SurveyTally
from .surveys import (
    ResultLook,
    ResultShare,
    SurveyAnswer,
    SurveyErased,
    SurveyPending,
    SurveyRefusal,
    SurveyRound,
    SurveyRun,
    SurveyVersion,
)
from .templates import DocumentTemplate, TemplateKind

__all__ = [
    "ANNOUNCED", "NAME", "OPEN", "RECALLED", "RECIPE", "SENT_BY_PEOPLE", "Account", "Acknowledgement", "Answer",
    "Association", "AssociationLeft", "AssociationMember", "AssociationSubject", "Attempt", "Audit", "Base",
    "BrowserFile", "BrowserMessage", "BrowserSession", "BrowserUpload", "BulkCall", "Consent", "Conversation",
    "CorrectionState", "Cursor", "Delivery", "DeliveryAttempt", "DeliveryState", "DocumentTemplate", "EntryRequest",
    "Event", "EventAnswer", "FileCopy", "ImportState", "Inbox", "Invitation", "InvitationKind", "LearningPath",
    "Letter", "Level", "LinkCode", "LinkTry", "Mailing", "MailingKind", "MailingPart", "MailingState", "Meeting",
    "Mentorship", "MethodicalService", "Municipality", "NameKey", "Organization", "OrganizationKind", "PathRules",
    "PathStep", "Position", "ProfileField", "ProfileRequest", "Pseudonym", "PulseBallot", "PulseCount", "PulseWeek",
    "QualificationCategory", "QuietHours", "Region", "Regulation", "RequestKind", "RequestState", "ResultLook",
    "ResultShare", "Role", "RoleGrant", "RosterImport", "RosterStep", "RulesState", "SavedAudience", "Scope", "Seen",
    "Sequence", "ServiceModel", "SetAside", "SheetState", "StoredFile", "Subject", "Substitution", "SummaryDone",
    "SurveyAnswer", "SurveyErased", "SurveyFigures", "SurveyFolded", "SurveyPending", "SurveyRefusal", "SurveyRound",
    "SurveyRun", "SurveySheet", "SurveyTally", "SurveyVersion", "Teacher", "TeacherPlace", "TeacherSubject",
    "TemplateKind", "Thread", "Watch", "WeeklySummary", "WrongCode", "YoungRule",
]  # fmt: skip

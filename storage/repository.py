"""What services may ask and store, by theme; a theme costs nothing until it is first used."""

from functools import cached_property

from .database import Transaction
from .repositories.accounts import Accounts
from .repositories.announcements import Announcements
from .repositories.associations import Associations
from .repositories.audiences import Audiences
from .repositories.audit import AuditLog
from .repositories.consents import Consents
from .repositories.directory import Directory
from .repositories.entry_requests import EntryRequests
from .repositories.event_guests import EventGuests
from .repositories.event_mailings import EventMailings
from .repositories.events import Events
from .repositories.files import Files
from .repositories.invitations import Invitations
from .repositories.latecomers import Latecomers
from .repositories.learning_paths import LearningPaths
from .repositories.link_codes import LinkCodes
from .repositories.mailings import Mailings
from .repositories.mentorships import Mentorships
from .repositories.path_rules import PathRulesVersions
from .repositories.personal_data import PersonalData
from .repositories.places import Places
from .repositories.profile_requests import ProfileRequests
from .repositories.public_board import PublicBoard
from .repositories.pulse import Pulse
from .repositories.reachability import Reachability
from .repositories.regulations import Regulations
from .repositories.results import Results
from .repositories.roles import Roles
from .repositories.roster_imports import RosterImports
from .repositories.roster_years import RosterYears
from .repositories.saved_audiences import SavedAudiences
from .repositories.slow_readers import SlowReaders
from .repositories.state import State
from .repositories.substitutions import Substitutions
from .repositories.survey_figures import SurveyReleases
from .repositories.survey_rounds import SurveyRounds
from .repositories.survey_sheets import SurveySheets
from .repositories.survey_tallies import SurveyTallies
from .repositories.surveys import Surveys
from .repositories.teachers import Teachers
from .repositories.templates import Templates
from .repositories.weekly import Weekly


class Repository:
    """Over one open transaction; never commits, and is gone with it."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx

    @property
    def has_mail(self) -> bool:
        """Whether this transaction put something into the ledger."""
        return "mailings" in self.__dict__ and self.mailings.added

    @property
    def has_files(self) -> bool:
        """Whether it left a file to be read beside the conversations."""
        made = self.__dict__
        return any(name in made and made[name].added for name in ("roster_imports", "survey_sheets", "path_rules"))

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.tx)

    @cached_property
    def announcements(self) -> Announcements:
        return Announcements(self.tx)

    @cached_property
    def associations(self) -> Associations:
        return Associations(self.tx)

    @cached_property
    def audiences(self) -> Audiences:
        return Audiences(self.tx)

    @cached_property
    def audit(self) -> AuditLog:
        return AuditLog(self.tx)

    @cached_property
    def consents(self) -> Consents:
        return Consents(self.tx)

    @cached_property
    def directory(self) -> Directory:
        return Directory(self.tx)

    @cached_property
    def entry_requests(self) -> EntryRequests:
        return EntryRequests(self.tx)

    @cached_property
    def event_guests(self) -> EventGuests:
        return EventGuests(self.tx)

    @cached_property
    def event_mailings(self) -> EventMailings:
        return EventMailings(self.tx)

    @cached_property
    def events(self) -> Events:
        return Events(self.tx)

    @cached_property
    def files(self) -> Files:
        return Files(self.tx)

    @cached_property
    def invitations(self) -> Invitations:
        return Invitations(self.tx)

    @cached_property
    def latecomers(self) -> Latecomers:
        return Latecomers(self.tx)

    @cached_property
    def link_codes(self) -> LinkCodes:
        return LinkCodes(self.tx)

    @cached_property
    def learning_paths(self) -> LearningPaths:
        return LearningPaths(self.tx)

    @cached_property
    def mailings(self) -> Mailings:
        return Mailings(self.tx)

    @cached_property
    def mentorships(self) -> Mentorships:
        return Mentorships(self.tx)

    @cached_property
    def path_rules(self) -> PathRulesVersions:
        return PathRulesVersions(self.tx)

    @cached_property
    def personal_data(self) -> PersonalData:
        return PersonalData(self.tx)

    @cached_property
    def places(self) -> Places:
        return Places(self.tx)

    @cached_property
    def profile_requests(self) -> ProfileRequests:
        return ProfileRequests(self.tx)

    @cached_property
    def pulse(self) -> Pulse:
        return Pulse(self.tx)

    @cached_property
    def reachability(self) -> Reachability:
        return Reachability(self.tx)

    @cached_property
    def public_board(self) -> PublicBoard:
        return PublicBoard(self.tx)

    @cached_property
    def regulations(self) -> Regulations:
        return Regulations(self.tx)

    @cached_property
    def slow_readers(self) -> SlowReaders:
        return SlowReaders(self.tx)

    @cached_property
    def results(self) -> Results:
        return Results(self.tx)

    @cached_property
    def roles(self) -> Roles:
        return Roles(self.tx)

    @cached_property
    def roster_imports(self) -> RosterImports:
        return RosterImports(self.tx)

    @cached_property
    def roster_years(self) -> RosterYears:
        return RosterYears(self.tx)

    @cached_property
    def saved_audiences(self) -> SavedAudiences:
        return SavedAudiences(self.tx)

    @cached_property
    def substitutions(self) -> Substitutions:
        return Substitutions(self.tx)

    @cached_property
    def survey_figures(self) -> SurveyReleases:
        return SurveyReleases(self.tx)

    @cached_property
    def survey_rounds(self) -> SurveyRounds:
        return SurveyRounds(self.tx)

    @cached_property
    def survey_sheets(self) -> SurveySheets:
        return SurveySheets(self.tx)

    @cached_property
    def survey_tallies(self) -> SurveyTallies:
        return SurveyTallies(self.tx)

    @cached_property
    def surveys(self) -> Surveys:
        return Surveys(self.tx)

    @cached_property
    def teachers(self) -> Teachers:
        return Teachers(self.tx)

    @cached_property
    def templates(self) -> Templates:
        return Templates(self.tx)

    @cached_property
    def state(self) -> State:
        return State(self.tx)

    @cached_property
    def weekly(self) -> Weekly:
        return Weekly(self.tx)

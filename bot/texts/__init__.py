"""All texts, typed and checked when the program starts; one Protocol per file of `content/texts`."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_type_hints

from .afterwards import AfterwardsTexts
from .announcements import AnnouncementsTexts
from .association_desk import AssociationDeskTexts
from .associations import AssociationsTexts
from .doorstep import DoorstepTexts
from .entry import EntryTexts
from .events import EventsTexts
from .fallback import FallbackTexts
from .files import FilesTexts
from .help import HelpTexts
from .imports import ImportsTexts
from .inviting import InvitingTexts
from .journal import JournalTexts
from .learning_paths import LearningPathsTexts
from .letters import LettersTexts
from .linking import LinkingTexts
from .loader import Gender, Label, TextError, Toast, load
from .mentor_desk import MentorDeskTexts
from .mentoring import MentoringTexts
from .menu import MenuTexts
from .methodical_service import MethodicalServiceTexts
from .names import FullName
from .own_surveys import OwnSurveysTexts
from .path_rules import PathRulesTexts
from .people import PeopleTexts
from .personal_data import PersonalDataTexts
from .poster import PosterTexts
from .profile import ProfileTexts
from .profile_desk import ProfileDeskTexts
from .profile_requests import ProfileRequestsTexts
from .psychologists import PsychologistsTexts
from .pulse import PulseTexts
from .reachability import ReachabilityTexts
from .regulations import RegulationsTexts
from .requests import RequestsTexts
from .results import ResultsTexts
from .roles import RolesTexts
from .settings import SettingsTexts
from .state import StateTexts
from .stopping import StoppingTexts
from .substitutions import SubstitutionsTexts
from .summaries import SummariesTexts
from .summary_files import SummaryFilesTexts
from .survey_totals import SurveyTotalsTexts
from .surveys import SurveysTexts
from .templates import TemplatesTexts

CONTENT = Path(__file__).parent.parent.parent / "content"


@dataclass(frozen=True, slots=True)
class Texts:
    """An attribute a file: `texts.menu` is `content/texts/menu.yml`."""

    afterwards: AfterwardsTexts
    announcements: AnnouncementsTexts
    association_desk: AssociationDeskTexts
    associations: AssociationsTexts
    doorstep: DoorstepTexts
    entry: EntryTexts
    events: EventsTexts
    fallback: FallbackTexts
    files: FilesTexts
    help: HelpTexts
    imports: ImportsTexts
    inviting: InvitingTexts
    journal: JournalTexts
    learning_paths: LearningPathsTexts
    letters: LettersTexts
    linking: LinkingTexts
    mentor_desk: MentorDeskTexts
    mentoring: MentoringTexts
    menu: MenuTexts
    methodical_service: MethodicalServiceTexts
    own_surveys: OwnSurveysTexts
    path_rules: PathRulesTexts
    people: PeopleTexts
    personal_data: PersonalDataTexts
    poster: PosterTexts
    profile: ProfileTexts
    profile_desk: ProfileDeskTexts
    profile_requests: ProfileRequestsTexts
    psychologists: PsychologistsTexts
    pulse: PulseTexts
    reachability: ReachabilityTexts
    regulations: RegulationsTexts
    requests: RequestsTexts
    results: ResultsTexts
    roles: RolesTexts
    settings: SettingsTexts
    state: StateTexts
    stopping: StoppingTexts
    substitutions: SubstitutionsTexts
    summaries: SummariesTexts
    survey_totals: SurveyTotalsTexts
    summary_files: SummaryFilesTexts
    surveys: SurveysTexts
    templates: TemplatesTexts


def load_texts(content: Path = CONTENT) -> Texts:
    """Raises TextError that names file and key."""
    kinds = get_type_hints(Texts)
    made: dict[str, Any] = {
        field.name: load(kinds[field.name], content / "texts" / f"{field.name}.yml") for field in fields(Texts)
    }
    return Texts(**made)


__all__ = ["CONTENT", "FullName", "Gender", "Label", "TextError", "Texts", "Toast", "load_texts"]

"""All texts, typed and checked when the program starts; one Protocol per file of `content/texts`."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_type_hints

from .afterwards import AfterwardsTexts
from .announcements import AnnouncementsTexts
from .associations import AssociationsTexts
from .entry import EntryTexts
from .events import EventsTexts
from .fallback import FallbackTexts
from .files import FilesTexts
from .help import HelpTexts
from .learning_paths import LearningPathsTexts
from .letters import LettersTexts
from .loader import Gender, Label, TextError, Toast, load
from .mentoring import MentoringTexts
from .menu import MenuTexts
from .methodical_service import MethodicalServiceTexts
from .names import FullName
from .personal_data import PersonalDataTexts
from .profile import ProfileTexts
from .regulations import RegulationsTexts
from .results import ResultsTexts
from .state import StateTexts
from .surveys import SurveysTexts

CONTENT = Path(__file__).parent.parent.parent / "content"


@dataclass(frozen=True, slots=True)
class Texts:
    """An attribute a file: `texts.menu` is `content/texts/menu.yml`."""

    afterwards: AfterwardsTexts
    announcements: AnnouncementsTexts
    associations: AssociationsTexts
    entry: EntryTexts
    events: EventsTexts
    fallback: FallbackTexts
    files: FilesTexts
    help: HelpTexts
    learning_paths: LearningPathsTexts
    letters: LettersTexts
    mentoring: MentoringTexts
    menu: MenuTexts
    methodical_service: MethodicalServiceTexts
    personal_data: PersonalDataTexts
    profile: ProfileTexts
    regulations: RegulationsTexts
    results: ResultsTexts
    state: StateTexts
    surveys: SurveysTexts


def load_texts(content: Path = CONTENT) -> Texts:
    """Raises TextError that names file and key."""
    kinds = get_type_hints(Texts)
    made: dict[str, Any] = {
        field.name: load(kinds[field.name], content / "texts" / f"{field.name}.yml") for field in fields(Texts)
    }
    return Texts(**made)


__all__ = ["CONTENT", "FullName", "Gender", "Label", "TextError", "Texts", "Toast", "load_texts"]

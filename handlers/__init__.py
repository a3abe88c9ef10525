"""Features, one module each; put together here, where no feature knows another."""

from bot.features import Answers, Features
from bot.views import gate
from bot.words import Words

from .associations import associations
from .consent import consent
from .entry import entry, stranger
from .events import events
from .fallback import Unknown, fallback, forbidden, not_taken, outdated, sorry, unsupported, wordless
from .learning_paths import learning_paths
from .letters import answered_by_reply, letters, lost_reply, takes_reply
from .mentoring import mentoring
from .menu import menu
from .methodical_service import methodical_service
from .missed import missed_announcements
from .personal_data import personal_data
from .profile import profile
from .regulations import regulations
from .results import results
from .staff.announced import announced
from .staff.announcements import announcements
from .staff.audiences import audiences
from .staff.corrections import corrections
from .staff.event_desk import event_desk
from .staff.event_drafts import event_drafts
from .staff.passing import passing
from .staff.regulation_desk import regulation_desk
from .staff.regulation_drafts import regulation_drafts
from .staff.state import state
from .staff.survey_rounds import survey_rounds
from .staff.unmentored import unmentored
from .surveys import surveys

ALL = (
    announced,
    announcements,
    associations,
    audiences,
    consent,
    corrections,
    entry,
    event_desk,
    event_drafts,
    events,
    fallback,
    learning_paths,
    letters,
    mentoring,
    menu,
    methodical_service,
    missed_announcements,
    passing,
    personal_data,
    profile,
    regulation_desk,
    regulation_drafts,
    regulations,
    results,
    state,
    survey_rounds,
    surveys,
    unmentored,
)


def all_features(words: Words) -> Features:
    """The whole table. Raises ValueError when two handlers claim the same button, word or state."""
    known = frozenset(key for feature in ALL for key in feature.words)
    answers = Answers(
        unknown=Unknown(words, known),
        wordless=wordless,
        unsupported=unsupported,
        not_taken=not_taken,
        stranger=stranger,
        gate=gate,
        outdated=outdated,
        forbidden=forbidden,
        sorry=sorry,
        replied=answered_by_reply,
        takes_reply=takes_reply,
        lost_reply=lost_reply,
    )
    return Features(words, answers, *ALL)

"""Features, one module each; put together here, where no feature knows another."""

from bot.answers import Answers
from bot.feature_table import Features
from bot.views import gate
from bot.words import Words

from .associations import associations
from .consent import consent
from .doorstep import door
from .entry import entry, stranger
from .events import events
from .fallback import Unknown, fallback, forbidden, not_taken, outdated, sorry, unanswered, unsupported, wordless
from .learning_paths import learning_paths
from .letters import answered_by_reply, answers_letter, letters, lost_reply
from .linking import linking, with_code
from .mentoring import mentoring
from .menu import menu
from .methodical_service import methodical_service
from .missed import missed_announcements
from .personal_data import personal_data
from .profile import profile
from .profile_requests import profile_requests
from .public_board import public_board
from .pulse import pulse
from .regulations import regulations
from .results import results
from .settings import settings
from .staff.announced import announced
from .staff.announcements import announcements
from .staff.association_desk import association_desk
from .staff.association_drafts import association_drafts
from .staff.association_members import association_members
from .staff.audiences import audiences
from .staff.corrections import corrections
from .staff.event_areas import event_areas
from .staff.event_desk import event_desk
from .staff.event_drafts import event_drafts
from .staff.event_seats import event_seats
from .staff.inviting import inviting
from .staff.journal import journal
from .staff.mentor_desk import mentor_desk
from .staff.own_surveys import own_surveys
from .staff.pairs import pairs
from .staff.passing import passing
from .staff.path_rules import path_rules
from .staff.people import people
from .staff.person import person
from .staff.profile_requests import profile_desk
from .staff.psychologists import psychologists
from .staff.reachability import reachability
from .staff.regulation_desk import regulation_desk
from .staff.regulation_drafts import regulation_drafts
from .staff.requests import requests
from .staff.roles import roles
from .staff.roster import roster
from .staff.roster_year import roster_year
from .staff.state import state
from .staff.substitutions import substitutions
from .staff.summaries import summaries
from .staff.summary_actions import summary_actions
from .staff.survey_rounds import survey_rounds
from .staff.templates import templates
from .staff.unmentored import unmentored
from .staff.wall_links import wall_links
from .stopping import stopping
from .surveys import surveys

ALL = (
    announced,
    announcements,
    association_desk,
    association_drafts,
    association_members,
    associations,
    audiences,
    consent,
    corrections,
    door,
    entry,
    event_areas,
    event_seats,
    event_desk,
    event_drafts,
    events,
    fallback,
    inviting,
    journal,
    learning_paths,
    letters,
    linking,
    mentor_desk,
    mentoring,
    menu,
    methodical_service,
    missed_announcements,
    own_surveys,
    pairs,
    passing,
    path_rules,
    people,
    person,
    personal_data,
    profile,
    profile_desk,
    profile_requests,
    psychologists,
    public_board,
    pulse,
    reachability,
    regulation_desk,
    regulation_drafts,
    regulations,
    requests,
    results,
    roles,
    roster,
    roster_year,
    settings,
    state,
    stopping,
    substitutions,
    summaries,
    summary_actions,
    survey_rounds,
    surveys,
    templates,
    unmentored,
    wall_links,
)


def all_features(words: Words) -> Features:
    """The whole table. Raises ValueError when two handlers claim the same button, word or state."""
    known = frozenset(key for feature in ALL for key in feature.words)
    answers = Answers(
        unknown=Unknown(words, known),
        unanswered=unanswered,
        wordless=wordless,
        unsupported=unsupported,
        not_taken=not_taken,
        stranger=with_code(stranger),
        gate=gate,
        outdated=outdated,
        forbidden=forbidden,
        sorry=sorry,
        replied=answered_by_reply,
        answers_letter=answers_letter,
        lost_reply=lost_reply,
    )
    return Features(words, answers, *ALL)

"""The one table of rights: role × action × scope."""

from enum import StrEnum
from typing import NamedTuple

from storage.models import Role, Scope


class Action(StrEnum):
    """What has a verb today; a new verb adds a line here and one to RIGHTS."""

    SEE_OWN_CARD = "see_own_card"
    SEE_PERSON = "see_person"
    SEE_ASSOCIATION = "see_association"
    JOIN_ASSOCIATION = "join_association"
    SEE_MENTORSHIP = "see_mentorship"
    SEE_WITHOUT_MENTOR = "see_without_mentor"
    SEE_SERVICE = "see_service"
    WRITE_LETTER = "write_letter"
    SEND_FILE = "send_file"
    ANNOUNCE = "announce"
    ATTEND_EVENT = "attend_event"
    RUN_EVENT = "run_event"
    READ_REGULATION = "read_regulation"
    SEE_ACKNOWLEDGEMENTS = "see_acknowledgements"
    ANSWER_SURVEY = "answer_survey"
    SEE_RESULT = "see_result"
    KEEP_PATH = "keep_path"
    RUN_SURVEY = "run_survey"
    GIVE_CONSENT = "give_consent"
    CHOOSE_QUIET_HOURS = "choose_quiet_hours"
    EXPORT_OWN_DATA = "export_own_data"
    ERASE_OWN_DATA = "erase_own_data"
    INVITE_PERSON = "invite_person"
    IMPORT_ROSTER = "import_roster"
    ADMINISTER = "administer"


Reach = dict[Role, tuple[Scope, ...]]
_SELF: Reach = {Role.TEACHER: (Scope.PERSON,)}
_STAFF: Reach = {Role.METHODIST: (Scope.MUNICIPALITY,), Role.INSTITUTE: (Scope.REGION,)}
_DEPUTY: Reach = {Role.DEPUTY: (Scope.ORGANIZATION,)}
_OWNER: Reach = {Role.OWNER: (Scope.ALL,)}

RIGHTS: dict[Action, Reach] = {
    Action.SEE_OWN_CARD: _SELF,
    Action.SEE_PERSON: {**_SELF, Role.MENTOR: (Scope.PERSON,), **_DEPUTY, **_STAFF, **_OWNER},
    Action.SEE_ASSOCIATION: {
        Role.TEACHER: (Scope.ORGANIZATION, Scope.MUNICIPALITY, Scope.REGION, Scope.ASSOCIATION),
        Role.HEAD: (Scope.ASSOCIATION,),
        **_DEPUTY,
        **_STAFF,
    },
    Action.JOIN_ASSOCIATION: {Role.TEACHER: (Scope.MUNICIPALITY, Scope.REGION, Scope.ASSOCIATION)},
    Action.SEE_MENTORSHIP: {**_SELF, Role.MENTOR: (Scope.PERSON,), **_DEPUTY, **_STAFF},
    Action.SEE_WITHOUT_MENTOR: {Role.HEAD: (Scope.ASSOCIATION,), **_DEPUTY, **_STAFF},
    Action.SEE_SERVICE: {Role.TEACHER: (Scope.MUNICIPALITY,), **_STAFF},
    Action.WRITE_LETTER: _SELF,
    Action.SEND_FILE: _SELF,
    Action.ANNOUNCE: {Role.HEAD: (Scope.ASSOCIATION,), **_STAFF},
    Action.ATTEND_EVENT: _SELF,
    Action.RUN_EVENT: {Role.HEAD: (Scope.ASSOCIATION,), **_STAFF},
    Action.READ_REGULATION: _SELF,
    Action.SEE_ACKNOWLEDGEMENTS: {**_DEPUTY, **_STAFF},
    Action.ANSWER_SURVEY: _SELF,
    Action.SEE_RESULT: {**_SELF, Role.MENTOR: (Scope.PERSON,)},
    Action.KEEP_PATH: _SELF,
    Action.RUN_SURVEY: _STAFF,
    Action.GIVE_CONSENT: _SELF,
    Action.CHOOSE_QUIET_HOURS: _SELF,
    Action.EXPORT_OWN_DATA: _SELF,
    Action.ERASE_OWN_DATA: _SELF,
    Action.INVITE_PERSON: {Role.METHODIST: (Scope.MUNICIPALITY,), **_OWNER},
    Action.IMPORT_ROSTER: {**_STAFF, **_OWNER},
    Action.ADMINISTER: _OWNER,
}
"""At which scopes a role opens an action. A grant at any other scope opens nothing."""

EXACT = frozenset({Role.TEACHER})
"""Roles for which a place means just that place: a teacher sees her municipality's own, not every school's in it."""


class Right(NamedTuple):
    """One line of the table."""

    action: Action
    role: Role
    scope: Scope


def scopes(action: Action, role: Role) -> tuple[Scope, ...]:
    """Scopes at which a grant of the role opens the action."""
    return RIGHTS[action].get(role, ())


def rights_table() -> list[Right]:
    """RIGHTS line by line, for the documentation."""
    return [Right(action, role, scope) for action in RIGHTS for role in Role for scope in scopes(action, role)]

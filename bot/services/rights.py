"""The one table of rights: role × action × scope."""

from enum import StrEnum
from typing import NamedTuple

from storage.models import Role, Scope


class Action(StrEnum):
    """What has a verb today; a new verb adds a line here and one to RIGHTS."""

    SEE_OWN_CARD = "see_own_card"
    SEE_PERSON = "see_person"
    SEE_PEOPLE = "see_people"
    SEE_ASSOCIATION = "see_association"
    JOIN_ASSOCIATION = "join_association"
    MANAGE_ASSOCIATION = "manage_association"
    APPOINT_SUBSTITUTE = "appoint_substitute"
    SEE_MENTORSHIP = "see_mentorship"
    SEE_WITHOUT_MENTOR = "see_without_mentor"
    SEE_REACHABILITY = "see_reachability"
    ASSIGN_MENTOR = "assign_mentor"
    SEE_SERVICE = "see_service"
    SET_PSYCHOLOGIST = "set_psychologist"
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
    SEE_SUMMARY = "see_summary"
    KEEP_TEMPLATE = "keep_template"
    GIVE_CONSENT = "give_consent"
    CHOOSE_QUIET_HOURS = "choose_quiet_hours"
    CHANGE_OWN_SETTINGS = "change_own_settings"
    LINK_ACCOUNT = "link_account"
    ASK_CORRECTION = "ask_correction"
    DECIDE_CORRECTION = "decide_correction"
    EXPORT_OWN_DATA = "export_own_data"
    ERASE_OWN_DATA = "erase_own_data"
    GRANT_DEPUTY = "grant_deputy"
    GRANT_METHODIST = "grant_methodist"
    GRANT_INSTITUTE = "grant_institute"
    SEE_AUDIT = "see_audit"
    INVITE_PERSON = "invite_person"
    HANG_SCHOOL_LINK = "hang_school_link"
    HANG_PUBLIC_LINK = "hang_public_link"
    CONFIRM_REQUEST = "confirm_request"
    ADMIT_NEWCOMER = "admit_newcomer"
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
    Action.SEE_PEOPLE: {Role.HEAD: (Scope.ASSOCIATION,), **_DEPUTY, **_STAFF, **_OWNER},
    Action.SEE_ASSOCIATION: {
        Role.TEACHER: (Scope.ORGANIZATION, Scope.MUNICIPALITY, Scope.REGION, Scope.ASSOCIATION),
        Role.HEAD: (Scope.ASSOCIATION,),
        **_DEPUTY,
        **_STAFF,
    },
    Action.JOIN_ASSOCIATION: {Role.TEACHER: (Scope.MUNICIPALITY, Scope.REGION, Scope.ASSOCIATION)},
    Action.MANAGE_ASSOCIATION: {**_DEPUTY, **_STAFF},
    Action.APPOINT_SUBSTITUTE: {**_DEPUTY, **_STAFF, **_OWNER},
    Action.SEE_MENTORSHIP: {**_SELF, Role.MENTOR: (Scope.PERSON,), **_DEPUTY, **_STAFF},
    Action.SEE_WITHOUT_MENTOR: {Role.HEAD: (Scope.ASSOCIATION,), **_DEPUTY, **_STAFF},
    Action.SEE_REACHABILITY: {**_DEPUTY, **_STAFF},
    Action.ASSIGN_MENTOR: {**_DEPUTY, **_STAFF},
    Action.SEE_SERVICE: {Role.TEACHER: (Scope.MUNICIPALITY,), **_STAFF},
    Action.SET_PSYCHOLOGIST: _STAFF,
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
    Action.SEE_SUMMARY: _STAFF,
    Action.KEEP_TEMPLATE: {Role.METHODIST: (Scope.MUNICIPALITY,)},
    Action.GIVE_CONSENT: _SELF,
    Action.CHOOSE_QUIET_HOURS: _SELF,
    Action.CHANGE_OWN_SETTINGS: _SELF,
    Action.LINK_ACCOUNT: _SELF,
    Action.ASK_CORRECTION: _SELF,
    Action.DECIDE_CORRECTION: _STAFF,
    Action.EXPORT_OWN_DATA: _SELF,
    Action.ERASE_OWN_DATA: _SELF,
    Action.GRANT_DEPUTY: {**_STAFF, **_OWNER},
    Action.GRANT_METHODIST: {Role.INSTITUTE: (Scope.REGION,), **_OWNER},
    Action.GRANT_INSTITUTE: _OWNER,
    Action.SEE_AUDIT: {**_DEPUTY, **_STAFF, **_OWNER},
    Action.INVITE_PERSON: {**_DEPUTY, Role.METHODIST: (Scope.MUNICIPALITY,), **_OWNER},
    Action.HANG_SCHOOL_LINK: {**_DEPUTY, Role.METHODIST: (Scope.MUNICIPALITY,), **_OWNER},
    Action.HANG_PUBLIC_LINK: {**_STAFF, **_OWNER},
    Action.CONFIRM_REQUEST: {**_DEPUTY, Role.METHODIST: (Scope.MUNICIPALITY,)},
    Action.ADMIT_NEWCOMER: {Role.METHODIST: (Scope.MUNICIPALITY,)},
    Action.IMPORT_ROSTER: {**_STAFF, **_OWNER},
    Action.ADMINISTER: _OWNER,
}
"""At which scopes a role opens an action. A grant at any other scope opens nothing."""

GRANTING = {
    Role.DEPUTY: Action.GRANT_DEPUTY,
    Role.METHODIST: Action.GRANT_METHODIST,
    Role.INSTITUTE: Action.GRANT_INSTITUTE,
    Role.OWNER: Action.ADMINISTER,
}
"""What one must be allowed to, to grant or revoke a role; the others follow from the roster and are never granted."""
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

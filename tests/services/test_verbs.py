"""Every public verb of the services asks for the right first; who does not is named here with the reason."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import bot.services

SERVICES = Path(bot.services.__file__).parent
WITHOUT_ASKING = {
    "access.actor": "makes the actor",
    "access.actor_of": "makes the actor",
    "access.grants_of": "makes the actor",
    "access.herself": "is the question itself",
    "access.own_municipality": "is the question itself",
    "audit.record": "called by verbs that have asked",
    "audit.record_of": "called by verbs that have asked",
    "invitations.peek": "nobody is known yet: the code is the right",
    "invitations.is_open": "nobody is known yet: the code is the right",
    "registration.redeem": "nobody is known yet: the code is the right",
    "registration.refuse": "forgets what the account itself said",
    "profile_requests.keepers_of": "called by a verb that has asked, and by time",
    "profile_request_notes.tell": "what time brings",
    "linking.claim": "nobody is known yet: the code is the right",
    "linking.is_waiting": "nobody is known yet: the account's own claim",
    "linking.is_anybody_linking": "says nothing of anybody",
    "entry_requests.place": "nobody is known yet: schools are no secret",
    "entry_requests.subjects": "nobody is known yet: subjects are no secret",
    "entry_requests.waiting": "what the account itself said",
    "entry_requests.ask": "nobody is known yet: asks to be let in",
    "entry_requests.withdraw": "forgets what the account itself said",
    "public_board.events": "sent to everybody, tells nothing about anybody",
    "public_board.documents": "sent to everybody, tells nothing about anybody",
    "invitations.codes_for": "called by verbs that have asked",
    "joining.join": "called by verbs that have asked, or the code is the right",
    "joining.unlink": "called by verbs that have asked",
    "joining.take": "called by verbs that have asked",
    "joining.tell": "called by verbs that have asked",
    "request_notes.remind": "what time brings",
    "contacts.of_teacher": "printed on posters",
    "contacts.page": "printed on posters",
    "events.give_seats": "called by verbs that have asked, and by time",
    "personal_file.everything_of": "called by a verb that has asked",
    "event_mailings.bring_forward": "called by a verb that has asked",
    "event_mailings.close": "what time brings",
    "event_reminders.remind": "what time brings",
    "event_reminders.drop_late": "what time brings",
    "event_reminders.fill_seats": "what time brings",
    "regulation_desk.places_of": "is the question itself",
    "regulation_reminders.remind": "what time brings",
    "association_desk.may_manage": "is the question itself",
    "audiences.answers": "is the question itself",
    "events.runs": "is the question itself",
    "notes.tell": "called by verbs that have asked",
    "stand_ins.who_is_there": "called by verbs that have asked, and by time",
    "notes.written": "called by verbs that have asked, and by time",
    "notes.take_back": "called by verbs that have asked",
    "roster_imports.forget": "what time brings",
    "roster_year.tell": "what time brings",
    "wider.close": "called by verbs that have asked",
    "wider.end": "called by verbs that have asked",
    "roles.close_wider": "follows an import, which was taken from who may",
    "roles.tell_given": "follows an import, which was taken from who may",
    "roles.tell_ended": "follows an import, which was taken from who may",
    "latecomers.keep_from_left": "follows an import, which was taken from who may",
    "learning_paths.overdue.ask": "what time brings",
    "pulse.weeks.ask": "what time brings",
    "pulse.weeks.close": "what time brings",
    "pulse.figures.of": "counts for what time brings",
    "surveys.folding.fold": "called by a verb that has asked",
    "learning_paths.overdue.nudge": "what time brings",
    "learning_paths.own_rules.compared": "shown to whoever sent the table",
    "learning_paths.own_rules.understood": "what a file is read to, beside the conversation",
    "surveys.again.asked_before": "called by verbs that have asked, and by time",
    "surveys.rounds.room_for": "called by verbs that have asked, and by time",
    "surveys.passing_time.remind": "what time brings",
    "surveys.passing_time.close": "what time brings",
    "surveys.sending.round_of": "tells of no person",
    "surveys.sending.invite_late": "what time brings",
    "surveys.tallies.advance": "counts what time has released",
    "surveys.tallies.of": "read by a file that was offered to who has asked",
    "surveys.keeping.settle": "follows a file that was taken from who may",
    "surveys.keeping.refuse": "follows a file that was taken from who may",
    "surveys.keeping.keep": "called by verbs that have asked, and after a file was read",
    "surveys.keeping.drop": "called by verbs that have asked, and after a file was read",
    "surveys.keeping.forget": "what time brings",
    "surveys.keeping.require_played": "called by a verb that has asked",
    "summaries.reading.kept": "read by a file that was offered to who has asked",
    "summaries.telling.tell": "what time brings",
    "summaries.counting.counted": "counts for what time brings",
    "summaries.counting.release": "counts for what time brings",
    "summaries.counting.asked": "called by verbs that have asked, and by time",
    "summaries.changes.compared": "counts for what time brings",
    "summaries.paths.told": "counts for what time brings",
    "summaries.figures.advance": "counts for what time brings",
    "summaries.figures.of": "counts for what time brings",
    "summaries.figures.told": "counts for what time brings",
    "routing.work.work_of": "what a person does, for verbs that have asked already",
}
ASKING = {"access.require", "access.held", "access.herself", "access.own_municipality", "people.reach", "people.person"}
"""What asks; the verbs among it are looked at themselves."""


def functions() -> Iterator[tuple[str, ast.FunctionDef, dict[str, ast.FunctionDef]]]:
    """(module.function, itself, all functions of its module); the roster has a door and tests of its own."""
    for path in sorted(SERVICES.rglob("*.py")):
        module = path.relative_to(SERVICES).with_suffix("").as_posix().replace("/", ".")
        if module.startswith("roster."):
            continue
        found, taken = module_of(path)
        for name, node in found.items():
            yield f"{module}.{name}", node, taken | found


@cache
def module_of(path: Path) -> tuple[dict[str, ast.FunctionDef], dict[str, ast.FunctionDef]]:
    """(its functions, what it takes from its neighbours with all it stands on there)."""
    body = ast.parse(path.read_text()).body
    taken: dict[str, ast.FunctionDef] = {}
    for node in body:
        other = path.parent / f"{node.module}.py" if isinstance(node, ast.ImportFrom) and node.level == 1 else None
        if other is not None and other.exists():
            theirs, theirs_taken = module_of(other)
            taken |= theirs_taken | theirs
    return {node.name: node for node in body if isinstance(node, ast.FunctionDef)}, taken


def is_verb(node: ast.FunctionDef) -> bool:
    """Public and given the repository."""
    first = node.args.args[0] if node.args.args else None
    return (
        not node.name.startswith("_") and first is not None and ast.unparse(first.annotation or first) == "Repository"
    )


def asks(node: ast.FunctionDef, around: dict[str, ast.FunctionDef], seen: frozenset[str] = frozenset()) -> bool:
    """Calls access.require, itself or by a function of the same module."""
    called = {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
    further = (called & set(around)) - seen
    return bool(called & ASKING) or any(asks(around[name], around, seen | called) for name in further)


def test_every_verb_takes_the_actor_and_asks_for_the_right():
    silent = {
        name
        for name, node, around in functions()
        if is_verb(node) and not ([one.arg for one in node.args.args[1:2]] == ["actor"] and asks(node, around))
    }
    assert silent == set(WITHOUT_ASKING)


def test_the_walk_finds_the_verbs():
    verbs = {name for name, node, _ in functions() if is_verb(node)}
    assert {"routing.placement.place", "mentoring.without_mentor", "personal_data.erase"} <= verbs


def test_a_verb_that_does_not_ask_would_be_found():
    tree = ast.parse(
        "def look(repo: Repository, actor: Actor): return helper(repo)\ndef helper(repo): return look(repo)"
    )
    around = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert is_verb(around["look"])
    assert not asks(around["look"], around)

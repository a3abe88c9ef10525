"""«Список»: send a table, see what it would change, apply it or not, take it back; forms to fill in."""

from enum import StrEnum

from bot.features import Feature
from bot.people_words import out
from bot.rostering import screens
from bot.rostering.buttons import AddPlaces, Apply, Decline, Form, GetForm, Look, Marked, Undo
from bot.rostering.forms import form_recipe, marked_recipe
from bot.screen import Button, File, Html, Screen, personal
from bot.services import files
from bot.services import roster_imports as rules
from bot.services.files import Refused
from bot.services.roster_imports import Answer, Place
from bot.texts.dates import moment
from bot.turn import Turn
from bot.views import name_of, noted, to_menu, why_not
from storage.models import ImportState, RosterImport

roster = Feature()
XLSX = "xlsx"


class Rostering(StrEnum):
    FILE = "roster.file"


@roster.says("roster")
def show(turn: Turn) -> Screen:
    turn.talk.finish()
    pending = rules.mine(turn.repo, turn.actor)
    if pending is not None and is_open(pending):
        turn.talk.ask(Rostering.FILE)
        return screens.import_screen(turn.texts, pending, rules.place(turn.repo, turn.actor).name)
    return home(turn)


def is_open(it: RosterImport) -> bool:
    return it.state in (
        ImportState.READING, ImportState.READY, ImportState.APPROVED, ImportState.APPLYING, ImportState.UNDOING,
    )  # fmt: skip


@roster.asks(Rostering.FILE)
def home(turn: Turn) -> Screen:
    texts, where = turn.texts.imports, rules.place(turn.repo, turn.actor)
    turn.talk.ask(Rostering.FILE)
    last = rules.last_applied(turn.repo, turn.actor)
    parts = [welcome(turn, where)]
    if last is not None:
        parts.append(texts.last(moment(last.applied_at or last.created_at, turn.time_zone)))
    undo = [Button.of(texts.undo, Undo(id=last.id, sure=False))] if last is not None else []
    return personal(
        Html("\n\n".join(parts)),
        [Button.of(texts.template, GetForm(form=Form.EMPTY)), Button.of(texts.filled, GetForm(form=Form.FILLED))],
        undo,
        out(turn),
    )


def welcome(turn: Turn, where: Place) -> Html:
    texts = turn.texts.imports
    people = texts.people(rules.people_of(turn.repo, turn.actor))
    return (texts.home if where.municipality else texts.home_region)(where.name, people)


def not_taken(turn: Turn) -> Screen:
    texts = turn.texts.imports
    text = texts.too_big if turn.refused is Refused.TOO_BIG else texts.not_fetched(why_not(turn))
    return personal(text, [screens.to_list(turn.texts), to_menu(turn.texts)])


@roster.takes(Rostering.FILE, refused=not_taken)
def take_file(turn: Turn) -> Screen:
    texts = turn.texts.imports
    if turn.file is None or turn.file.kind != "document":
        return personal(texts.not_a_table, [screens.to_list(turn.texts), to_menu(turn.texts)])
    rules.place(turn.repo, turn.actor)
    kept = files.keep(turn.repo, turn.actor, turn.file, turn.now)
    made = rules.begin(turn.repo, turn.actor, kept, turn.now)
    return personal(texts.reading, [Button.of(texts.look, Look(id=made.id))], [to_menu(turn.texts)])


@roster.taps(Look)
def look(turn: Turn, choice: Look) -> Screen:
    return of(turn, rules.get(turn.repo, turn.actor, choice.id)).at_its_place()


def of(turn: Turn, it: RosterImport) -> Screen:
    """The import as it stands."""
    if it.state is ImportState.DONE:
        return screens.done_screen(turn.texts, it, rules.place(turn.repo, turn.actor).name, 0)
    return screens.import_screen(turn.texts, it, rules.place(turn.repo, turn.actor).name)


@roster.taps(Apply)
def apply(turn: Turn, choice: Apply) -> Screen:
    answer = rules.approve(turn.repo, turn.actor, choice.id, choice.sure)
    it = rules.get(turn.repo, turn.actor, choice.id)
    if answer is Answer.ASK_AGAIN:
        return screens.many_screen(turn.texts, it).at_its_place()
    return of(turn, it).at_its_place()


@roster.taps(Decline)
def decline(turn: Turn, choice: Decline) -> Screen:
    texts = turn.texts.imports
    text = texts.declined if rules.decline(turn.repo, turn.actor, choice.id) else texts.too_late
    return personal(text, [screens.to_list(turn.texts), to_menu(turn.texts)]).at_its_place()


@roster.taps(AddPlaces)
def add_places(turn: Turn, choice: AddPlaces) -> Screen:
    rules.add_places(turn.repo, turn.actor, choice.id)
    return of(turn, rules.get(turn.repo, turn.actor, choice.id)).at_its_place()


@roster.taps(Marked)
def marked(turn: Turn, choice: Marked) -> Screen:
    it = rules.get(turn.repo, turn.actor, choice.id)
    ways = [screens.to_list(turn.texts), to_menu(turn.texts)]
    if it.file_id is None:
        return personal(turn.texts.imports.too_late, ways)
    file = File(f"{turn.texts.imports.marked_file}.{XLSX}", b"", marked_recipe(it.id))
    return with_file(turn, file, turn.texts.imports.marked_ready)


def with_file(turn: Turn, file: File, text: Html) -> Screen:
    """The file under its text, with the ways on."""
    return personal(text, [screens.to_list(turn.texts), to_menu(turn.texts)], file=file)


@roster.taps(GetForm)
def get_form(turn: Turn, choice: GetForm) -> Screen:
    texts, where = turn.texts.imports, rules.place(turn.repo, turn.actor)
    filled = choice.form is Form.FILLED
    rules.handed_out(turn.repo, turn.actor, filled, turn.now)
    name, text = (texts.filled_file, texts.filled_ready) if filled else (texts.template_file, texts.template_ready)
    return with_file(
        turn, File(f"{name}.{XLSX}", b"", form_recipe(where.region.id, where.municipality_id, filled)), text
    )


@roster.taps(Undo)
def undo(turn: Turn, choice: Undo) -> Screen:
    last = rules.last_applied(turn.repo, turn.actor)
    if last is None or last.id != choice.id:
        return personal(turn.texts.imports.no_undo, [screens.to_list(turn.texts), to_menu(turn.texts)])
    if not choice.sure:
        return ask_undo(turn, last)
    when = moment(last.applied_at or last.created_at, turn.time_zone)
    said = noted(turn.texts.imports.note_undone(when, turn.name.whole), [screens.to_list(turn.texts)])
    rules.undo(turn.repo, turn.actor, choice.id, said, turn.now)
    return of(turn, last).at_its_place()


def ask_undo(turn: Turn, last: RosterImport) -> Screen:
    texts = turn.texts.imports
    who = name_of(last.author).whole if last.author else texts.somebody
    when = moment(last.applied_at or last.created_at, turn.time_zone)
    return personal(
        texts.ask_undo(when, who, screens.counts_of(texts, last)),
        [Button.of(texts.undo_yes, Undo(id=last.id, sure=True), confirms=True)],
        [
            Button.of(texts.undo_no, Look(id=last.id))
            if last.author_id == turn.known.id
            else screens.to_list(turn.texts)
        ],
        [to_menu(turn.texts)],
    )

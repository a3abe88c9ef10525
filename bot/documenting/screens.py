"""The screens of «Шаблоны документов»: which there are, one of them with its places, why one was not taken."""

import json
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from storage.models import TemplateKind

from ..callbacks import Say
from ..screen import Button, File, Html, Screen, public
from ..services import templates as rules
from ..turn import Turn
from ..views import dated, joined, say, to_menu

TEMPLATE = "template"


class Templating(StrEnum):
    """A file is awaited."""

    PATH = "template.path"
    MEMO = "template.memo"


PIECES = {"steps", "growth", "sections", "to_do", "chart", "method"}
ROWS = {"number", "form", "text", "until", "evidence", "done"}
"""Places that stand alone in a paragraph, and those of a table's row that is repeated."""
STATES = {TemplateKind.PATH: Templating.PATH, TemplateKind.MEMO: Templating.MEMO}


class Open(CallbackData, prefix="tpl_open"):
    kind: TemplateKind


class Sample(CallbackData, prefix="tpl_get"):
    """The one in force, as a file."""

    kind: TemplateKind


class Reset(CallbackData, prefix="tpl_usual"):
    kind: TemplateKind


class Undo(CallbackData, prefix="tpl_undo"):
    kind: TemplateKind


def home_screen(turn: Turn) -> Screen:
    texts, where = turn.texts.templates, rules.place(turn.repo, turn.actor)
    lines = [line(turn, kind) for kind in TemplateKind]
    rows = [[Button.of(texts.names[kind], Open(kind=kind))] for kind in TemplateKind]
    back = say(turn.texts.menu.back, "ask")
    return public(texts.home(where.name, joined(lines)), *rows, [back, to_menu(turn.texts)])


def line(turn: Turn, kind: TemplateKind) -> Html:
    texts, own = turn.texts.templates, rules.in_force(turn.repo, turn.actor, kind).own
    if own is None:
        return texts.line_usual(texts.names[kind])
    return texts.line_own(texts.names[kind], dated(turn, own.added_at))


def card_screen(turn: Turn, kind: TemplateKind) -> Screen:
    """What is in force, and the places one may put into one's own."""
    texts, found = turn.texts.templates, rules.in_force(turn.repo, turn.actor, kind)
    state = texts.state_usual
    if found.own is not None and found.own.file is not None:
        when = dated(turn, found.own.added_at)
        state = texts.state_own(found.own.file.name, when)
    is_path = kind is TemplateKind.PATH
    names = texts.path_places if is_path else texts.memo_places
    places = joined(
        [
            said(", ".join(texts.place(names[key]) for key in names if key in group))
            for said, group in (
                (texts.in_line, {*names} - PIECES - ROWS),
                (texts.alone, PIECES),
                (texts.in_row, ROWS),
            )
            if group & {*names}
        ]
    )
    required = texts.required_path if is_path else texts.required_memo
    changes = [Button.of(texts.reset, Reset(kind=kind))] if found.own else []
    changes += [Button.of(texts.undo, Undo(kind=kind))] if found.is_undoable else []
    back = Button.of(turn.texts.menu.back, Say(word="templates"))
    text = texts.card(texts.names[kind], state, places, required)
    return public(text, [Button.of(texts.sample, Sample(kind=kind))], changes, [back, to_menu(turn.texts)])


def sample_screen(turn: Turn, kind: TemplateKind) -> Screen:
    texts, where = turn.texts.templates, rules.place(turn.repo, turn.actor)
    file = File(texts.sample_names[kind], b"", f"{TEMPLATE}:{kind.value}:{where.id}")
    return public(texts.sample_ready, ways(turn, kind), file=file)


def refused_screen(turn: Turn, kind: TemplateKind, problem: str, names: list[str]) -> Screen:
    """Why her file was not taken; the question stays open for the next one."""
    texts = turn.texts.templates
    named = f" ({', '.join(names)})" if names else ""
    why = texts.problems.get(problem, texts.not_a_file)
    head, dot, rest = why.partition(".")
    return public(texts.refused(f"{head}{named}{dot}{rest}"), ways(turn, kind))


def ways(turn: Turn, kind: TemplateKind) -> list[Button]:
    return [Button.of(turn.texts.menu.back, Open(kind=kind)), to_menu(turn.texts)]


def found_in(turn: Turn) -> tuple[str, list[str]]:
    """(what is wrong with her file, the places it is about); "" where nothing is."""
    file = turn.file
    if file is None or file.kind != "document" or not file.found:
        return "not_a_file", []
    found = json.loads(file.found)
    return found["problem"], found["names"]

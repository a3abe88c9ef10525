"""What people see of an import: the same whether they ask or it comes by itself."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from storage.models import ImportState, RosterImport

from ..callbacks import Say
from ..screen import TEXT_LIMIT, Button, Html, Screen, personal, shorten
from ..texts import Texts
from ..texts.imports import ImportsTexts
from ..views import joined, to_menu
from .buttons import AddPlaces, Apply, Decline, Look, Marked, Undo
from .preview import KINDS


class Size(NamedTuple):
    """How many names of a kind, how many complaints, how many characters of each."""

    names: int
    lines: int
    line: int


SIZES = (Size(5, 6, 170), Size(3, 4, 110), Size(1, 2, 70))
"""The whole of it stands in the file with marks."""


def to_list(texts: Texts) -> Button:
    return Button.of(texts.imports.to_list, Say(word="roster"))


def import_screen(texts: Texts, it: RosterImport, place: str) -> Screen:
    """By its state."""
    own = texts.imports
    moving = {
        ImportState.READING: own.wait, ImportState.APPROVED: own.applying, ImportState.APPLYING: own.applying,
        ImportState.UNDOING: own.undoing,
    }  # fmt: skip
    if it.state in moving:
        return personal(moving[it.state], [Button.of(own.look, Look(id=it.id))], [to_menu(texts)])
    if it.state is ImportState.READY:
        return preview_screen(texts, it)
    if it.state is ImportState.REFUSED:
        return refused_screen(texts, it, place)
    return personal(own.same if it.state is ImportState.SAME else own.too_late, [to_list(texts), to_menu(texts)])


def preview_screen(texts: Texts, it: RosterImport, again: bool = False) -> Screen:
    own, shown = texts.imports, json.loads(it.preview)
    head = own.again if again else own.head_list(shown["rows"])
    return personal(
        _fitting(lambda size: [head, *_changes(own, shown, size), *_rest(own, shown, size)]),
        [Button.of(own.apply, Apply(id=it.id, sure=False), confirms=True)],
        [Button.of(own.decline, Decline(id=it.id))],
        *_marked(own, it, shown),
        [to_menu(texts)],
    )


def _fitting(parts: Callable[[Size], list[Html]]) -> Html:
    """With as many names and complaints as one message holds."""
    text = Html("")
    for size in SIZES:
        text = Html("\n\n".join(parts(size)))
        if len(text) <= TEXT_LIMIT:
            break
    return text


def _marked(own: ImportsTexts, it: RosterImport, shown: dict[str, Any]) -> list[list[Button]]:
    """What can be done about rows that were not understood."""
    new = [[Button.of(own.add_places, AddPlaces(id=it.id))]] if shown["all_unknown_places"] else []
    return [*([[Button.of(own.marked, Marked(id=it.id))]] if shown["has_rows"] else []), *new]


def _changes(own: ImportsTexts, shown: dict[str, Any], size: Size) -> list[Html]:
    parts = []
    for kind in KINDS:
        if count := shown["counts"][kind]:
            names = shown["names"][kind][: size.names]
            lines = [own.kind_line(own.kinds[kind], count), *(own.name_line(shorten(one, size.line)) for one in names)]
            lines += [own.more_names(count - len(names))] if count > len(names) else []
            parts.append(joined(lines))
    other = [own.other_line(own.others[kind], *numbers) for kind, numbers in shown["other"].items()]
    return [*parts, *([joined(other)] if other else []), own.unchanged(shown["counts"]["unchanged"])]


def listed(own: ImportsTexts, names: list[str], count: int) -> str:
    """The first of them; that there are more is to be seen."""
    said = ", ".join(names)
    return own.and_others(said) if count > len(names) else said


def _rest(own: ImportsTexts, shown: dict[str, Any], size: Size) -> list[Html]:
    """What deserves a look."""
    parts = []
    if shown["all_complaints"]:
        lines = [own.line(shorten(one, size.line)) for one in shown["complaints"][: size.lines]]
        parts.append(joined([own.complaints(shown["all_complaints"]), *lines, own.protected]))
    if shown["warnings"]:
        parts.append(
            joined([own.warnings, *(own.line(shorten(one, size.line)) for one in shown["warnings"][: size.lines])])
        )
    if shown["untouched"]:
        names = shorten(listed(own, shown["untouched"], shown["all_untouched"]), size.line)
        parts.append(own.untouched(shown["all_untouched"], names))
    if shown["new_places"]:
        parts.append(own.new_places(shorten(", ".join(shown["new_places"]), size.line)))
    if renamed := shown.get("renamed_places"):
        parts.append(own.renamed_places(shorten(", ".join(renamed), size.line)))
    if shown["unknown_places"]:
        names = shorten(listed(own, shown["unknown_places"], shown["all_unknown_places"]), size.line)
        parts.append(own.unknown_places(shown["all_unknown_places"], names))
    if shown["passed_over"]:
        parts.append(own.passed_over(shorten(", ".join(one.rstrip(".") for one in shown["passed_over"]), size.line)))
    parts += [own.corrected(corrected)] if (corrected := shown.get("corrected", 0)) else []
    parts += [own.above] if shown.get("above") else []
    return [*parts, *([own.spared] if shown["spared"] else [])]


def refused_screen(texts: Texts, it: RosterImport, place: str) -> Screen:
    own, shown = texts.imports, json.loads(it.preview)

    def parts(size: Size) -> list[Html]:
        if shown["foreign"]:
            return [own.foreign(place, shorten(", ".join(shown["foreign"]), size.line))]
        if shown["is_list"]:
            return [own.same_but, *_rest(own, shown, size)]
        return [own.refused, joined([own.line(one) for one in shown["complaints"][: size.lines]])]

    return personal(_fitting(parts), *_marked(own, it, shown), [to_list(texts), to_menu(texts)])


def too_heavy_screen(texts: Texts) -> Screen:
    return personal(texts.imports.too_heavy, [to_list(texts), to_menu(texts)])


def same_screen(texts: Texts, corrected: int) -> Screen:
    """`corrected`: so often the file says what was put right since, and it stays put right."""
    parts = [texts.imports.same, *([texts.imports.corrected(corrected)] if corrected else [])]
    return personal(Html("\n\n".join(parts)), [to_list(texts), to_menu(texts)])


def many_screen(texts: Texts, it: RosterImport) -> Screen:
    """Asked once more, with the numbers."""
    own, shown = texts.imports, json.loads(it.preview)
    left = shown["counts"]["left"]
    return personal(
        own.many(left, shown["known"]),
        [Button.of(own.many_yes(left), Apply(id=it.id, sure=True), confirms=True)],
        [Button.of(own.many_no, Decline(id=it.id))],
        [to_menu(texts)],
    )


def counts_of(own: ImportsTexts, it: RosterImport) -> Html:
    counts = json.loads(it.preview)["counts"] if it.preview else {}
    return joined([own.done_line(own.kinds[kind], counts[kind]) for kind in KINDS if counts.get(kind)])


def done_screen(texts: Texts, it: RosterImport, place: str, skipped: int) -> Screen:
    own = texts.imports
    parts = [own.done(place), counts_of(own, it), *([own.skipped(skipped)] if skipped else [])]
    return personal(
        Html("\n\n".join(part for part in parts if part)),
        [Button.of(own.undo, Undo(id=it.id, sure=False))],
        [to_list(texts), to_menu(texts)],
    )


def undone_screen(texts: Texts, place: str, people: int, other: int) -> Screen:
    own = texts.imports
    parts = [own.undone(place)]
    parts += [own.undone_people(people)] if people else []
    parts += [own.undone_other(other)] if other else []
    return personal(Html("\n\n".join(parts)), [to_list(texts), to_menu(texts)])


def broken_screen(texts: Texts, it: RosterImport) -> Screen:
    """It came to an end in the middle: what is there can be taken back."""
    own = texts.imports
    return personal(own.broken, [Button.of(own.undo, Undo(id=it.id, sure=False))], [to_list(texts), to_menu(texts)])

"""Who may import whom, and that people's words live in the content."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ADAPTERS = ("telegram", "vk", "max", "browser")
CYRILLIC = re.compile("[а-яё]{2,}", re.IGNORECASE)
LONGEST, SHORT = 300, 20
EDGES = (
    "answering", "app", "commands", "connections", "outgoing", "receiver",
    "schedule", "sender", "ticks", "uploads", "web",
)  # fmt: skip
"""What waits: the messengers, the server, the clock."""

FORBIDDEN = [
    ("storage", ("bot", "handlers", "aiogram")),
    ("bot.services", ("aiogram", "sqlalchemy", "handlers", "bot")),
    ("bot.messengers", ("storage", "handlers", "bot")),
    ("bot", ("handlers",)),
    ("handlers", ("sqlalchemy", "aiogram", "storage", "handlers", "bot.messengers", *(f"bot.{one}" for one in EDGES))),
]
ALLOWED = {
    "bot.services": ("bot.services",),
    "bot.messengers": ("bot.messengers",),
    "handlers": ("storage.models", "storage.repository", "aiogram.filters.callback_data"),
}
"""Within what is forbidden, this may be imported all the same."""
ROOTS = ("bot.app", "bot.__main__")


def modules() -> Iterator[tuple[str, ast.Module, str]]:
    for top in ("bot", "handlers", "storage"):
        for path in sorted((ROOT / top).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            yield name, ast.parse(path.read_text("utf-8")), path.read_text("utf-8")


def package_of(name: str) -> str:
    is_package = (ROOT / Path(*name.split("."))).is_dir()
    return name if is_package else name.rpartition(".")[0]


def imported(name: str, tree: ast.Module) -> Iterator[str]:
    """Absolute names of everything a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package_of(name).split(".")
                base = ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [base])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def within(part: str, name: str) -> bool:
    return name == part or name.startswith(part + ".")


def complaint(name: str, target: str) -> str | None:
    if name in ROOTS or name == "handlers":  # the composition of features stands in the package itself
        return None
    part = next(part for part in ("bot.services", "bot.messengers", "bot", "handlers", "storage") if within(part, name))
    if any(within(allowed, target) for allowed in ALLOWED.get(part, ())):
        return adapters(name, target)
    banned = dict(FORBIDDEN)[part]
    is_wrong = any(within(ban, target) for ban in banned) or (part == "bot" and is_inside(target))
    return f"{name} imports {target}" if is_wrong else None


def is_inside(target: str) -> bool:
    """Whether it stands in a module of an adapter that only the adapter itself may know."""
    found = re.match(rf"bot\.messengers\.({'|'.join(ADAPTERS)})\.(\w+)", target)
    return found is not None and (ROOT / "bot" / "messengers" / found[1] / f"{found[2]}.py").exists()


def adapters(name: str, target: str) -> str | None:
    mine, theirs = name.split(".")[2:3], target.split(".")[2:3]
    if within("bot.messengers", name) and mine != theirs and {*mine, *theirs} <= set(ADAPTERS):
        return f"{name} imports another adapter: {target}"
    return None


def test_every_layer_imports_only_what_it_may() -> None:
    found = [complaint(name, target) for name, tree, _ in modules() for target in imported(name, tree)]
    assert [one for one in found if one] == []


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("storage.database", "bot.screen"),
        ("bot.services.routing.place", "sqlalchemy.select"),
        ("bot.services.routing.place", "bot.screen.Html"),
        ("bot.messengers.vk.api", "storage.models"),
        ("bot.messengers.vk.api", "bot.messengers.telegram.TelegramMessenger"),
        ("bot.receiver.lines", "handlers.menu"),
        ("bot.web.chat", "bot.messengers.browser.store.Kept"),
        ("handlers.menu", "bot.sender.Sender"),
        ("handlers.menu", "handlers.entry"),
        ("handlers.menu", "storage.repositories.accounts"),
    ],
)
def test_the_check_sees_a_planted_mistake(name: str, target: str) -> None:
    assert complaint(name, target)


def words_for_people(tree: ast.Module) -> Iterator[str]:
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


GRAMMAR = {"bot.texts.names", "bot.texts.dates", "bot.services.roster.names", "bot.services.roster.cells"}
"""Endings of patronymics, letters that are alike: grammar, not words for people."""


def test_words_for_people_live_in_the_content() -> None:
    found = [
        f"{name}: {text}"
        for name, tree, _ in modules()
        if name not in GRAMMAR
        for text in words_for_people(tree)
        if CYRILLIC.search(text)
    ]
    assert found == []


HERS = {
    "SurveyAnswer",
    "SurveyFolded",
    "SurveyRun",
    "SurveyPending",
    "ResultShare",
    "ResultLook",
    "LearningPath",
    "PathStep",
}
"""Tables of what a teacher answers and wants: no audience, search or report of others may depend on them."""
ASKING = {"surveys", "survey_rounds", "survey_figures", "survey_tallies", "results", "learning_paths", "personal_data"}


def test_what_a_teacher_answers_is_asked_for_by_its_own_repositories_alone() -> None:
    found = {
        name.rpartition(".")[2]
        for name, tree, _ in modules()
        if within("storage", name) and not within("storage.models", name)
        for target in imported(name, tree)
        if target.rpartition(".")[2] in HERS
    }
    assert found == ASKING


def test_no_module_grows_beyond_a_package() -> None:
    assert [name for name, _, source in modules() if source.count("\n") > LONGEST] == []


def test_handlers_are_short() -> None:
    long = [
        f"{name}.{node.name}"
        for name, tree, _ in modules()
        if within("handlers", name)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 >= SHORT
    ]
    assert long == []

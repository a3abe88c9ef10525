"""The table of rights as a page for people: `python -m bot.rights_page` writes docs/rights.md."""

from pathlib import Path

from storage.models import Role, Scope

from .services.rights import EXACT, Right, rights_table
from .texts.loader import read

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "rights.md"


def page() -> str:
    """The page's Markdown. Raises KeyError when a role, action or scope has no Russian name."""
    words: dict[str, str] = read(ROOT / "content" / "texts" / "rights.yml")
    head = f"| {words['head_action']} | {words['head_role']} | {words['head_scope']} |"
    rows: dict[tuple[str, str], list[str]] = {}
    for right in rights_table():
        cell = (words[f"action_{right.action}"], words[f"role_{right.role}"])
        rows.setdefault(cell, []).append(_place(right, words))
    lines = [f"| {action} | {role} | {'; '.join(places)} |" for (action, role), places in rows.items()]
    return "\n".join([f"# {words['title']}", "", words["intro"], "", head, "|---|---|---|", *lines, ""])


def _place(right: Right, words: dict[str, str]) -> str:
    if right.scope is Scope.PERSON and right.role is Role.MENTOR:
        return words["scope_person_mentor"]
    is_narrow = right.role in EXACT and right.scope in (Scope.MUNICIPALITY, Scope.REGION)
    return words[f"scope_exact_{right.scope}" if is_narrow else f"scope_{right.scope}"]


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

"""The table of rights people read is the one the program obeys."""

from bot.rights_page import PAGE, page
from bot.services.rights import rights_table


def test_the_page_is_up_to_date():
    assert PAGE.read_text("utf-8") == page(), "run: python -m bot.rights_page"


def test_every_right_has_its_words_and_its_line():
    lines = [line for line in page().splitlines() if line.startswith("| ")]
    assert len(lines) - 1 == len({(right.action, right.role) for right in rights_table()})

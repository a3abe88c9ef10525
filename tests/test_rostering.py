"""What the preview of a list says."""

from bot.rostering.screens import listed
from bot.texts import load_texts


def test_names_that_are_not_all_say_so() -> None:
    own = load_texts().imports
    assert listed(own, ["a", "b"], 2) == "a, b"
    assert listed(own, ["a", "b"], 3) == "a, b и другие"

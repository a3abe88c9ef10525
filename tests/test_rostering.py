"""What the preview of a list says."""

from bot.rostering.screens import listed


def test_names_that_are_not_all_say_so() -> None:
    assert listed(["Школа № 1", "Школа № 2"], 2) == "Школа № 1, Школа № 2"
    assert listed(["Школа № 1", "Школа № 2"], 9) == "Школа № 1, Школа № 2, …"

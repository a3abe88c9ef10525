"""What `python -m bot` can do, a module a theme."""

from collections.abc import Callable

Say = Callable[[str], None]
"""Prints a text at once."""

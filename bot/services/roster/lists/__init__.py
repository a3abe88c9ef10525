"""A list as offices keep it: one sheet of people, columns in any order; it speaks of people and of nothing else."""

from .compare import ListRead, read_list
from .words import ListWords, load_list_words

__all__ = ["ListRead", "ListWords", "load_list_words", "read_list"]

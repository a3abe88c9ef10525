"""The pulse of a week as a teacher sees it."""

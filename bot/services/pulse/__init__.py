"""The pulse of a week: two questions, one tap each, answered without a name."""

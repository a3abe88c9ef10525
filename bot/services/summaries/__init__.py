"""The week of a municipality: counted once on Monday, kept as it was, read by its methodists and summed by region."""

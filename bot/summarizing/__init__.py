"""A municipality's week as a methodist reads it."""

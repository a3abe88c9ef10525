"""The workbook's sheets and columns; what they are called in Russian stands in `content/texts/roster.yml`."""

from typing import NamedTuple


class Column(NamedTuple):
    """`width` in characters; `choices` names a drop-down list, `open_list` lets other words be typed into it."""

    key: str
    width: int
    required: bool = False
    choices: str = ""
    open_list: bool = False
    form: str = "text"  # text | whole | date | time


SHEETS: dict[str, tuple[Column, ...]] = {
    "municipalities": (
        Column("region", 28, required=True),
        Column("name", 28, required=True),
        Column("time_zone", 26, required=True, choices="time_zone"),
        Column("young_age", 18, form="whole"),
        Column("young_years", 18, form="whole"),
        Column("young_rule", 24, choices="young_rule"),
    ),
    "services": (
        Column("municipality", 28, required=True, choices="municipalities"),
        Column("name", 44, required=True),
        Column("model", 34, required=True, choices="service_model"),
        Column("phone", 24),
        Column("email", 28),
        Column("address", 40),
        Column("hours", 30),
    ),
    "organizations": (
        Column("municipality", 28, choices="municipalities"),
        Column("name", 32, required=True),
        Column("full_name", 70),
        Column("kind", 28, required=True, choices="organization_kind"),
    ),
    "people": (
        Column("last_name", 18, required=True),
        Column("first_name", 16, required=True),
        Column("middle_name", 20),
        Column("birth_year", 14, form="whole"),
        Column("organization", 32, required=True, choices="organizations", open_list=True),
        Column("positions", 34, required=True, choices="positions", open_list=True),
        Column("subjects", 34, choices="subjects", open_list=True),
        Column("more_places", 40),
        Column("qualification", 28, choices="qualification"),
        Column("career_since", 16, form="whole"),
        Column("mentor_capacity", 20, form="whole"),
        Column("roles", 26, choices="role", open_list=True),
    ),
    "associations": (
        Column("level", 24, required=True, choices="level"),
        Column("place", 32),
        Column("title", 48, required=True),
        Column("subjects", 40, choices="subjects", open_list=True),
        Column("head", 44),
        Column("ends_on", 18, form="date"),
    ),
    "members": (
        Column("association", 48, required=True, choices="associations", open_list=True),
        Column("person", 44, required=True),
    ),
    "meetings": (
        Column("association", 48, required=True, choices="associations", open_list=True),
        Column("date", 14, required=True, form="date"),
        Column("time", 12, required=True, form="time"),
        Column("place", 36),
        Column("topic", 60),
        Column("time_zone", 26, choices="time_zone"),
    ),
    "mentorships": (
        Column("mentor", 44, required=True),
        Column("mentee", 44, required=True),
        Column("since", 14, required=True, form="date"),
        Column("until", 14, form="date"),
        Column("order_number", 20),
        Column("goals", 60),
    ),
}
NEEDED = ("municipalities", "organizations", "people")
"""Sheets that must hold at least one row; the others must be there and may be empty."""

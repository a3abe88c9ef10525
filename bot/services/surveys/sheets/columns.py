"""Columns of the questions and fields of the survey itself; their Russian is in `content/texts/survey_sheets.yml`."""

from ...roster.sheets import Column

ABOUT = ("title", "purpose", "key")
NEEDED = ("title", "purpose")
QUESTIONS: tuple[Column, ...] = (
    Column("block", 22),
    Column("code", 20, required=True),
    Column("kind", 22, required=True, choices="kinds"),
    Column("text", 48, required=True),
    Column("options", 34),
    Column("least", 16),
    Column("most", 16),
    Column("only", 26, choices="audiences", open_list=True),
    Column("if", 22),
    Column("answers", 24),
)
REQUIRED = ("code", "text")
"""Without these columns it is another table; what the others hold may be left out."""
EVERYBODY = "everybody"

"""Columns of the questions and sections, fields of the survey itself; Russian in `content/texts/survey_sheets.yml`."""

from ...roster.sheets import Column

ABOUT = ("title", "purpose", "key")
NEEDED = ("title", "purpose")
QUESTIONS: tuple[Column, ...] = (
    Column("block", 22),
    Column("code", 20, required=True),
    Column("kind", 22, required=True, choices="kinds"),
    Column("text", 48, required=True),
    Column("group", 26, choices="groups"),
    Column("options", 34),
    Column("least", 16),
    Column("most", 16),
    Column("only", 26, choices="audiences", open_list=True),
    Column("if", 22),
    Column("answers", 24),
    Column("instead_for", 26, choices="audiences", open_list=True),
    Column("instead", 40),
    Column("short", 26),
)
SECTIONS: tuple[Column, ...] = (
    Column("block", 32, required=True),
    Column("if", 26, required=True),
    Column("answers", 34, required=True),
    Column("mode", 26, choices="modes"),
)
"""Sections that are not shown to everybody; the sheet may be missing."""
REQUIRED = ("code", "text")
"""Without these columns it is another table; what the others hold may be left out."""
EVERYBODY = "everybody"
COMPETENCE = "competence"
"""The kind of a statement about oneself, and the scale it is answered on: the same as in every diagnostic."""
EVERY, ANY = "every", "any"
"""Of a section's conditions: all must hold, or one of them."""

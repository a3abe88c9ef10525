"""The groups of competences and the scale of the standard diagnostic: what a table knows, so that all is comparable."""

from .model import MOSTLY, SUPPORT, SURE, Survey

GROUPS = ("subject", "methodical", "psychological", "communicative", "digital")
"""In the order in which they are told."""
VALUES = {"sure": SURE, "mostly": MOSTLY, "support": SUPPORT}
"""What an answer on the scale counts."""
NEVER = "never"
"""No answer about the competence."""


def fits_a_table(survey: Survey) -> bool:
    """Whether a table can say all of it that counts: YAML has groups, scales and alternatives of its own besides."""
    return set(survey.groups) <= set(GROUPS) and all(
        not one.shown.some and (not one.values or (dict(one.values), len(one.options)) == (VALUES, len(VALUES) + 1))
        for one in survey.questions
    )

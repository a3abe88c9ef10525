"""A survey as methodists write it: a table with a row for each question, read whole or refused with every error."""

from .parse import Sheet, read_survey
from .template import write_survey_template
from .words import SurveyWords, load_survey_words

__all__ = ["Sheet", "SurveyWords", "load_survey_words", "read_survey", "write_survey_template"]

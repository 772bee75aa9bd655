"""From a study and its survey files to tables of respondents, responses and raw answers."""

from textmining.survey.ids import answer_ids
from textmining.survey.reading import Survey, read_survey

__all__ = ["Survey", "answer_ids", "read_survey"]

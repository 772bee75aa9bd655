"""From a study and its survey files to tables of respondents, responses and raw answers."""

from textmining.survey.finding import Found, Place, find_respondent
from textmining.survey.forgotten import Forgotten
from textmining.survey.ids import answer_ids
from textmining.survey.reading import Survey, read_survey
from textmining.survey.values import respondent_id

__all__ = ["Forgotten", "Found", "Place", "Survey", "answer_ids", "find_respondent", "read_survey", "respondent_id"]

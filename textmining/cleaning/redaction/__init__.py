"""Redaction of personal data: what answers say of persons, schools, teams and numbers gives way to what it was."""

from textmining.cleaning.redaction.mentions import KINDS, PLACEHOLDER, Mention
from textmining.cleaning.redaction.plain import in_plain_words, says_something
from textmining.cleaning.redaction.redact import Redacted, Redactor, load_redactor
from textmining.cleaning.redaction.study_names import StudyName, StudyNames, read_names

__all__ = [
    "KINDS",
    "PLACEHOLDER",
    "Mention",
    "Redacted",
    "Redactor",
    "StudyName",
    "StudyNames",
    "in_plain_words",
    "load_redactor",
    "read_names",
    "says_something",
]

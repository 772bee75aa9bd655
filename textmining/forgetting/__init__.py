"""Removing personal data: of one respondent who asks for it, and of everybody after the retention date."""

from textmining.forgetting.person import Outcome, forget, told
from textmining.forgetting.removing import Removal, finish_removal, remove_everybody
from textmining.forgetting.retention import has_forgotten, honour, is_expired, refuse_expired, retention_notices

__all__ = [
    "Outcome",
    "Removal",
    "finish_removal",
    "forget",
    "has_forgotten",
    "honour",
    "is_expired",
    "refuse_expired",
    "remove_everybody",
    "retention_notices",
    "told",
]

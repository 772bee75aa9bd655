"""Cleaning: repaired, judged and redacted answers, their segments and lemmas, and a ledger that accounts for all."""

from textmining.cleaning.additions import addition_fingerprints, read_additions
from textmining.cleaning.clean import Cleaned, Rules, clean
from textmining.cleaning.language import LanguagePipeline, language_id, load_language
from textmining.cleaning.redaction import load_redactor

__all__ = [
    "Cleaned",
    "LanguagePipeline",
    "Rules",
    "addition_fingerprints",
    "clean",
    "language_id",
    "load_language",
    "load_redactor",
    "read_additions",
]

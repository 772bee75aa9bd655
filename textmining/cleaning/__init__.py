"""Cleaning: repaired and judged answers, their segments and lemmas, and a ledger that accounts for every row."""

from textmining.cleaning.clean import Cleaned, clean
from textmining.cleaning.language import LanguagePipeline, language_id, load_language

__all__ = ["Cleaned", "LanguagePipeline", "clean", "language_id", "load_language"]

"""The language pipeline of a study: tokens, tags and lemmas, by a trained spaCy pipeline or the embedded one."""

from textmining.cleaning.language.compounds import split_compound
from textmining.cleaning.language.pipeline import LanguagePipeline, language_id, lemmas_of, load_language
from textmining.cleaning.language.terms import NEGATIONS, shared_terms, stop_words, terms

__all__ = [
    "NEGATIONS",
    "LanguagePipeline",
    "language_id",
    "lemmas_of",
    "load_language",
    "shared_terms",
    "split_compound",
    "stop_words",
    "terms",
]

"""The language pipeline of a study: tokens, tags and lemmas, by a trained spaCy pipeline or the embedded one."""

from textmining.cleaning.language.pipeline import LanguagePipeline, language_id, load_language

__all__ = ["LanguagePipeline", "language_id", "load_language"]

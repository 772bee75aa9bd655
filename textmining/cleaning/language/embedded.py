"""The embedded language pipelines, for where no trained one is installed: spaCy's tokenizer and one component.

Dutch has tags (CGN, written as in nl_core_news_lg, ``N|soort|ev|basis|zijd|stan``), universal parts of speech and
lemmas by HanTa, with simplemma beside it. English has lemmas only, by simplemma.
"""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from textmining.cleaning.language.hanta import load_hanta
from textmining.cleaning.language.hanta_tables import hanta_id

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from textmining.cleaning.language.hanta import HantaTagger

__all__ = ["EMBEDDED", "embedded_id", "embedded_pipeline"]

EMBEDDED = ("nl", "en")
"""The languages that have an embedded pipeline."""

_FORMAT = 2
_SENTENCE_ENDS = frozenset(".?!…")

# UD's parts of speech by main CGN tag; what the main tag leaves open is in _by_detail.
_UNIVERSAL = {
    "ADJ": "ADJ",
    "BW": "ADV",
    "LET": "PUNCT",
    "LID": "DET",
    "N": "NOUN",
    "SPEC": "X",
    "TSW": "INTJ",
    "TW": "NUM",
    "VG": "CCONJ",
    "VNW": "PRON",
    "VZ": "ADP",
    "WW": "VERB",
}
_AUXILIARIES = frozenset(("zijn", "hebben", "worden", "zullen", "kunnen", "mogen", "moeten"))


def embedded_id(language: str) -> str:
    """What the embedded pipeline of a language is, as text that changes when its results may."""
    own = f"simplemma-{metadata.version('simplemma')}" + (f"-{hanta_id()}" if language == "nl" else "")
    return f"embedded-{language}-{_FORMAT}-spacy-{metadata.version('spacy')}-{own}"


def embedded_pipeline(language: str, models: Path) -> Language:
    """A blank spaCy pipeline of a language with the component that tags and lemmatises.

    Parameters
    ----------
    language : str
        One of ``EMBEDDED``.
    models : Path
        The models folder, where HanTa's tables lie in a form that loads fast.
    """
    import spacy
    from spacy.language import Language

    if not Language.has_factory("hanta"):
        Language.factory("hanta", default_config={"models": "models"}, func=_make_hanta)
        Language.factory("simplemma", func=_make_simplemma)
    nlp = spacy.blank(language)
    if language == "nl":
        nlp.add_pipe("hanta", config={"models": str(models)})
    else:
        nlp.add_pipe("simplemma")
    return nlp


def _make_hanta(nlp: Language, name: str, models: str) -> Hanta:
    return Hanta(load_hanta(Path(models)))


def _make_simplemma(nlp: Language, name: str) -> Simplemma:
    return Simplemma(nlp.meta["lang"])


class Hanta:
    """spaCy component that sets tag, part of speech and lemma of Dutch words."""

    def __init__(self, tagger: HantaTagger) -> None:
        self._tagger = tagger
        self._details: dict[tuple[str, str], tuple[str, str]] = {}

    def __call__(self, doc: Doc) -> Doc:
        tokens = list(doc)
        words = [token.text for token in tokens]
        if any(word.isspace() for word in words):
            for token in (token for token in tokens if token.is_space):
                token.tag_, token.pos_, token.lemma_ = "_SP", "SPACE", token.text
            tokens = [token for token in tokens if not token.is_space]
            words = [token.text for token in tokens]
        if len(words) > 1 and doc.text.isupper():
            words = [word.lower() for word in words]  # IN CAPITALS every word would look like a name
        start = 0
        for end in range(1, len(words) + 1):
            if end == len(words) or words[end - 1][-1] in _SENTENCE_ENDS:
                found = self._tagger.analyse(words[start:end])
                for token, (tag, lemma) in zip(tokens[start:end], found, strict=True):
                    token.tag_, token.pos_ = self._names(tag, lemma)
                    token.lemma_ = lemma
                start = end
        return doc

    def _names(self, tag: str, lemma: str) -> tuple[str, str]:
        key = (tag, lemma if tag.startswith("WW") else "")
        found = self._details.get(key)
        if found is None:
            cgn = tag.rstrip(")").replace("(", "|").replace(",", "|").rstrip("|")
            found = self._details[key] = (cgn, _universal(cgn, lemma))
        return found


def _universal(cgn: str, lemma: str) -> str:
    """The universal part of speech of a CGN tag, as UD Dutch has it."""
    if cgn.startswith("N|eigen"):
        return "PROPN"
    if cgn == "VG|onder":
        return "SCONJ"
    if cgn.startswith("WW|") and lemma in _AUXILIARIES:
        return "AUX"
    if cgn.startswith("VNW|") and "|det|" in cgn and not cgn.startswith("VNW|bez|"):
        return "DET"
    if cgn.startswith("TW|rang"):
        return "ADJ"
    if cgn == "SPEC|symb":
        return "SYM"
    return _UNIVERSAL.get(cgn.split("|", 1)[0], "X")


class Simplemma:
    """spaCy component that sets the lemma of each word by simplemma's word lists."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, doc: Doc) -> Doc:
        from simplemma import lemmatize

        for token in doc:
            token.lemma_ = lemmatize(token.text, lang=self._language).lower() if token.is_alpha else token.lower_
        return doc

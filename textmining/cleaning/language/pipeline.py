"""The language pipeline of a study: a trained spaCy pipeline where there is one, else the embedded one."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING

from textmining.cleaning.language.embedded import EMBEDDED, embedded_id, embedded_pipeline
from textmining.cleaning.language.particles import PARTICLE, SeparableVerbs
from textmining.cleaning.language.placeholders import PlaceholderTags, PlaceholderTokenizer, is_placeholder
from textmining.errors import ModelError
from textmining.workspace import folder_fingerprint

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["LanguagePipeline", "language_id", "lemmas_of", "load_language"]

PREFERRED = {"nl": "nl_core_news_lg"}
"""The trained pipeline that "auto" looks for, by language; ``make models`` brings it."""

_UNUSED = ("parser", "senter", "ner", "entity_linker", "textcat")
_PICKLES = (".pkl", ".pickle", ".joblib")
_OWN = 1
"""Changes with what is added to every pipeline here: placeholders, and separable verbs in Dutch."""

_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class LanguagePipeline:
    """A spaCy pipeline that gives lemmas; it is loaded when it is first used.

    Attributes
    ----------
    name : str
        What a reader of the manifest calls it, as ``nl_core_news_lg 3.8.0``.
    id : str
        Text that changes whenever its results may.
    language : str
        The language it is for ("nl", "en").
    folder : Path or None
        Where a trained pipeline lies; None for the embedded one.
    models : Path
        The models folder.
    """

    name: str
    id: str
    language: str
    folder: Path | None
    models: Path = field(repr=False)

    @cached_property
    def nlp(self) -> Language:
        """The spaCy pipeline itself.

        Raises
        ------
        ModelError
            If it cannot be loaded, or gives no lemmas.
        """
        if self.folder is None:
            return _completed(embedded_pipeline(self.language, self.models), self.language)
        return _completed(_load_trained(self.folder), self.language)

    def docs(self, texts: Iterable[str]) -> Iterator[Doc]:
        """Each text as spaCy sees it, in order: tokens with ``tag_``, ``pos_`` and ``lemma_``.

        A placeholder such as [persoon 1] is one token, tagged as a name. Of a Dutch separable verb in two parts the
        verb's lemma is the joined one, and the particle has "compound:prt" as its ``dep_``. Texts are worked through
        one by one, so that the company of a text cannot change its result, and no more than one is held.
        """
        unused = [name for name in self.nlp.pipe_names if name in _UNUSED]
        # a batch of one: in a larger one a trained pipeline's numbers depend on what else is in it
        yield from self.nlp.pipe(texts, batch_size=1, disable=unused)

    def lemmas(self, texts: Sequence[str]) -> list[str]:
        """Lower-case lemmas of each text's words, as of ``lemmas_of``. Rows follow ``texts``."""
        distinct = list(dict.fromkeys(texts))
        docs = self.docs(distinct)
        found = {text: lemmas_of(doc, [(0, len(text))])[0] for text, doc in zip(distinct, docs, strict=True)}
        return [found[text] for text in texts]


def lemmas_of(doc: Doc, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Lower-case lemmas of the words in each part of a text, joined by spaces.

    Punctuation, placeholders and the particles of separable verbs have none. Negations have: "geen", "niet".

    Parameters
    ----------
    doc : Doc
        From ``LanguagePipeline.docs``.
    spans : sequence of (start, end)
        Parts of the text, in order and without overlap; a word is part of where it starts.
    """
    tokens = iter([token for token in doc if token.dep_ != PARTICLE and not is_placeholder(token)])
    token = next(tokens, None)
    found: list[str] = []
    for start, end in spans:
        lemmas: list[str] = []
        while token is not None and token.idx < end:
            if token.idx >= start:
                lemma = (token.lemma_ or token.text).lower()
                if _LETTER.search(lemma):
                    lemmas.append("_".join(lemma.split()))
            token = next(tokens, None)
        found.append(" ".join(lemmas))
    return found


def _completed(nlp: Language, language: str) -> Language:
    """The pipeline with what every pipeline needs here, after its own components."""
    from spacy.language import Language

    if not Language.has_factory("placeholders"):
        Language.component("placeholders", func=PlaceholderTags())
        Language.component("separable_verbs", func=SeparableVerbs())
    nlp.max_length = sys.maxsize  # spaCy's limit is for parsers, which are not used
    nlp.tokenizer = PlaceholderTokenizer(nlp.tokenizer, nlp.vocab)
    nlp.add_pipe("placeholders")
    if language == "nl":
        nlp.add_pipe("separable_verbs")
    return nlp


def language_id(setting: str, language: str, models: Path) -> str:
    """``LanguagePipeline.id`` without loading anything."""
    return load_language(setting, language, models).id


def load_language(setting: str, language: str, models: Path) -> LanguagePipeline:
    """Find the language pipeline that a study asks for; nothing is imported before it is used.

    Parameters
    ----------
    setting : str
        "auto" (the trained pipeline of the language where it is installed, as a package or in the models folder, else
        the embedded one), "embedded", the name of an installed pipeline, or a folder that spaCy saved one in.
    language : str
        "nl" or "en".
    models : Path
        The models folder.

    Raises
    ------
    ModelError
        If the pipeline is not on this machine; nothing is ever downloaded.
    """
    if setting == "auto":
        folder = _find(PREFERRED[language], models) if language in PREFERRED else None
        return _embedded(language, models) if folder is None else _trained(folder, language, models)
    if setting == "embedded":
        return _embedded(language, models)
    folder = _find(setting, models)
    if folder is None:
        raise ModelError(
            f"language model {setting!r} is not on this machine. Run 'make models' (it needs a network), name the "
            'folder of a saved spaCy pipeline, or set [language] model = "auto".'
        )
    return _trained(folder, language, models)


def _embedded(language: str, models: Path) -> LanguagePipeline:
    if language not in EMBEDDED:
        raise ModelError(f"there is no embedded pipeline for language {language!r}. Choose {' or '.join(EMBEDDED)}.")
    own = f"HanTa {metadata.version('HanTa')}" if language == "nl" else f"simplemma {metadata.version('simplemma')}"
    return LanguagePipeline(f"embedded ({own})", f"{embedded_id(language)}-{_OWN}", language, None, models)


def _trained(folder: Path, language: str, models: Path) -> LanguagePipeline:
    pickles = sorted(path.name for path in folder.rglob("*") if path.suffix in _PICKLES)
    if pickles:
        raise ModelError(f"{folder}: holds {pickles[0]}, a pickle, which could run any code. Use another pipeline.")
    meta = _meta(folder)
    if meta.get("lang") != language:
        raise ModelError(
            f"{folder}: is a pipeline for language {meta.get('lang')!r}, and the study is in {language!r}. Use another "
            "pipeline, or set language in [study]."
        )
    name = " ".join(
        str(part) for part in (f"{meta['lang']}_{meta.get('name') or 'pipeline'}", meta.get("version")) if part
    )
    return LanguagePipeline(name, f"{name}-{_fingerprint(folder.resolve())}-{_OWN}", language, folder, models)


def _meta(folder: Path) -> dict[str, object]:
    import json

    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{folder}: is not a spaCy pipeline: its meta.json cannot be read.") from error
    if not isinstance(meta, dict) or "lang" not in meta:
        raise ModelError(f"{folder}: is not a spaCy pipeline: its meta.json does not say the language.")
    return meta


@cache
def _fingerprint(folder: Path) -> str:
    return folder_fingerprint(folder)[:16]


def _find(name: str, models: Path) -> Path | None:
    """The folder of a saved pipeline: a path, a folder in the models folder, or an installed package."""
    places = [Path(name)]
    plain = name.replace("-", "_").isidentifier()
    if plain:
        places.append(models / name)
        spec = util.find_spec(name)
        places += [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    for place in places:
        # a package holds its pipeline in a folder that also names the version
        for folder in (place, *sorted(place.glob(f"{place.name}-*"))):
            if (folder / "config.cfg").is_file():
                return folder
    return None


def _load_trained(folder: Path) -> Language:
    import spacy

    try:
        nlp = spacy.load(folder)
        probe = nlp("De scholen zijn open.")
    except Exception as error:  # a pipeline is data and code of others: whatever goes wrong, the remedy is the same
        what = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(
            f"{folder}: the spaCy pipeline cannot be loaded ({what}). Run 'make models' again, or set [language] "
            'model = "embedded".'
        ) from error
    if not probe.has_annotation("LEMMA"):
        raise ModelError(f"{folder}: the spaCy pipeline gives no lemmas. Use one with a lemmatizer.")
    return nlp

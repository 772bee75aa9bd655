"""The language pipeline of a study: a trained spaCy pipeline where there is one, else the embedded one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING

from textmining.cleaning.language.embedded import EMBEDDED, embedded_id, embedded_pipeline
from textmining.errors import ModelError
from textmining.workspace import folder_fingerprint

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["LanguagePipeline", "language_id", "load_language"]

PREFERRED = {"nl": "nl_core_news_lg"}
"""The trained pipeline that "auto" looks for, by language; ``make models`` brings it."""

_UNUSED = ("parser", "senter", "ner", "entity_linker", "textcat")
_PICKLES = (".pkl", ".pickle", ".joblib")
_BATCH = 256
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
        return embedded_pipeline(self.language, self.models) if self.folder is None else _load_trained(self.folder)

    def lemmas(self, texts: Sequence[str]) -> list[str]:
        """Lower-case lemmas of each text's words, joined by spaces; punctuation left out. Rows follow ``texts``.

        Texts are worked through once each and in an order of their own, so that neither the order of rows nor a
        repeated text can change a result.
        """
        distinct = sorted(set(texts))
        found = dict(zip(distinct, self._lemmas(distinct), strict=True))
        return [found[text] for text in texts]

    def _lemmas(self, texts: Sequence[str]) -> Iterator[str]:
        with self.nlp.select_pipes(disable=[name for name in self.nlp.pipe_names if name in _UNUSED]):
            for doc in self.nlp.pipe(texts, batch_size=_BATCH):
                yield _joined(doc)


def _joined(doc: Doc) -> str:
    lemmas = [(token.lemma_ or token.text).lower() for token in doc]
    return " ".join("_".join(lemma.split()) for lemma in lemmas if _LETTER.search(lemma))


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
    return LanguagePipeline(f"embedded ({own})", embedded_id(language), language, None, models)


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
    return LanguagePipeline(name, f"{name}-{_fingerprint(folder.resolve())}", language, folder, models)


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

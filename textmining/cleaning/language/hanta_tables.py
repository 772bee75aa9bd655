"""HanTa's Dutch model, made small enough to load in a fraction of a second.

HanTa (Wartena 2019, "A Probabilistic Morphology Model for German Lemmatization"; LGPL) is a hidden Markov model over
the morphemes of a word and a trigram model over the tags of a sentence. Its package data takes two seconds and 840 MB
to load, nearly all of it the trigram table, written out in full: ten million numbers of which 54,000 differ from the
bigram value that they fall back on. Here those 54,000 are kept beside the bigrams, which is the same table. The result
lies in the models folder for the next process.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from importlib import metadata, util
from pathlib import Path
from typing import Any, NamedTuple

from textmining.errors import ModelError, WorkspaceError
from textmining.workspace import file_fingerprint, write_bytes

__all__ = ["EMPTY", "SPAN", "START", "Tables", "hanta_id", "load_tables"]

EMPTY, START = 0, 1
"""The two tags before a word or sentence."""

SPAN = 1024
"""More than there are tags, so that three tags make one number: the key of a trigram."""

_FORMAT = 3


class Tables(NamedTuple):
    """HanTa's tables: tags and morpheme tags as numbers (the final tag of a word negative), log probabilities."""

    tags: dict[str, int]
    names: dict[int, str]
    bigrams: dict[int, dict[int, float]]
    """Last tag, then next tag."""
    trigrams: dict[int, float]
    """Those that differ from their bigram, by ``(tag * SPAN + last) * SPAN + next``."""
    frequency: dict[int, float]
    """Of each word tag."""
    case: dict[int, dict[bool, float]]
    """Of a capital (or none), given the tag."""
    words: dict[str, tuple[tuple[int, float], ...]]
    """The tags of frequent words."""
    morphemes: dict[str, dict[int, float]]
    """The tags of known morphemes."""
    follow: dict[tuple[int, int], tuple[tuple[int, float], ...]]
    """The morpheme tags that may follow two others."""
    finish: dict[tuple[int, int], tuple[tuple[int, float], ...]]
    """The final tags that may follow two morpheme tags."""
    unseen: dict[str, tuple[tuple[int, float], ...]]
    """The tags of morphemes never seen, by suffix; what the length adds is in ``lengths``."""
    lengths: dict[int, tuple[float, ...]]
    """Of the length of a morpheme never seen, by tag."""
    stems: dict[int, dict[str, str]]
    """The base form of a morpheme that varies, by tag."""
    not_stem: dict[str, tuple[int, ...]]
    """Morpheme tags that are no part of the lemma, by main tag."""
    endings: dict[str, dict[str, str]]
    """The ending of a lemma, by main tag and by the end of the stem."""


def hanta_id() -> str:
    """What the model is, as text that changes with HanTa's data or with the way it is used here."""
    return f"hanta-{metadata.version('HanTa')}-{file_fingerprint(_package_data())[:16]}-{_FORMAT}"


def load_tables(models: Path) -> Tables:
    """The tables, from the models folder, or from HanTa's package data the first time.

    Raises
    ------
    ModelError
        If HanTa's package data is missing or of another shape.
    """
    source, path = hanta_id(), models / "hanta-nl" / "tables.msgpack"
    tables = _read(path, source)
    if tables is None:
        tables = _compact()
        with suppress(WorkspaceError):  # a folder that cannot be written costs the next process time, no more
            write_bytes(path, _seal({"source": source, "tables": list(tables)}))
    return tables


def _package_data() -> Path:
    found = util.find_spec("HanTa")
    path = Path(found.origin or "").parent / "morphmodel_dutch.pgz" if found else Path()
    if not path.is_file():
        raise ModelError("HanTa: its Dutch model is not installed. Install the package again: pip install HanTa")
    return path


def _compact() -> Tables:
    from HanTa.HanoverTagger import HanoverTagger

    try:
        return _tables_of(HanoverTagger(str(_package_data())))
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise ModelError(
            "HanTa: its Dutch model has another shape than that of version 1.2.1. Install that one."
        ) from error


def _tables_of(hanta: Any) -> Tables:
    bigrams: dict[int, dict[int, float]] = {}
    for (_, last), row in hanta.LP_trans_word.items():
        known = bigrams.get(last)
        lowest = row if known is None else zip(row, map(min, row.values(), known.values()), strict=True)
        bigrams[last] = dict(lowest)
    trigrams = {
        (before * SPAN + last) * SPAN + tag: p
        for (before, last), row in hanta.LP_trans_word.items()
        for (tag, p), fallback in zip(row.items(), bigrams[last].values(), strict=True)
        if p > fallback
    }
    morphemes: dict[str, dict[int, float]] = {}
    for tag, found in hanta.LP_m_t.items():
        for morpheme, p in found.items():
            morphemes.setdefault(morpheme, {})[tag] = p
    open_tags = [tag for tag in hanta.LP_hapax_t if tag in hanta.LP_s_t]
    return Tables(
        tags=hanta.tag2int,
        names=hanta.int2tag,
        bigrams=bigrams,
        trigrams=trigrams,
        frequency=hanta.LP_wtag,
        case=hanta.LP_case_t,
        words={word: tuple(found) for word, found in hanta.cache.items()},
        morphemes=morphemes,
        follow={state: tuple(found) for state, found in hanta.LP_trans_nonfinal.items()},
        finish={state: tuple(found) for state, found in hanta.LP_trans_final.items()},
        unseen={
            suffix: tuple((tag, hanta.Int_t + hanta.LP_hapax_t[tag] + hanta.LP_s_t[tag][suffix]) for tag in open_tags)
            for suffix in hanta.LP_s_t[open_tags[0]]
        },
        lengths={tag: tuple(hanta.LP_len_t[tag]) for tag in open_tags},
        stems=hanta.stemdict,
        not_stem={main: tuple(found) for main, found in hanta.nonstemtags.items()},
        endings=hanta.lemmasuffixtable,
    )


def _seal(value: object) -> bytes:
    from srsly import msgpack  # type: ignore[import-untyped]

    payload: bytes = msgpack.packb(value, use_bin_type=True)
    return hashlib.sha256(payload).digest() + payload


def _read(path: Path, source: str) -> Tables | None:
    """The tables at ``path``, or None where there are none, they are damaged, or they are of another HanTa."""
    from srsly import msgpack

    try:
        data = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data[32:]).digest() != data[:32]:
        return None
    value = msgpack.unpackb(data[32:], raw=False, use_list=False, strict_map_key=False)
    return Tables(*value["tables"]) if value.get("source") == source else None

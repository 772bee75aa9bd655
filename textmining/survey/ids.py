"""Names for answers that say nothing about who gave them."""

from __future__ import annotations

import hashlib
import json

import pandas as pd

__all__ = ["answer_ids"]

_BYTES = 10
"""80 bits: among a million answers two share an id with a probability of one in 10**12."""


def answer_ids(frame: pd.DataFrame, key: bytes) -> pd.Series:
    """Keyed hashes that name answers everywhere outside the private folder.

    Parameters
    ----------
    frame : DataFrame, one row per answer
        ``wave``, ``respondent_id`` and ``question``, all text.
    key : bytes
        The study's secret, at most 64 bytes. Without it nobody can go from a respondent to an id by trying.

    Returns
    -------
    Series of str
        "a" and 20 hexadecimal digits; the same in every run with the same key.
    """
    named = zip(frame["wave"], frame["respondent_id"], frame["question"], strict=True)
    ids = [
        "a" + hashlib.blake2b(json.dumps(parts).encode("ascii"), key=key, digest_size=_BYTES).hexdigest()
        for parts in named
    ]
    return pd.Series(ids, index=frame.index, name="answer_id", dtype="str")

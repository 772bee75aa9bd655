"""Features for a small finished study, made from words without an encoder, so that a coder model can be fitted."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from tests.review.finished import reopen
from textmining.codebook.coder.stored import Features, Memory, Part
from textmining.review.material import find_results
from textmining.workspace import read_table

__all__ = ["leave_features"]

GRID = 4000


def leave_features(study: Path, question: str = "weg", *, dimension: int = 32, buckets: int = 4096) -> Path:
    """Leave features of a question's answers where a run leaves them: answers that share words are alike.

    Parameters
    ----------
    study : Path
        Whose stages are done.
    question : str
    dimension : int
        Of the vectors: each word has a direction of its own.
    buckets : int
        Of the words.

    Returns
    -------
    Path
        The folder; answers coded by rule ("geen") are not in it.
    """
    results = find_results(reopen(study))
    assert results is not None
    answers = read_table(results.folders["cleaning"], "answers").sort_values("answer_id")
    own = answers[(answers["question"] == question) & (answers["text"] != "geen")]
    words = [text.lower().replace(".", " ").split() or [""] for text in own["text"]]
    known = sorted({word for said in words for word in said})
    place = {word: zlib.crc32(word.encode()) % buckets for word in known}
    direction = {word: np.random.default_rng(place[word]).normal(size=dimension) for word in known}
    dense = np.array([np.sum([direction[word] for word in said], axis=0) for said in words])
    whole = np.rint(GRID * dense / np.linalg.norm(dense, axis=1, keepdims=True)).astype(np.int16)
    rows = np.repeat(np.arange(len(words)), [len(said) for said in words])
    columns = [place[word] for said in words for word in said]
    lexical = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(words), buckets))
    lexical.sum_duplicates()
    length = np.sqrt(lexical.multiply(lexical).sum(axis=1))
    lexical = sparse.csr_array(sparse.diags_array(0.7 / length) @ lexical, dtype=np.float32)
    index = pd.Index(own["answer_id"], dtype="str", name="answer_id")
    folder = results.folders["codebook"] / "features" / question
    Features(index, Memory(Part(whole, np.full(dimension, 0.7 / GRID), lexical))).save(folder)
    return folder

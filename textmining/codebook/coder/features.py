"""What the coder model sees of answers: what their vectors say, what their words say, and what answers like them say.

All answers to a question are at hand before the first is coded, so the uncoded ones tell what is usual, which words
are rare, and which answers are alike. Features therefore belong to a set of answers; when answers come or go they are
made again, and the model is fitted again from the same codes, in a second or two.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from textmining.cleaning.redaction import in_plain_words
from textmining.codebook.coder.stored import Features, Memory, Part
from textmining.errors import StageError
from textmining.topics.grid import GRID, cosines, on_grid

if TYPE_CHECKING:
    from scipy import sparse

__all__ = ["answer_features"]

MEANING, WORDS, ALIKE = 1.0, 2.0, 0.5
"""What the vectors, the words and the answers alike weigh in the likeness of two answers. One setting for all data:
choosing it anew for each set, by the error of left-out answers, gave no better codes."""

NEIGHBOURS = 10
WORDS_AMONG_NEIGHBOURS = 0.5
"""What words weigh, beside vectors, in who is a neighbour."""

SHARPNESS = 3
"""Power of the likeness by which neighbours weigh."""

START, END = "‹", "›"
"""Marks around each segment."""

LARGE_BLOCK = 256
BUCKETS = 2**18
LEAST_ANSWERS = 2
"""A word or a piece of one that fewer answers hold likens nobody to anybody."""


def answer_features(segments: pd.DataFrame, vectors: np.ndarray, parts: Sequence[int] | None = None) -> Features:
    """Make features of all answers to one question.

    Parameters
    ----------
    segments : DataFrame, one row per segment
        ``answer_id``, ``segment_id`` and ``text`` (redacted).
    vectors : array (segments, dimension)
        Rows follow ``segments``.
    parts : sequence of int, optional
        Dimensions of the encoders that the vectors are of, where there are several side by side (``JointEncoder``):
        their directions then count equally, however narrow the cone in which one of them puts all texts.

    Returns
    -------
    Features
        Do not depend on the order of the rows.

    Raises
    ------
    StageError
        If there are no segments, the vectors do not fit them, or ``parts`` does not add up.
    """
    from scipy import sparse

    widths = list(parts or [vectors.shape[1]])
    if not len(segments) or len(segments) != len(vectors) or sum(widths) != vectors.shape[1]:
        raise StageError(
            f"coder: {len(segments)} segments with {len(vectors)} vectors of {vectors.shape[1]} numbers in parts of "
            f"{widths}. Embed the segments of the question again."
        )
    order = np.lexsort((segments["segment_id"].to_numpy(dtype=str), segments["answer_id"].to_numpy(dtype=str)))
    ordered = segments.iloc[order]
    code, answers = pd.factorize(ordered["answer_id"])
    sides = np.split(np.asarray(vectors)[order], np.cumsum(widths)[:-1], axis=1)
    meaning = np.hstack([_around(side, code, len(answers)) for side in sides])
    meaning = on_grid(meaning)
    plain = [f"{START} {in_plain_words(text)} {END}" for text in ordered["text"]]
    texts = pd.Series(plain).groupby(code).agg(" ".join)
    words = _words(texts.tolist())
    alike = on_grid(_neighbours(meaning, words) @ (meaning / GRID).astype(np.float64))
    total = MEANING + WORDS + ALIKE
    whole = np.hstack([meaning, alike]).astype(np.int16)
    step = np.repeat([(MEANING / total) ** 0.5 / GRID, (ALIKE / total) ** 0.5 / GRID], meaning.shape[1])
    lexical = sparse.csr_array(words * np.float32((WORDS / total) ** 0.5))
    return Features(pd.Index(answers, dtype="str", name="answer_id"), Memory(Part(whole, step, lexical)))


def _around(vectors: np.ndarray, code: np.ndarray, count: int) -> np.ndarray:
    """The direction of each answer around the mean of all segments: the middle of the directions of its segments."""
    points = on_grid(vectors)
    around = on_grid(points.astype(np.float64) - points.sum(axis=0, dtype=np.float64) / len(points))
    total = np.zeros((count, vectors.shape[1]))
    np.add.at(total, code, around.astype(np.float64))
    return on_grid(total)


def _words(texts: Sequence[str]) -> sparse.csr_array:
    """Tf-idf of one to three words in a row, and of pieces of words of two to five characters; rows of length 1.

    Pieces match inflections, compounds and typing errors, and need no lemmas. That a word begins or ends a segment is
    told from a pair with the mark that stands there.
    """
    from scipy import sparse
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.preprocessing import normalize

    found = []
    settings: list[dict[str, Any]] = [
        {"analyzer": "char_wb", "ngram_range": (2, 5)},
        {"token_pattern": rf"[\w{START}{END}]+", "ngram_range": (1, 3)},
    ]
    for setting in settings:
        counts = HashingVectorizer(n_features=BUCKETS, norm=None, alternate_sign=False, **setting).transform(texts)
        counts = sparse.csc_array(counts)
        held = np.diff(counts.indptr)
        kept = held >= LEAST_ANSWERS
        if not kept.any():  # no two answers share a word
            continue
        weighed = sparse.csr_array(counts[:, kept])
        weighed.data = 1 + np.log(weighed.data)
        weighed = weighed.multiply(1 + np.log((1 + len(texts)) / (1 + held[kept])))
        found.append(normalize(sparse.csr_array(weighed)) * 0.5**0.5)
    if not found:
        return sparse.csr_array((len(texts), 1), dtype=np.float32)
    both = sparse.csr_array(sparse.hstack(found), dtype=np.float32)
    both.sort_indices()
    return both


def _neighbours(meaning: np.ndarray, words: sparse.csr_array) -> sparse.csr_array:
    """Answers by answers: how much the nearest of each weigh, in vectors and words; rows add up to 1.

    Two answers are neighbours where one is among the nearest of the other.
    """
    from scipy import sparse

    size = len(meaning)
    count = min(NEIGHBOURS, size - 1)
    if count < 1:
        return sparse.csr_array(sparse.eye_array(size, format="csr"))
    rows, columns, weights = [], [], []
    turned = sparse.csr_array(words.T)
    for block, close in cosines(meaning, meaning):
        for start in range(block.start, block.stop, LARGE_BLOCK):
            here = np.arange(start, min(start + LARGE_BLOCK, block.stop))
            likeness = close[here - block.start].astype(np.float64)
            likeness += WORDS_AMONG_NEIGHBOURS * (words[here] @ turned).toarray()
            likeness[np.arange(len(here)), here] = -np.inf
            nearest = _largest(np.round(likeness / (1 + WORDS_AMONG_NEIGHBOURS), 6), count)
            rows.append(np.repeat(here, count))
            columns.append(nearest.ravel())
            found = np.take_along_axis(likeness, nearest, axis=1) / (1 + WORDS_AMONG_NEIGHBOURS)
            weights.append(np.maximum(found, 1e-3).ravel() ** SHARPNESS)
    shape = (size, size)
    near = sparse.csr_array((np.concatenate(weights), (np.concatenate(rows), np.concatenate(columns))), shape=shape)
    both = sparse.csr_array(near.maximum(near.T))
    return sparse.csr_array(sparse.diags_array(1 / both.sum(axis=1)) @ both)


def _largest(values: np.ndarray, count: int) -> np.ndarray:
    """Positions of the ``count`` largest of each row; ties by position."""
    border = -np.partition(-values, count - 1, axis=1)[:, count - 1, None]
    found = np.empty((len(values), count), dtype=np.int64)
    for row, (own, edge) in enumerate(zip(values, border, strict=True)):
        passed = np.flatnonzero(own >= edge[0])
        found[row] = passed[np.lexsort((passed, -own[passed]))][:count]
    return found

"""Unit vectors on an integer grid: arithmetic that comes out the same on every machine.

A cosine is a long sum, and floating-point sums depend on the order of their terms: on threads, on the batch, on the
processor. Themes that must be the same tomorrow cannot rest on that. Here a unit vector is rounded to whole multiples
of 1/4000; by Cauchy-Schwarz every partial sum of the product of two such vectors stays under 2**24, where float32 is
exact for integers. The rounding moves a cosine by about 1e-4.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from textmining.errors import StageError

__all__ = ["GRID", "centres_of", "cosines", "on_grid"]

GRID = 4000
"""Steps per unit of length: (4000 + sqrt(dimension) / 2)**2 < 2**24 up to 36,000 dimensions."""

BLOCK = 1024


def on_grid(vectors: np.ndarray) -> np.ndarray:
    """Round vectors, scaled to length 1, to the grid.

    Parameters
    ----------
    vectors : array (n, dimension)
        Rows need not have length 1; a row of zeros stays one.

    Returns
    -------
    array (n, dimension), float32 holding integers

    Raises
    ------
    StageError
        If the array is not two-dimensional or holds a value that is not finite.
    """

    wide = np.asarray(vectors, dtype=np.float64)
    if wide.ndim != 2 or not np.isfinite(wide).all():
        raise StageError("topics: the vectors are not a table of finite numbers. Embed the segments again.")
    length = np.sqrt(np.einsum("ij,ij->i", wide, wide))[:, None]
    return np.rint(wide * (GRID / np.where(length > 0, length, 1.0))).astype(np.float32)


def cosines(rows: np.ndarray, columns: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """Cosines of grid vectors with each other, in blocks of rows.

    Yields
    ------
    slice, array (rows in the block, len(columns))
        Exact multiples of ``GRID**-2`` as float32: bit-identical whatever the block, the threads or the processor.
    """

    unit = np.float32(1 / GRID**2)
    for start in range(0, len(rows), BLOCK):
        block = slice(start, min(start + BLOCK, len(rows)))
        yield block, (rows[block] @ columns.T) * unit


def centres_of(points: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """The mean direction of each label's points, on the grid.

    Parameters
    ----------
    points : array (n, dimension)
        Grid vectors.
    labels : array (n,) of int
        From 0 to ``count`` - 1; a negative label belongs to no centre.
    count : int
        Number of labels; one without points gets a row of zeros.
    """
    from scipy import sparse

    member = np.flatnonzero(labels >= 0)
    shape = (count, len(points))
    picks = sparse.csr_array((np.ones(len(member)), (labels[member], member)), shape=shape)
    sums = np.asarray(picks @ points.astype(np.float64)).astype(np.int64)  # exact: sums of integers
    squares = (sums * sums).sum(axis=1)
    length = np.sqrt(np.maximum(squares, 1).astype(np.float64))[:, None]
    centres: np.ndarray = np.rint(sums * (GRID / length)).astype(np.float32)
    return centres

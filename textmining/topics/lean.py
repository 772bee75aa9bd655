"""BERTopic without the parts that this package does not use, which take most of the time of its import."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType

__all__ = ["import_bertopic", "left_out"]

UNUSED = frozenset({"transformers", "umap"})
"""Each is optional to BERTopic: text generation and zero-shot labels, and the layout of one of its plots. Neither
changes what it computes. Measured after spaCy was imported: 6.1 s with them, 2.0 s without, and numba is not loaded."""


class _LeaveOut:
    """An import hook under which some modules cannot be found by the thread that set it; other threads find them."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self.thread = threading.get_ident()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name in self.names and threading.get_ident() == self.thread:
            raise ModuleNotFoundError(f"{name} is left out", name=name)
        return None


@contextmanager
def left_out(names: frozenset[str]) -> Iterator[None]:
    """Within the block, on this thread, importing one of ``names`` fails unless it was imported before."""
    hook = _LeaveOut(names)
    sys.meta_path.insert(0, hook)
    try:
        yield
    finally:
        sys.meta_path.remove(hook)


def import_bertopic() -> ModuleType:
    """The ``bertopic`` package; all of it where it was imported before, else without ``UNUSED``.

    A program that wants BERTopic's text generation imports ``bertopic`` itself before it calls this package.
    """
    with left_out(UNUSED), warnings.catch_warnings():  # bertopic sets filters for the whole process when imported
        warnings.simplefilter("ignore")  # libraries that it imports warn about each other
        return import_module("bertopic")

"""Features of a set of answers: in memory, or in a folder from which they are read block by block.

The server that answers coders cannot hold the features of 10,000 answers of several codebooks. Of a folder that is
opened only the ids and the places of rows are in memory; reading goes by plain file reads, which leave nothing behind.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from textmining.errors import ModelError, StageError
from textmining.workspace import fingerprint, write_bytes, write_json

if TYPE_CHECKING:
    from scipy import sparse

__all__ = ["Features", "Part"]

VERSION = 1
BLOCK = 512
"""Answers at once: some 15 MB with two encoders side by side."""

_DENSE, _INDICES, _DATA, _CARD = "dense.i2", "indices.i4", "data.f4", "features.json"


@dataclass(frozen=True)
class Part:
    """Features of some answers, row by row; the likeness of two is the product of their rows in both, about 1 with
    themselves.

    Attributes
    ----------
    whole : array (n, dimension), int16
        Vectors, and vectors of the answers alike, in whole steps.
    step : array (dimension,), float64
        The length of a step.
    lexical : sparse array (n, pieces), float32
        Words, rows of words and pieces of words, hashed: no word can be read from them.
    """

    whole: np.ndarray
    step: np.ndarray
    lexical: sparse.csr_array

    def __getitem__(self, rows: np.ndarray | slice) -> Part:
        return Part(self.whole[rows], self.step, self.lexical[rows])

    def blocks(self) -> Iterator[tuple[slice, Part]]:
        """Some hundreds of rows at a time."""
        for block in _blocks(len(self.whole)):
            yield block, self[block]

    @property
    def dense(self) -> np.ndarray:
        """The vectors (n, dimension), float64."""
        return np.asarray(self.whole * self.step)

    def likeness(self) -> np.ndarray:
        """The likeness of each answer with each (n, n), float64."""
        from scipy import sparse

        found = np.empty((len(self.whole), len(self.whole)))
        turned = sparse.csr_array(self.lexical.T, dtype=np.float64)
        for rows, part in self.blocks():
            found[rows] = (part.lexical @ turned).toarray()
        for columns in _blocks(len(self.step)):
            dense = self.whole[:, columns] * self.step[columns]
            for rows in _blocks(len(dense)):
                found[rows] += dense[rows] @ dense.T
        return found


@dataclass(frozen=True)
class Features:
    """Features of a set of answers.

    Attributes
    ----------
    answers : Index (n,)
        answer_id, sorted.
    source : Memory or Folder
        Where the rows are.
    """

    answers: pd.Index
    source: Memory | Folder

    def rows(self, answers: Sequence[str] | pd.Index) -> np.ndarray:
        """Positions of answers.

        Raises
        ------
        StageError
            If one is not among them.
        """
        found = self.answers.get_indexer(pd.Index(answers))
        if (found < 0).any():
            lost = [str(a) for a, row in zip(answers, found, strict=True) if row < 0]
            raise StageError(
                f"coder: {len(lost)} coded answers have no features, such as {lost[0]}. "
                "Leave out codes of answers that are no longer kept."
            )
        return np.asarray(found)

    def part(self, rows: np.ndarray) -> Part:
        """Features at some positions, in that order."""
        return self.source.part(rows)

    def blocks(self) -> Iterator[tuple[slice, Part]]:
        """All features, some hundreds of answers at a time."""
        for block in _blocks(len(self.answers)):
            yield block, self.source.part(block)

    @cached_property
    def id(self) -> str:
        """Changes whenever the answers or their features do."""
        return fingerprint([self.source.digest, self.answers.tolist()])[:32]

    def save(self, folder: Path) -> None:
        """Write them to a folder that ``open`` reads from."""
        dense, indices, data, lengths = [], [], [], []
        for _, part in self.blocks():
            dense.append(part.whole.astype("<i2").tobytes())
            indices.append(part.lexical.indices.astype("<i4").tobytes())
            data.append(part.lexical.data.astype("<f4").tobytes())
            lengths += np.diff(part.lexical.indptr).tolist()
        for name, written in ((_DENSE, dense), (_INDICES, indices), (_DATA, data)):
            write_bytes(folder / name, b"".join(written))
        card = {
            "version": VERSION,
            "digest": self.source.digest,
            "answers": self.answers.tolist(),
            "lengths": lengths,
            "pieces": self.source.pieces,
            "step": self.source.step.tolist(),
        }
        write_json(folder / _CARD, card)

    @classmethod
    def open(cls, folder: Path) -> Features:
        """Open what ``save`` wrote; the rows stay on disk until they are asked for.

        Raises
        ------
        ModelError
            If a file lacks, or is not as long as it should be.
        """
        try:
            held: dict[str, Any] = json.loads((folder / _CARD).read_text(encoding="utf-8"))
            if held["version"] != VERSION:
                raise ValueError(f"version {held['version']}")
            answers = pd.Index([str(a) for a in held["answers"]], dtype="str", name="answer_id")
            step = np.array(held["step"], dtype=np.float64)
            starts = np.concatenate([[0], np.cumsum(np.array(held["lengths"], dtype=np.int64))])
            sizes = {
                _DENSE: 2 * len(answers) * len(step),
                _INDICES: 4 * int(starts[-1]),
                _DATA: 4 * int(starts[-1]),
            }
            wrong = [name for name, size in sizes.items() if (folder / name).stat().st_size != size]
            if wrong or len(starts) != len(answers) + 1:
                raise ValueError(f"{', '.join(wrong) or _CARD} is not whole")
            return cls(answers, Folder(folder, step, starts, int(held["pieces"]), str(held["digest"])))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(f"{folder}: holds no whole features ({error}). Run the study again.") from error


@dataclass(frozen=True)
class Memory:
    """All rows in memory."""

    all: Part

    def part(self, rows: np.ndarray | slice) -> Part:
        return self.all[rows]

    @property
    def step(self) -> np.ndarray:
        return self.all.step

    @property
    def pieces(self) -> int:
        return int(self.all.lexical.shape[1])

    @cached_property
    def digest(self) -> str:
        import hashlib

        lexical = self.all.lexical
        made = hashlib.sha256(np.ascontiguousarray(self.all.whole).tobytes())
        for array in (self.step, lexical.data, lexical.indices.astype(np.int64), lexical.indptr.astype(np.int64)):
            made.update(np.ascontiguousarray(array).tobytes())
        return made.hexdigest()


@dataclass(frozen=True)
class Folder:
    """Rows in files: ``starts`` (n + 1) are the places of the words of each answer in theirs."""

    folder: Path
    step: np.ndarray
    starts: np.ndarray
    pieces: int
    digest: str

    def part(self, rows: np.ndarray | slice) -> Part:
        from scipy import sparse

        places = np.arange(len(self.starts) - 1)[rows]
        lengths = self.starts[places + 1] - self.starts[places]
        ends = np.concatenate([[0], np.cumsum(lengths)])
        whole = np.empty((len(places), len(self.step)), dtype="<i2")
        indices, data = np.empty(int(ends[-1]), dtype="<i4"), np.empty(int(ends[-1]), dtype="<f4")
        with ExitStack() as files:
            of_whole, of_indices, of_data = (
                files.enter_context((self.folder / name).open("rb")) for name in (_DENSE, _INDICES, _DATA)
            )
            for first, last in _runs(places):
                _read(of_whole, int(places[first]), whole[first:last])
                words = slice(int(ends[first]), int(ends[last]))
                _read(of_indices, int(self.starts[places[first]]), indices[words])
                _read(of_data, int(self.starts[places[first]]), data[words])
        lexical = sparse.csr_array((data, indices, ends), shape=(len(places), self.pieces))
        return Part(whole, self.step, lexical)


def _blocks(length: int) -> Iterator[slice]:
    return (slice(start, min(start + BLOCK, length)) for start in range(0, length, BLOCK))


def _runs(places: np.ndarray) -> Iterator[tuple[int, int]]:
    """Stretches of places that follow each other, as what is read at once."""
    breaks = np.flatnonzero(np.diff(places) != 1) + 1
    edges = [0, *breaks.tolist(), len(places)]
    return ((first, last) for first, last in itertools.pairwise(edges) if last > first)


def _read(file: BufferedReader, row: int, into: np.ndarray) -> None:
    """Fill an array from a file of rows of its width, from some row on."""
    width = into.itemsize * (into.shape[1] if into.ndim > 1 else 1)
    file.seek(row * width)
    if file.readinto(into.data) != into.nbytes:
        raise ModelError(f"{file.name}: is cut off. Run the study again.")

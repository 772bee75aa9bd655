"""Vectors kept by content: a text is encoded once per encoder, whichever run or wave it turns up in.

A cache is a folder with one folder per encoder. In it lie shards, safetensors files with the keys (SHA-256 of a text,
cut to 16 bytes) and vectors of up to ``SHARD`` texts. A shard's name is the checksum of its bytes, so that a damaged
one is noticed, removed and made again; it is written in one step, so that runs at the same time do not hurt each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textmining.embedding.joint_encoder import JointEncoder
from textmining.workspace import write_bytes

if TYPE_CHECKING:
    import numpy as np

    from textmining.embedding.encoder import Encoder

__all__ = ["SHARD", "encode_cached"]

SHARD = 8192
"""Texts per shard: what is lost where a run is killed while encoding."""

_KEY = 16


def encode_cached(
    texts: Sequence[str], encoder: Encoder, cache: Path, progress: Callable[[int, int], None] | None = None
) -> np.ndarray:
    """Unit vectors of texts, from the cache where they are in it.

    Parameters
    ----------
    texts : sequence of str
        May hold a text more than once; it is encoded once.
    encoder : Encoder
        Of a ``JointEncoder`` the vectors of each part are kept, by the part's own id.
    cache : Path
        The folder of the cache; it is made where it lacks.
    progress : callable, optional
        Told how many of the texts to encode are done, and how many there are; of a ``JointEncoder`` for each part anew.

    Returns
    -------
    ndarray (n texts, dimension), float32
        Rows follow ``texts``.

    Raises
    ------
    WorkspaceError
        If the cache cannot be written.
    """
    import numpy as np

    if isinstance(encoder, JointEncoder):
        return encoder.join([encode_cached(texts, part, cache, progress) for part in encoder.parts])
    folder = cache / encoder.id
    keys = [_key(text) for text in texts]
    wanted = dict(zip(keys, texts, strict=True))
    found = _read(folder, wanted.keys())
    missing = sorted((text, key) for key, text in wanted.items() if key not in found)
    for start in range(0, len(missing), SHARD):
        part = missing[start : start + SHARD]
        vectors = encoder.encode([text for text, _ in part])
        _write(folder, [key for _, key in part], vectors)
        found.update(zip((key for _, key in part), vectors, strict=True))
        if progress:
            progress(start + len(part), len(missing))
    if not keys:
        return np.empty((0, encoder.dimension), dtype=np.float32)
    return np.stack([found[key] for key in keys])


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_KEY]


def _read(folder: Path, wanted: Container[bytes]) -> dict[bytes, np.ndarray]:
    """The vectors of the cache that are wanted; damaged shards are removed."""
    from safetensors.numpy import load

    found: dict[bytes, np.ndarray] = {}
    for path in sorted(folder.glob("*.safetensors")):
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            continue  # another run found it damaged and removed it
        if _checksum(data) != path.stem:
            path.unlink(missing_ok=True)
            continue
        tensors = load(data)
        keys, vectors = tensors["keys"].tobytes(), tensors["vectors"]
        for row in range(len(vectors)):
            key = keys[row * _KEY : (row + 1) * _KEY]
            if key in wanted:
                found[key] = vectors[row]
    return found


def _write(folder: Path, keys: Sequence[bytes], vectors: np.ndarray) -> None:
    import numpy as np
    from safetensors.numpy import save

    packed = np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), _KEY)
    data = save({"keys": packed, "vectors": np.ascontiguousarray(vectors)})
    write_bytes(folder / f"{_checksum(data)}.safetensors", data)


def _checksum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]

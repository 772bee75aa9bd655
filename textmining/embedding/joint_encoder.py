"""Several encoders as one: a text's vectors side by side, each with the same weight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textmining.workspace import fingerprint

if TYPE_CHECKING:
    import numpy as np

    from textmining.embedding.encoder import Encoder

__all__ = ["JointEncoder"]


class JointEncoder:
    """Unit vectors of several encoders, side by side, scaled to one unit vector.

    The cosine of two texts is so the mean of the encoders' cosines.

    Parameters
    ----------
    parts : sequence of Encoder
        Two or more, in the order of their numbers in a vector.

    Attributes
    ----------
    name, id, dimension
        As ``Encoder`` asks. The id follows from those of the parts; the cache keeps the vectors of each part by the
        part's own id, so that those of a study that goes from one encoder to both are not made again.
    """

    def __init__(self, parts: Sequence[Encoder]) -> None:
        self.parts = tuple(parts)

    @property
    def name(self) -> str:
        """The names of the parts."""
        return " + ".join(part.name for part in self.parts)

    @property
    def id(self) -> str:
        """Changes whenever the id of a part does."""
        return f"joint-{fingerprint([part.id for part in self.parts])[:16]}"

    @property
    def dimension(self) -> int:
        """Length of a vector: the sum of the parts'."""
        return sum(part.dimension for part in self.parts)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors (n texts, dimension), float32, in the order of ``texts``."""
        return self.join([part.encode(texts) for part in self.parts])

    def join(self, vectors: Sequence[np.ndarray]) -> np.ndarray:
        """The joint vectors of texts whose unit vectors by each part, in the order of the parts, are there."""
        import numpy as np

        scale = np.float32(1 / np.sqrt(len(vectors)))
        side_by_side: np.ndarray = np.concatenate(vectors, axis=1, dtype=np.float32) * scale
        return side_by_side

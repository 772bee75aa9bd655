"""What an encoder is, and which one a study gets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from textmining.errors import ModelError

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Encoder", "encoder_id", "load_encoder"]

PREFERRED = "e5-base-trm-nl"
"""The Dutch encoder that "auto" looks for in the models folder; ``make models`` brings it."""

EMBEDDED = "use"
SECOND = "e5"
BOTH = "both"
"""Quality mode: the embedded encoder and the second one together, at a twentieth of the speed."""


class Encoder(Protocol):
    """Turns texts into vectors.

    Attributes
    ----------
    name : str
        What a reader of the manifest calls it.
    id : str
        Text that changes whenever its vectors may: another model, other weights, another way of using them.
    dimension : int
        Length of a vector.
    """

    @property
    def name(self) -> str: ...

    @property
    def id(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors (n texts, dimension), float32, in the order of ``texts``.

        A text has the same vector, bit for bit, whichever texts it is encoded with.
        """
        ...


def encoder_id(setting: str, models: Path) -> str:
    """``Encoder.id`` without loading the weights."""
    return load_encoder(setting, models).id


def load_encoder(setting: str, models: Path) -> Encoder:
    """Find the encoder that a study asks for; its weights are loaded when it is first used.

    Parameters
    ----------
    setting : str
        "auto" (the Dutch sentence-transformers model in the models folder where it is, else the embedded encoder),
        "use" (the embedded encoder), "e5" (the optional second one), "both" (those two as one), or a
        sentence-transformers model: a folder, or a name that is in the models folder or in the cache of Hugging Face.
    models : Path
        The models folder.

    Raises
    ------
    ModelError
        If the model is not on this machine (nothing is ever downloaded), or is one that would run code of its own.
    """
    from textmining.embedding.e5_encoder import E5Encoder
    from textmining.embedding.joint_encoder import JointEncoder
    from textmining.embedding.st_encoder import StEncoder, find_model, is_model
    from textmining.embedding.use_encoder import UseEncoder

    if setting == "auto":
        preferred = models / PREFERRED
        return StEncoder(preferred, PREFERRED) if is_model(preferred) else UseEncoder()
    if setting == EMBEDDED:
        return UseEncoder()
    if setting == SECOND:
        return E5Encoder()
    if setting == BOTH:
        return JointEncoder((UseEncoder(), E5Encoder()))
    folder = find_model(setting, models)
    if folder is None:
        raise ModelError(
            f"encoder {setting!r} is not on this machine. Run 'make models' (it needs a network), put the model in the "
            f'folder {models / setting.rsplit("/", 1)[-1]}, or set [embedding] model = "auto".'
        )
    return StEncoder(folder, setting)

"""The embedded encoder as a sentence-transformers module: ``SentenceTransformer(modules=[UseModule()])``.

Everything that takes a sentence-transformers model (BERTopic, KeyBERT, evaluation) can so use the embedded encoder.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from sentence_transformers.base.modules import InputModule

from textmining.embedding.use_encoder import UseEncoder

__all__ = ["UseModule"]


class UseModule(InputModule):
    """Universal Sentence Encoder Multilingual v3; the vectors are those of ``UseEncoder``, bit for bit."""

    config_keys: list[str] = []  # noqa: RUF012 (declared so by its base)

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._encoder = UseEncoder()

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        """Word pieces of texts, as rows of one length, with a mask that tells which are real."""
        pieces = [torch.tensor(self._encoder.tokenize((prompt or "") + text)) for text in inputs]
        masks = [torch.ones_like(row) for row in pieces]
        pad = torch.nn.utils.rnn.pad_sequence
        return {"input_ids": pad(pieces, batch_first=True), "attention_mask": pad(masks, batch_first=True)}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Add ``sentence_embedding`` (n texts, 512), unit rows."""
        ids, mask = features["input_ids"], features["attention_mask"].bool()
        rows = [row[real].tolist() for row, real in zip(ids.cpu(), mask.cpu(), strict=True)]
        vectors = torch.from_numpy(self._encoder.encode_pieces(rows))
        return {**features, "sentence_embedding": vectors.to(ids.device)}

    def get_embedding_dimension(self) -> int:
        """Length of a vector."""
        return self._encoder.dimension

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Write the (empty) configuration; the weights stay with their package."""
        self.save_config(output_path)

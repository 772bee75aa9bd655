"""Embedding: a unit vector per text, by the embedded encoders or a sentence-transformers model, cached by content."""

from textmining.embedding.cache import encode_cached
from textmining.embedding.encoder import Encoder, encoder_id, load_encoder

__all__ = ["Encoder", "encode_cached", "encoder_id", "load_encoder"]

"""Segmenting: an answer in idea units, each a stretch of its text."""

from textmining.cleaning.segmenting.segments import segment
from textmining.cleaning.segmenting.sentences import Span

__all__ = ["Span", "segment"]

"""What coders' hours buy: the answers of a question in strata, and plans made on them."""

from textmining.review.planning.asking import Asked, read_asked
from textmining.review.planning.frame import Frame, frame_key, frame_of
from textmining.review.planning.plans import OWN, Option, options_of, rows_of_strata

__all__ = ["OWN", "Asked", "Frame", "Option", "frame_key", "frame_of", "options_of", "read_asked", "rows_of_strata"]

"""How far coders agree, and where they do not."""

from textmining.codebook.agreement.alpha import LEAST, Alpha, masi_distance, overall_alpha, theme_alphas
from textmining.codebook.agreement.coded import Coded, hand_codings
from textmining.codebook.agreement.comparing import against_model, confusion, differences, same_sets

__all__ = [
    "LEAST",
    "Alpha",
    "Coded",
    "against_model",
    "confusion",
    "differences",
    "hand_codings",
    "masi_distance",
    "overall_alpha",
    "same_sets",
    "theme_alphas",
]

"""How far coders agree, and where they do not."""

from textmining.codebook.agreement.alpha import LEAST, Alpha, masi_distance, overall_alpha, theme_alphas
from textmining.codebook.agreement.blind import AT_RANDOM, INDICATIVE, blind_codings, finest, indicative
from textmining.codebook.agreement.coded import Coded, hand_codings
from textmining.codebook.agreement.comparing import against_model, confusion, differences, same_sets

__all__ = [
    "AT_RANDOM",
    "INDICATIVE",
    "LEAST",
    "Alpha",
    "Coded",
    "against_model",
    "blind_codings",
    "confusion",
    "differences",
    "finest",
    "hand_codings",
    "indicative",
    "masi_distance",
    "overall_alpha",
    "same_sets",
    "theme_alphas",
]

"""Coding every answer: the model, the queue of answers for coders, and the planning of their hours."""

from textmining.codebook.coder.calibration import calibration_error
from textmining.codebook.coder.deciding import ABSTAIN_BELOW, Predictions
from textmining.codebook.coder.features import Features, answer_features
from textmining.codebook.coder.fitting import fit_coder
from textmining.codebook.coder.labels import hand_codes, publication_codings, silver_labels
from textmining.codebook.coder.model import CoderModel
from textmining.codebook.coder.planning import Plan, make_strata, plan_coding, residual_spread, seconds_per_answer
from textmining.codebook.coder.queue import build_queue, draw, permanent_numbers

__all__ = [
    "ABSTAIN_BELOW",
    "CoderModel",
    "Features",
    "Plan",
    "Predictions",
    "answer_features",
    "build_queue",
    "calibration_error",
    "draw",
    "fit_coder",
    "hand_codes",
    "make_strata",
    "permanent_numbers",
    "plan_coding",
    "publication_codings",
    "residual_spread",
    "seconds_per_answer",
    "silver_labels",
]

"""Coding every answer: the model, the queue of answers for coders, and the planning of their hours."""

from textmining.codebook.coder.all_answers import (
    ENOUGH,
    ModelCoding,
    code_all,
    predictions_table,
    sample_table,
    with_main_themes,
)
from textmining.codebook.coder.calibration import calibration_error
from textmining.codebook.coder.deciding import ABSTAIN_BELOW, Predictions
from textmining.codebook.coder.features import answer_features
from textmining.codebook.coder.fitting import fit_coder
from textmining.codebook.coder.labels import hand_codes, publication_codings, silver_labels
from textmining.codebook.coder.model import CoderModel
from textmining.codebook.coder.planning import Plan, make_strata, plan_coding, residual_spread, seconds_per_answer
from textmining.codebook.coder.queue import build_queue, draw, permanent_numbers
from textmining.codebook.coder.stored import Features
from textmining.codebook.coder.whole import Lessons, coded_sample, lessons_of, themes_above, uncodable, whole_codes

__all__ = [
    "ABSTAIN_BELOW",
    "ENOUGH",
    "CoderModel",
    "Features",
    "Lessons",
    "ModelCoding",
    "Plan",
    "Predictions",
    "answer_features",
    "build_queue",
    "calibration_error",
    "code_all",
    "coded_sample",
    "draw",
    "fit_coder",
    "hand_codes",
    "lessons_of",
    "make_strata",
    "permanent_numbers",
    "plan_coding",
    "predictions_table",
    "publication_codings",
    "residual_spread",
    "sample_table",
    "seconds_per_answer",
    "silver_labels",
    "themes_above",
    "uncodable",
    "whole_codes",
    "with_main_themes",
]

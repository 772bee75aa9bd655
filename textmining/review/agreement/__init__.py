"""How far the coders of one codebook agree, as the app keeps and shows it."""

from textmining.review.agreement.doubles import Doubles, doubles_of
from textmining.review.agreement.kept import Kept
from textmining.review.agreement.latest import Latest
from textmining.review.agreement.measuring import (
    MODEL,
    Agreement,
    Grounds,
    ModelAgreement,
    grounds_of,
    measure,
    measure_model,
)
from textmining.review.agreement.settling import Difference, differences_of

__all__ = [
    "MODEL",
    "Agreement",
    "Difference",
    "Doubles",
    "Grounds",
    "Kept",
    "Latest",
    "ModelAgreement",
    "differences_of",
    "doubles_of",
    "grounds_of",
    "measure",
    "measure_model",
]

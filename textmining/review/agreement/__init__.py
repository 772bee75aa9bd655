"""How far the coders of one codebook agree, as the app keeps and shows it."""

from textmining.review.agreement.doubles import Doubles, blind_codings, doubles_of, finest
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
    "blind_codings",
    "differences_of",
    "doubles_of",
    "finest",
    "grounds_of",
    "measure",
    "measure_model",
]

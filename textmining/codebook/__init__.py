"""From topics to a codebook: themes that survive a re-fit, coders' decisions, codings of every answer."""

from textmining.codebook.deciding import Decided, decided
from textmining.codebook.folding import fold
from textmining.codebook.proposing import Proposal, propose_codebook
from textmining.codebook.registry import Registry
from textmining.codebook.state import Base, Codebook, base_of
from textmining.codebook.succession import replay, standing

__all__ = [
    "Base",
    "Codebook",
    "Decided",
    "Proposal",
    "Registry",
    "base_of",
    "decided",
    "fold",
    "propose_codebook",
    "replay",
    "standing",
]

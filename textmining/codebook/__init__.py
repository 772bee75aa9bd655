"""From topics to a codebook: themes with ids that survive a re-fit, and the codings of every answer."""

from textmining.codebook.proposing import Proposal, propose_codebook
from textmining.codebook.registry import Registry

__all__ = ["Proposal", "Registry", "propose_codebook"]

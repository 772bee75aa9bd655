"""The double sample: the answers that every coder codes blind, how far each is, and who may see what others chose."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from textmining.codebook.agreement import AT_RANDOM
from textmining.codebook.coder.whole import uncodable
from textmining.codebook.state import Codebook

__all__ = ["Doubles", "doubles_of", "ordered"]


@dataclass(frozen=True)
class Doubles:
    """How far the double sample is.

    Attributes
    ----------
    answers : tuple of str
        To be coded by every coder; those marked uncodable are left out.
    done : mapping
        Coder to how many of these he or she coded blind; coders who did not begin are not in it.
    both : int
        Answers that two or more coders coded.
    """

    answers: tuple[str, ...]
    done: Mapping[str, int] = field(default_factory=dict)
    both: int = 0

    def finished(self, coder: str) -> bool:
        """Whether a coder coded the whole sample; nobody has where there is none."""
        return 0 < len(self.answers) <= self.done.get(coder, 0)

    def open_to(self, name: str, *, researcher: bool) -> bool:
        """Whether somebody may see what others chose, or what follows from it, without coding less blindly for it.

        Parameters
        ----------
        name : str
        researcher : bool
            A researcher who does not take part may look at once; who began must finish.
        """
        return not self.answers or self.finished(name) or (researcher and not self.done.get(name, 0))


def doubles_of(codebook: Codebook, sample: Collection[str]) -> Doubles:
    """How far the double sample of a codebook is.

    Parameters
    ----------
    codebook : Codebook
    sample : collection of str
        The answers that were drawn for it.
    """
    left_out = uncodable(codebook)
    answers = tuple(answer for answer in sample if answer not in left_out)
    done: dict[str, int] = {}
    both = 0
    for answer in answers:
        blind = [hand for hand in codebook.hands.get(answer, ()) if hand.blind and hand.queue in AT_RANDOM]
        both += len(blind) > 1
        for hand in blind:
            if hand.queue == "double":  # who coded it before it was in this sample is asked again
                done[hand.coder] = done.get(hand.coder, 0) + 1
    return Doubles(answers, done, both)


def ordered(themes: Collection[str], order: Sequence[str] | Mapping[str, int]) -> tuple[str, ...]:
    """Themes in the order in which the codebook lists them."""
    return tuple(theme for theme in order if theme in themes)

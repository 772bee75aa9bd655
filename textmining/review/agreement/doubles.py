"""The double sample: the answers that every coder codes blind, how far each is, and who may see what others chose."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from textmining.codebook.coder.whole import themes_above, uncodable
from textmining.codebook.state import Codebook

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AT_RANDOM", "Doubles", "blind_codings", "doubles_of", "finest"]

AT_RANDOM = ("double", "random")
"""Queues whose answers were drawn whatever anybody thinks of them."""


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


def blind_codings(codebook: Codebook, *, main_themes: bool) -> pd.DataFrame:
    """What coders chose blind, before they settled their differences, of answers that were drawn at random.

    Parameters
    ----------
    codebook : Codebook
    main_themes : bool
        Who chose a sub-theme chose its main theme; else a main theme is left out where one of its sub-themes is chosen.

    Returns
    -------
    DataFrame, one row per answer and coder
        As ``Coded.of`` wants it. Answers that are marked uncodable or are no longer kept are left out.
    """
    from textmining.codebook.agreement import hand_codings

    table = hand_codings(codebook, AT_RANDOM)
    kept = set(codebook.base.answer_of.values()) - uncodable(codebook)
    held = np.array([answer in kept for answer in table["answer_id"].tolist()], dtype=bool)
    table = table[held].reset_index(drop=True)
    closed = {theme: themes_above(codebook, [theme]) for theme in codebook.in_use}
    whole = [frozenset().union(*(closed[theme] for theme in own)) for own in table["themes"]]
    table["themes"] = whole if main_themes else [finest(codebook, own) for own in whole]
    return table


def finest(codebook: Codebook, themes: Collection[str]) -> frozenset[str]:
    """Themes without the main themes of which a sub-theme is among them."""
    above = {parent for theme in themes if (parent := codebook.themes[theme].parent) is not None}
    return frozenset(themes) - above


def ordered(themes: Collection[str], order: Sequence[str] | Mapping[str, int]) -> tuple[str, ...]:
    """Themes in the order in which the codebook lists them."""
    return tuple(theme for theme in order if theme in themes)

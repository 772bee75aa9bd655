"""Which answers of a codebook are coded at random, and which of those by every coder.

Whether an answer is drawn depends on its permanent random number only, so it is known before anybody codes, is the same
in every run, and no one can choose. What is drawn is coded blind and on all themes: shares are corrected with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from textmining.codebook.coder import draw, make_strata, permanent_numbers
from textmining.review.material import Material
from textmining.study_settings import Review

__all__ = ["Sample", "draw_sample", "frame_of", "random_key", "strata_of"]

USUAL_SAMPLE, USUAL_SHARE = 300, 0.1
"""Answers drawn of a question where the study does not say: so many, or a tenth of them if that is less."""

USUAL_DOUBLE = 0.2
"""Of those drawn, the part that every coder codes, where the study does not say."""


@dataclass(frozen=True)
class Sample:
    """The random sample of one codebook.

    Attributes
    ----------
    drawn : DataFrame, indexed by answer_id, in the order in which they come before coders
        ``stratum``, ``inclusion_probability`` and ``number``, the permanent one.
    double : tuple of str
        The answers among them that every coder codes, in an order of their own.
    strata : Series indexed by answer_id
        Of all answers that could be drawn.
    rate : float
        Their inclusion probability.
    """

    drawn: pd.DataFrame
    double: tuple[str, ...]
    strata: pd.Series
    rate: float

    @cached_property
    def chances(self) -> dict[str, float]:
        """Answers drawn, to their inclusion probability."""
        return {str(a): float(p) for a, p in self.drawn["inclusion_probability"].items()}

    @cached_property
    def twice(self) -> frozenset[str]:
        """The answers that every coder codes."""
        return frozenset(self.double)


def frame_of(material: Material) -> pd.Index:
    """The answers that can be drawn: all that hold something, those that a rule coded ("geen") too, since a rule may be
    wrong as well."""
    return pd.Index([a.id for a in material.answers.values() if a.segments], dtype="str", name="answer_id")


def strata_of(material: Material) -> pd.Series:
    """The stratum of each answer of the frame: its wave, and the main theme that discovery gave most of its segments.

    Returns
    -------
    Series indexed by answer_id
        From ``make_strata``: small strata are put together.
    """
    parent = {theme.id: theme.parent or theme.id for theme in material.base.themes.values()}
    rows = []
    for answer_id in frame_of(material):
        answer = material.answers[answer_id]
        found = [theme for s in answer.segments if (theme := material.base.placement.get(s.id)) is not None]
        main = [parent.get(theme, theme) for theme in found]
        rows.append((answer_id, answer.wave, max(sorted(main), key=main.count) if main else None))
    table = pd.DataFrame(rows, columns=["answer_id", "wave", "theme"]).set_index("answer_id").astype("object")
    return make_strata(table)


def random_key(key: str) -> str:
    """What the random sample is drawn by, of all that the study's key is for."""
    return f"{key}/random"


def draw_sample(
    material: Material,
    settings: Review,
    key: str,
    *,
    least: Mapping[str, float] | None = None,
    begun: Collection[str] = (),
) -> Sample:
    """Draw the random sample of a codebook, and the part of it that is for double coding.

    Parameters
    ----------
    material : Material
    settings : Review
        ``random_sample`` and ``double_sample``: the numbers of answers that are wanted of each codebook.
    key : str
        Kept for the study.
    least : mapping, optional
        Answers that coders coded when a larger sample was wanted, to their inclusion probability of then: they stay in.
    begun : collection of str
        Drawn answers that coders coded double before: they stay that.

    Returns
    -------
    Sample
        Sizes are random, about those wanted (Poisson sampling; see ``textmining.codebook.coder.queue.draw``).
    """
    strata = strata_of(material)
    size = len(strata)
    wanted = min(USUAL_SAMPLE, USUAL_SHARE * size) if settings.random_sample is None else settings.random_sample
    rate = min(1.0, wanted / size) if size else 0.0
    earlier = pd.Series(dict(least), dtype="float64") if least else None
    drawn = draw(strata, rate, random_key(key), earlier)
    expected = rate * size
    twice = USUAL_DOUBLE * expected if settings.double_sample is None else settings.double_sample
    share = min(1.0, twice / expected) if expected else 0.0
    own = permanent_numbers(drawn.index, f"{key}/double").sort_values(kind="stable")
    double = tuple(own[(own < share) | own.index.isin(list(begun))].index)
    return Sample(drawn, double, strata, rate)

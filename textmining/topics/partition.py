"""From distinct texts to the rule: the whole of the fit that decides which topics there are."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from textmining.topics.anchoring import Expectations, anchored
from textmining.topics.consensus import consensus
from textmining.topics.expected import Anchors
from textmining.topics.resampled import KEPT, Resampled, in_order
from textmining.topics.rule import Centres, Rest, Rule, centres_for, company_of
from textmining.topics.stability import agreement, stability

__all__ = ["Granularity", "Partition", "partition"]

Granularity = Literal["grof", "middel", "fijn"]

DIAL: dict[str, tuple[float, float]] = {"grof": (0.6, 0.5), "middel": (1.0, 0.8), "fijn": (2.0, 2.0)}
"""What each position of the dial makes of the usual number of topics, and of the resolution of the runs."""

USUAL = (1.5, 0.3)
"""The usual number of main topics is 1.5 times the number of texts to the power .3, on the nearest of ``STEPS``: 12 for
1,000 texts, 21 for 7,000. A number that the singular values of each fit chose (their largest gap near this one) was
tried: it fell elsewhere in other resamples, and themes came back less often."""

STEPS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 21, 25, 30, 36, 43, 52, 62, 74, 89, 107)
"""A step is a fifth: a tenth more or fewer answers seldom changes the number of topics, and with it all of them. On the
reader survey two subsamples agreed .89 where both looked for 21 topics, .81 where one looked for 20."""

USUAL_SUB = 0.7
"""In place of 1.5 for the sub-topics of a topic: 2 for 60 texts, 4 for 300."""

SUBSAMPLES, RUNS = 10, 80
SUB_SUBSAMPLES, SUB_RUNS = 5, 10

FEWEST_SEGMENTS = 5
"""A topic of fewer is no theme of a survey."""

FEWEST_TEXTS = 12
"""Among fewer distinct texts there is no telling topics apart."""

SUB_FROM = 60
"""Distinct texts from which a topic may have sub-topics."""

FEWEST_IN_SUB = 10
TRUSTED = 0.85
"""A topic is divided where its parts, on average, come back in subsamples at least so well: "highly stable" (Hennig
2007). Two parts of noise reach .8."""

LOOSE = 0.75
"""Of the closeness (mean cosine with the centre) of the median topic. A group that is less close is a rest of loose
remarks, though it may well come back in every subsample: on the demo study closeness tells far better than stability
how much of a topic is one planted theme (correlations .74 and .23). Such rests lie at .66 to .73; the
least close of the pure and stable intents of xSID at .80."""

FLOOR = 0.05
"""Share of a topic's members that lie further from its centre than a member of a rest may, to be of the topic."""

FEWEST_TOPICS = 5
"""Topics without which there is no telling how close is usual."""

LARGEST = 0.2
LARGEST_FROM = 500
"""From this many texts on no topic may hold more than ``LARGEST`` of the segments; fewer texts have few topics."""


@dataclass(frozen=True)
class Partition:
    """Topics of a set of texts.

    Attributes
    ----------
    rule : Rule
    stability : array (topics,)
        Of each main topic, in subsamples without replacement; NaN where it could not be measured.
    sub_stability : dict
        The same for the sub-topics of a main topic.
    count : int
        Main topics looked for.
    agreement : float
        Mean adjusted Rand index between subsamples; NaN where there is one topic or none.
    origin : array (topics,) of int
        The place in the list of a main topic that was expected; -1 for one that was found.
    anchors : Anchors or None
        What the expected themes claimed, where there are any.
    """

    rule: Rule
    stability: np.ndarray
    sub_stability: dict[int, np.ndarray] = field(default_factory=dict)
    count: int = 0
    agreement: float = np.nan
    origin: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    anchors: Anchors | None = None


def partition(
    points: np.ndarray,
    sizes: np.ndarray,
    granularity: Granularity,
    seed: int,
    *,
    count: int | None = None,
    expected: Expectations | None = None,
) -> Partition:
    """Find topics that resamples of the texts agree on.

    Parameters
    ----------
    points : array (n, dimension)
        Grid vectors of distinct texts, in an order that depends on their content only.
    sizes : array (n,) of int
        Segments with that text.
    granularity : {"grof", "middel", "fijn"}
    seed : int
        Redraws every resample and every run.
    count : int, optional
        Main topics to look for, in place of what the dial says.
    expected : Expectations, optional
        Themes to anchor on; discovery looks for others among what they leave.

    Returns
    -------
    Partition
        Topics in order of size. None for fewer than 5 segments, one for fewer than 12 distinct texts.
    """
    if sizes.sum() < FEWEST_SEGMENTS:
        nothing = centres_for(points, np.full(len(points), -1))
        return Partition(Rule(nothing, company_of(points, sizes)[0]), np.empty(0))
    if len(points) < FEWEST_TEXTS:
        centres = centres_for(points, np.zeros(len(points), dtype=np.int64))
        few = np.zeros(0, dtype=np.int64)
        rule = Rule(centres, company_of(points[few], sizes[few])[0])
        return Partition(rule, np.full(1, np.nan), count=1, origin=np.full(1, -1))
    random = np.random.default_rng(seed)
    most, _ = DIAL[granularity]
    mean = centres_for(points, np.full(len(points), -1)).mean
    company, alone = company_of(Centres(mean, points[:0]).around(points), sizes)
    if expected and expected.themes:
        main = _with_expected(points, sizes, mean, granularity, random, alone, expected, count)
    else:
        main = _found(points, sizes, granularity, random, alone, count)
    main, rest = _without_rest(main, points, sizes)
    sub, sub_stable = {}, {}
    for topic in range(len(main.centres)):
        inside = np.flatnonzero(main.labels == topic)
        divided = _divide(points[inside], sizes[inside], most, random)
        if divided:
            sub[topic], sub_stable[topic] = divided
    rule = Rule(main.centres, company, sub, rest)
    agreed = main.agreement if len(main.centres) > 1 else np.nan
    return Partition(rule, main.stability, sub_stable, main.count, agreed, main.origin, main.anchors)


@dataclass(frozen=True)
class _Main:
    """Main topics: their centres, the topic of each point, and what ``Partition`` says of them."""

    centres: Centres
    labels: np.ndarray
    stability: np.ndarray
    count: int
    agreement: float
    origin: np.ndarray
    anchors: Anchors | None = None


def _usual(size: int, granularity: Granularity) -> int:
    """Main topics to look for among so many texts."""
    wanted = USUAL[0] * float(size) ** USUAL[1] * DIAL[granularity][0]
    return max(2, min(_step(wanted), size // 6))


def _step(wanted: float) -> int:
    """The step that is nearest, by ratio."""
    return min(STEPS, key=lambda step: abs(math.log(step / wanted)))


def _found(
    points: np.ndarray,
    sizes: np.ndarray,
    granularity: Granularity,
    random: np.random.Generator,
    alone: np.ndarray,
    count: int | None,
) -> _Main:
    """Main topics of free discovery."""
    usual = count or _usual(len(points), granularity)
    resolution = DIAL[granularity][1] * usual / _usual(len(points), granularity)
    runs = Resampled(points, sizes, resolution, random, SUBSAMPLES, RUNS)
    exactly = False
    while True:
        centres, labels = runs.fitted(usual, FEWEST_SEGMENTS, alone, exactly=exactly)
        held = np.bincount(labels[labels >= 0], weights=sizes[labels >= 0], minlength=1)
        if count or len(points) < LARGEST_FROM or held.max() <= LARGEST * sizes.sum() or usual > len(points) / 20:
            break
        if len(centres) < usual and not exactly:
            exactly = True  # the runs clearly know fewer, but one of these is too large
        else:
            usual = _step(usual * 1.2)
    stable, agreed = runs.stability(labels, len(centres))
    return _Main(centres, labels, stable, usual, agreed, np.full(len(centres), -1))


def _with_expected(
    points: np.ndarray,
    sizes: np.ndarray,
    mean: np.ndarray,
    granularity: Granularity,
    random: np.random.Generator,
    alone: np.ndarray,
    expected: Expectations,
    count: int | None,
) -> _Main:
    """Main topics anchored on expected themes; every subsample is anchored and discovered in anew."""
    runs: list[Resampled] = []

    def discover(rest: np.ndarray) -> np.ndarray:
        if len(rest) < FEWEST_TEXTS:
            return np.full(len(rest), -1)
        usual = count or _usual(len(rest), granularity)
        runs.append(Resampled(points[rest], sizes[rest], DIAL[granularity][1], random, SUBSAMPLES, RUNS))
        return runs[0].fitted(usual, FEWEST_SEGMENTS, alone[rest])[1]

    whole = anchored(points, mean, expected, discover)
    keep = np.ones(len(whole.origin), dtype=bool)
    while True:
        centres = Centres(mean, whole.centres.vectors[keep])
        labels = np.where(alone, -1, centres.nearest(points)[0])
        held = np.bincount(labels[labels >= 0], weights=sizes[labels >= 0], minlength=len(centres))
        if held.min() >= FEWEST_SEGMENTS or len(held) == 1:
            break
        keep[np.flatnonzero(keep)[held.argmin()]] = False
    centres, labels, order = in_order(centres, labels, held)
    origin = whole.origin[keep][order]

    rest = np.flatnonzero(whole.anchors.labels < 0)
    free = int((origin < 0).sum())
    refits = np.full((SUBSAMPLES, len(points)), -1)
    for number, refit in enumerate(refits):
        there = np.zeros(len(points), dtype=bool)
        there[random.choice(len(points), round(KEPT * len(points)), replace=False)] = True
        again = np.full(len(points), -1)
        if runs and free:
            of_rest = runs[0].runs[number]
            there[rest] = (of_rest >= 0).any(axis=0)
            again[rest] = consensus(of_rest, max(free, 2), exactly=True)
        chosen = np.flatnonzero(there)
        terms = [expected.terms[n] for n in chosen.tolist()] if len(expected.terms) else ()
        part = anchored(
            points[chosen],
            mean,
            Expectations(expected.themes, terms),
            lambda left, again=again, chosen=chosen: again[chosen[left]],  # type: ignore[misc]
        )
        refit[chosen] = part.centres.nearest(points[chosen])[0]
        refit[labels < 0] = -1
    return _Main(
        centres,
        labels,
        stability(labels, refits, len(centres)),
        len(centres),
        agreement(refits),
        origin,
        whole.anchors,
    )


def _without_rest(main: _Main, points: np.ndarray, sizes: np.ndarray) -> tuple[_Main, Rest | None]:
    """Give up the topics that are a rest of many things; their members go where they fit, or nowhere."""
    if len(main.centres) < FEWEST_TOPICS:
        return main, None
    number, similarity = main.centres.nearest(points)
    members = [np.repeat(similarity[main.labels == k], sizes[main.labels == k]) for k in range(len(main.centres))]
    closeness = np.array([own.mean() for own in members])
    loose = (closeness < LOOSE * np.median(closeness)) & (main.origin < 0)
    if not loose.any():
        return main, None
    mean, vectors = main.centres.mean, main.centres.vectors
    floors = np.array([np.quantile(own, FLOOR, method="lower") for own in members])
    rest = Rest(Centres(mean, vectors[loose]), floors[~loose])
    rule = Rule(Centres(mean, vectors[~loose]), company_of(points[:0], sizes[:0])[0], rest=rest)
    number, similarity = rule.nearest(points)
    nowhere = (main.labels < 0) | rule.of_rest(points, number, similarity)
    labels = np.where(nowhere, -1, number)
    held = np.bincount(labels[labels >= 0], weights=sizes[labels >= 0], minlength=len(rule.main))
    centres, labels, order = in_order(rule.main, labels, held)
    kept = np.flatnonzero(~loose)[order]
    rest = Rest(rest.centres, floors[kept])
    return replace(main, centres=centres, labels=labels, stability=main.stability[kept], origin=main.origin[kept]), rest


def _divide(
    points: np.ndarray, sizes: np.ndarray, most: float, random: np.random.Generator
) -> tuple[Centres, np.ndarray] | None:
    """The sub-topics of a topic and their stability, as many as come back often enough; None where none do."""
    if len(points) < SUB_FROM:
        return None
    runs = Resampled(points, sizes, 1.0, random, SUB_SUBSAMPLES, SUB_RUNS)
    nobody = np.zeros(len(points), dtype=bool)
    for count in range(max(2, round(USUAL_SUB * float(len(points)) ** USUAL[1] * min(most, 1.0))), 1, -1):
        centres, labels = runs.fitted(count, FEWEST_IN_SUB, nobody)
        if len(centres) >= 2:
            stable, _ = runs.stability(labels, len(centres))
            if stable.mean() >= TRUSTED:
                return centres, stable
    return None

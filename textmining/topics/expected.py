"""Themes that a study expects: a few example sentences each, turned into groups of answers and into centres.

The one rule of assignment stays: the nearest centre. What is expected only decides where centres lie and which of them
bear a name that the researcher gave. All vectors here are grid vectors in the rule's space: the mean of the fitted
points taken away, scaled to length 1 (``grid.on_grid``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from textmining.topics.grid import GRID, centres_of, cosines, on_grid
from textmining.topics.neighbours import NeighbourGraph

if TYPE_CHECKING:
    from scipy import sparse

__all__ = ["Anchors", "ExpectedPoints", "Missing", "anchor", "directions", "missing", "settle"]

RIDGE = 20.0
"""Times dimensions per point: the part of the mean variance that is added to each direction's own before it is divided
out. The fewer points for so many dimensions, the more of what their covariance shows is chance."""

EXAMPLES_WEIGH = 30
"""The examples of a theme count as this many segments, so that a few hundred answers refine a theme and do not move it
away from what the researcher meant."""

NEIGHBOURS_WEIGH = 0.25
"""What the neighbours of a segment say, beside what it says itself."""

CLAIMED = 0.3
"""A segment may be of a theme if it is at least this part as near to its examples as they are to each other."""

TYPICAL_LEVEL = 0.5
"""How near examples are to each other where no theme of the question has two."""

WITNESSES = 3
"""Answers that an example is held against: what fewer people say is no theme."""

PRESENT = 0.8
"""A theme is there if its examples lie at least this part as near to answers as the median answer does to others."""

MERGED = 0.5
"""A found topic of which more than this part of the points goes to expected themes was one of those."""

MOST_ROUNDS = 8
SETTLING_ROUNDS = 3

FEWEST_SEGMENTS = 5
"""Below this an expected theme counts as not found, as a found one would not be a topic."""

FEWEST_USES = 3
"""A term of fewer segments says nothing of a theme."""


@dataclass(frozen=True)
class ExpectedPoints:
    """An expected theme: its label and examples as grid vectors (examples, dimension), and the terms of each.

    The label is itself an example, and may be the only one. ``terms`` is empty or has one row per example.
    """

    points: np.ndarray
    terms: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Anchors:
    """What the expected themes claim of the fitted points.

    Attributes
    ----------
    labels : array (n,) of int
        The expected theme, by its place in the list, or -1 for a point that is left to free discovery.
    nearness : array (themes,) of float
        How near answers lie to the examples, against how near they lie to each other (1: as near).
    present : array (themes,) of bool
        False for a theme that nobody mentions; it claims no point.
    """

    labels: np.ndarray
    nearness: np.ndarray
    present: np.ndarray


@dataclass(frozen=True)
class Missing:
    """An expected theme that was not found; as text a notice for the researcher, which says why."""

    label: str
    n_segments: int
    nearness: float

    def __str__(self) -> str:
        if self.nearness < PRESENT:
            near = f"{self.nearness:.2f} times as near to answers as answers lie to each other"
            why = f"its examples lie {near}, and {PRESENT} is needed"
        else:
            why = f"{self.n_segments} segments are of it, not {FEWEST_SEGMENTS} or more"
        return f"the expected theme {self.label!r} was not found: {why}. If it should be there, give other examples."


def anchor(
    points: np.ndarray,
    graph: NeighbourGraph,
    expected: Sequence[ExpectedPoints],
    terms: Sequence[Sequence[str]] = (),
) -> Anchors:
    """Find the points that are of the expected themes, and leave the others.

    Parameters
    ----------
    points : array (n, dimension)
        Grid vectors of distinct texts in the rule's space, in an order that depends on their content only.
    graph : NeighbourGraph
        Over the same points.
    expected : sequence of ExpectedPoints
        In the researcher's order. With one theme or more, each with one example or more.
    terms : sequence (n,) of terms
        Terms of each point, of the same making as those of the examples; empty to go by vectors alone.

    Notes
    -----
    Three steps. (1) A theme is present if its examples, on average, lie near enough to the three answers nearest to
    each. (2) A point is claimed where it resembles the examples of a present theme, by vector and by terms together.
    (3) Claimed points are divided by seeded k-means (Basu et al. 2002), each centre a discriminating direction (see
    ``directions``) beside a tf-idf centroid of terms, smoothed over the neighbour graph; the examples stay in as a
    fixed weight.
    """
    nearness = _nearness(points, [theme.points for theme in expected])
    present = nearness >= PRESENT
    labels = np.full(len(points), -1, dtype=np.int64)
    chosen = np.flatnonzero(present)
    if not len(chosen):
        return Anchors(labels, nearness, present)
    listed = [expected[int(k)] for k in chosen]
    words, seed_words = _term_vectors(len(points), terms, [theme.terms for theme in listed])
    prototypes = on_grid(np.stack([theme.points.sum(axis=0, dtype=np.float64) for theme in listed]))
    close = _close(points, prototypes) + words @ _unit_rows(np.stack([rows.sum(axis=0) for rows in seed_words])).T
    claimed = (close / _levels(listed, seed_words)).max(axis=1) >= CLAIMED
    around = _around(graph)
    seeds = np.stack([theme.points.mean(axis=0, dtype=np.float64) for theme in listed])
    word_seeds = np.stack([rows.mean(axis=0) for rows in seed_words])
    inside = np.where(claimed, close.argmax(axis=1), -1)
    shape = _Shape(points)
    for _ in range(MOST_ROUNDS):
        score = _scores(points, words, inside, shape, seeds, word_seeds)
        after = np.where(claimed, (score + NEIGHBOURS_WEIGH * (around @ score)).argmax(axis=1), -1)
        if (after == inside).all():
            break
        inside = after
    labels[inside >= 0] = chosen[inside[inside >= 0]]
    return Anchors(labels, nearness, present)


def settle(
    points: np.ndarray,
    graph: NeighbourGraph,
    labels: np.ndarray,
    n_expected: int,
    terms: Sequence[Sequence[str]] = (),
) -> np.ndarray:
    """Let expected and found themes divide all points between them, and drop found ones that an expected one holds.

    Parameters
    ----------
    points, graph, terms
        As in ``anchor``.
    labels : array (n,) of int
        Below ``n_expected``: an expected theme, as anchored; from there on: a topic found among the points that were
        left; -1: none.
    n_expected : int
        Number of expected themes, present or not.

    Returns
    -------
    array (n,) of int
        The labels after a few rounds of k-means; -1 nowhere as long as there is one theme. A found topic of which
        more than half the points go to expected themes was the same thing: it is gone, and its number is not used.
    """
    count = int(labels.max(initial=-1)) + 1
    if not count:
        return labels
    words, _ = _term_vectors(len(points), terms, [])
    around = _around(graph)
    shape = _Shape(points)
    no_seeds, no_word_seeds = np.zeros((count, points.shape[1])), np.zeros((count, words.shape[1]))
    now = labels
    for _ in range(SETTLING_ROUNDS):
        score = _scores(points, words, now, shape, no_seeds, no_word_seeds)
        score += NEIGHBOURS_WEIGH * (around @ score)
        score[:, np.bincount(now[now >= 0], minlength=count) == 0] = -np.inf
        after = score.argmax(axis=1)
        for topic in range(n_expected, count):
            was = labels == topic
            if was.any() and (after[was] < n_expected).mean() > MERGED:
                score[:, topic] = -np.inf
        now = score.argmax(axis=1)
    return now


def directions(points: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """A centre for each label that tells its points from all others, on the grid: a stand-in for ``grid.centres_of``.

    The mean of a label's points, divided by the covariance of all points (with a ridge): Fisher's discriminant, so
    that how an answer is put counts for less than what it is about. A cosine with it is lower than with the mean.

    Parameters
    ----------
    points : array (n, dimension)
        Grid vectors in the rule's space.
    labels : array (n,) of int
        From 0 to ``count`` - 1; a negative label belongs to no centre.
    count : int
        Number of labels; one without points gets a row of zeros.
    """
    return _Shape(points).turn(centres_of(points, labels, count).astype(np.float64))


def missing(labels: Sequence[str], anchors: Anchors, n_segments: Sequence[int] | np.ndarray) -> list[Missing]:
    """Notices of the expected themes that were not found, in the researcher's order.

    Parameters
    ----------
    labels : sequence of str
        The label of each expected theme.
    n_segments : sequence of int
        Segments that the rule gives to each.
    """
    return [
        Missing(label, int(count), round(float(near), 3))
        for label, there, near, count in zip(labels, anchors.present, anchors.nearness, n_segments, strict=True)
        if not there or count < FEWEST_SEGMENTS
    ]


# --- vectors --------------------------------------------------------------------------------------------------------


class _Shape:
    """The covariance of the points with its ridge: exact sums of integers, so that nothing depends on their order."""

    def __init__(self, points: np.ndarray) -> None:
        wide = points.astype(np.float64)
        covariance = wide.T @ wide / max(len(points), 1)
        ridge = RIDGE * len(covariance) / max(len(points), 1)
        covariance[np.diag_indices_from(covariance)] += ridge * max(np.trace(covariance) / len(covariance), 1.0)
        self._covariance = covariance

    def turn(self, means: np.ndarray) -> np.ndarray:
        """The discriminating direction of each mean, on the grid; the grid swallows what solvers differ in."""
        from scipy.linalg import solve

        return on_grid(solve(self._covariance, means.T, assume_a="pos").T)


def _close(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Cosines (n, centres)."""
    return np.vstack([block for _, block in cosines(points, centres)]).astype(np.float64)


def _scores(
    points: np.ndarray,
    words: Any,
    labels: np.ndarray,
    shape: _Shape,
    seeds: np.ndarray,
    word_seeds: np.ndarray,
) -> np.ndarray:
    """How near each point is to each label's points, by vector and by terms: (n, labels), from -2 to 2."""
    from scipy import sparse

    member = np.flatnonzero(labels >= 0)
    picks = sparse.csr_array((np.ones(len(member)), (labels[member], member)), shape=(len(seeds), len(points)))
    means = picks @ points.astype(np.float64) + EXAMPLES_WEIGH * seeds
    centres = shape.turn(on_grid(means).astype(np.float64))
    word_centres = _unit_rows((picks @ words).toarray() + EXAMPLES_WEIGH * word_seeds)
    score: np.ndarray = _close(points, centres) + words @ word_centres.T
    return score


def _nearness(points: np.ndarray, examples: Sequence[np.ndarray]) -> np.ndarray:
    """For each theme: how near its examples are to answers, against the median answer; 0 for fewer than 8 answers."""
    count = min(WITNESSES, len(points) - 1)
    if len(points) < 2 * (WITNESSES + 1):
        return np.zeros(len(examples))

    def of(rows: np.ndarray, *, own: bool) -> np.ndarray:
        found = np.empty(len(rows))
        for block, close in cosines(rows, points):
            if own:
                here = np.arange(block.stop - block.start)
                close[here, here + block.start] = -np.inf
            close.partition(close.shape[1] - count, axis=1)
            found[block] = np.sort(close[:, -count:], axis=1).mean(axis=1, dtype=np.float64)  # one order of summing
        return found

    usual = max(float(np.median(of(points, own=True))), 1 / GRID)
    return np.array([of(rows, own=False).mean() / usual for rows in examples])


def _around(graph: NeighbourGraph) -> Any:
    """The graph as a matrix whose rows add up to 1: what the neighbours of a point say, on average."""
    from scipy import sparse

    one_way = sparse.coo_array((graph.weights, (graph.rows, graph.columns)), shape=(graph.size, graph.size))
    both = (one_way + one_way.T).tocsr()
    total = np.maximum(np.asarray(both.sum(axis=1)).ravel(), 1e-9)
    return sparse.diags_array(1 / total) @ both


# --- terms ----------------------------------------------------------------------------------------------------------


def _term_vectors(
    n: int, terms: Sequence[Sequence[str]], of_examples: Sequence[Sequence[Sequence[str]]]
) -> tuple[sparse.csr_array, list[np.ndarray]]:
    """tf-idf of the points' terms and of each theme's examples, rows of length 1; one empty column without terms."""
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer

    weights = TfidfVectorizer(analyzer=list, min_df=FEWEST_USES, sublinear_tf=True)
    try:
        words = sparse.csr_array(weights.fit_transform(terms)) if len(terms) else None
    except ValueError:  # no term is used often enough
        words = None
    if words is None:
        return sparse.csr_array((n, 1)), [np.zeros((1, 1)) for _ in of_examples]
    nothing = np.zeros((1, words.shape[1]))
    return words, [weights.transform(rows).toarray() if len(rows) else nothing for rows in of_examples]


def _unit_rows(rows: np.ndarray) -> np.ndarray:
    length = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    unit: np.ndarray = rows / np.where(length > 0, length, 1.0)
    return unit


def _levels(listed: Sequence[ExpectedPoints], seed_words: Sequence[np.ndarray]) -> np.ndarray:
    """For each theme, how near an example is to the rest of its examples: what a mention may be expected to reach."""
    levels = np.full(len(listed), np.nan)
    for k, (theme, words) in enumerate(zip(listed, seed_words, strict=True)):
        if len(theme.points) < 2:
            continue
        wide = theme.points.astype(np.float64)
        others = _unit_rows(wide.sum(axis=0) - wide)
        level = (_unit_rows(wide) * others).sum(axis=1)
        if len(words) == len(theme.points):
            level = level + (words * _unit_rows(words.sum(axis=0) - words)).sum(axis=1)
        levels[k] = level.mean()
    typical = float(np.nanmean(levels)) if np.isfinite(levels).any() else TYPICAL_LEVEL
    return np.maximum(np.where(np.isfinite(levels), levels, typical), 0.1)

"""A map of the segments of a question: two coordinates for each, so that what lies together says the same.

How it is made: segments are drawn a little towards the centre of their theme, and t-SNE (van der Maaten & Hinton 2008)
arranges them from their first two principal components, with its attraction kept three times as strong throughout
(Böhm, Berens & Kobak 2022: between t-SNE and Laplacian eigenmaps; Kobak & Berens 2019 on the start). Only its early
phase is run, which is that and no more. Of many texts a part is arranged and the others are placed among their nearest.

Why this one. Measured on the first 4,200 reading answers of lezersonderzoek with 21 themes: trustworthiness at 12
neighbours, share of 12 nearest neighbours kept, share of the 10 nearest on the map that have the same theme, Procrustes
disparity (0: the same picture) between all answers and a 90% subsample with themes of its own, processor seconds:

====================================  =====  ====  ====  =====  ====
layout                                trust  keep  same  moved  cpu
====================================  =====  ====  ====  =====  ====
principal components                   .724  .031  .268   .001   0.1
SMACOF of centres, segments between    .792  .084  .645   .188   0.8
t-SNE, attraction 1 after the start    .896  .310  .640   .506   6.2
t-SNE, attraction 3, drawn .2 (this)   .889  .159  .954   .109   3.3
same, attraction 12                    .833  .115  .820   .087   6.4
same, attraction 4, drawn .3           .887  .142  .990   .150   4.7
same, attraction 3, angle .5           .889  .159  .954   .112   5.0
====================================  =====  ====  ====  =====  ====

Plain t-SNE keeps more neighbours, but puts its islands elsewhere for every sample; principal components stay where they
are and show nothing. igraph's DrL did not end in a minute; UMAP compiles for tens of seconds; openTSNE measures the
same and is one more library. Two seeds of discovery moved the map by .079, two subsamples differed by .180.

Distances between themes that lie far apart mean little, and the axes mean nothing: it is a picture to find things in.
"""

from __future__ import annotations

import numpy as np

from textmining.topics.grid import GRID, cosines, on_grid

__all__ = ["lay_out"]

DRAWN = 0.2
"""How far a segment moves to the centre of its theme, of the length of its vector."""

ATTRACTION = 3.0
STEPS = 250
PERPLEXITY = 15.0
ANGLE = 0.8
"""How coarsely far points are taken together (Barnes-Hut): the map measures the same as at the usual 0.5."""

FEWEST = 30
"""Fewer distinct texts than this have no neighbourhoods to keep: their principal components are the map."""

MOST_ARRANGED = 8_000
AMONG = 5
"""Of more texts than ``MOST_ARRANGED`` the others stand at the mean of this many nearest ones."""

COMPONENTS = 50
DECIMALS = 4


def lay_out(points: np.ndarray, topic_numbers: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Give every segment a place on a map.

    Parameters
    ----------
    points : array (n, dimension)
        Grid vectors, in any order; equal vectors get equal places.
    topic_numbers : array (n,) of int
        The theme of each, a row of ``centres``; -1 for one that is alone. Equal vectors have equal themes.
    centres : array (k, dimension)
        Grid vectors of the main themes; k may be 0.

    Returns
    -------
    array (n, 2) of float64
        Around (0, 0), with a mean squared distance to it of 1; all zeros where all texts are equal. It depends on the
        set of points and their themes only: not on the order of rows, nor on the number of threads.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    if not len(points):
        return np.zeros((0, 2))
    first, place = _distinct(points)
    own, numbers = points[first], np.asarray(topic_numbers)[first]
    with threadpool_limits(1):  # sums in another order differ in the last digit, and the map would grow from that
        drawn = _drawn(own, numbers, centres)
        chosen = _chosen(own)
        found = np.empty((len(own), 2))
        found[chosen] = _arranged(own[chosen], drawn[chosen])
        others = np.setdiff1d(np.arange(len(own)), chosen)
        if len(others):
            found[others] = _among(drawn[others], drawn[chosen], found[chosen])
    placed: np.ndarray = _standard(found)[place]
    return placed


def _distinct(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each distinct row stands first, in an order of content, and which of these each row is."""
    small = np.ascontiguousarray(points.astype(">i2"))  # a coordinate is at most GRID
    rows = small.view(np.dtype((np.void, small.itemsize * small.shape[1]))).ravel()
    _, first, place = np.unique(rows, return_index=True, return_inverse=True)
    return first, place


def _drawn(points: np.ndarray, numbers: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Grid vectors moved towards their themes."""
    moved = points.astype(np.float64)
    member = numbers >= 0
    moved[member] += DRAWN * centres[numbers[member]]
    return on_grid(moved)


def _chosen(points: np.ndarray) -> np.ndarray:
    """The texts that are arranged: all, or a part that is drawn from what is in them.

    A text that is chosen among these is nearly always chosen among those of another sample too, so that maps of the two
    have most of their frame in common.
    """
    from hashlib import blake2b

    if len(points) <= MOST_ARRANGED:
        return np.arange(len(points))
    marks = [blake2b(row.tobytes(), digest_size=8).digest() for row in points.astype(">i2")]
    return np.sort(np.argsort(np.array(marks, dtype="S8"), kind="stable")[:MOST_ARRANGED])


def _arranged(points: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    from sklearn.manifold import TSNE

    start = _components(points, 2)
    if len(points) < FEWEST:
        return start
    spread = start[:, 0].std()
    tsne = TSNE(
        init=(start * (0.01 / spread if spread > 0 else 1.0)).astype(np.float32),
        perplexity=min(PERPLEXITY, (len(points) - 1) / 3),
        early_exaggeration=ATTRACTION,
        angle=ANGLE,
        max_iter=STEPS,  # as many as the early phase has
        random_state=0,  # nothing is drawn from it: the start is given
        n_jobs=1,
    )
    found: np.ndarray = tsne.fit_transform(_components(drawn, COMPONENTS).astype(np.float32))
    return found.astype(np.float64)


def _components(points: np.ndarray, count: int) -> np.ndarray:
    """Principal components, at most ``count``, at least 2; the longer tail of each lies on the positive side."""
    centred = points.astype(np.float64) / GRID
    centred -= centred.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    found: np.ndarray = centred @ axes[:, ::-1][:, :count]
    found *= np.where((found**3).sum(axis=0) < 0, -1.0, 1.0)
    return found if found.shape[1] >= 2 else np.column_stack([found, np.zeros(len(found))])


def _among(others: np.ndarray, known: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The mean place of the nearest known texts, nearer ones counting more."""
    found = np.empty((len(others), 2))
    for block, close in cosines(others, known):
        near = np.argpartition(-close, AMONG, axis=1)[:, :AMONG]
        weight = np.maximum(np.take_along_axis(close, near, axis=1), 1e-3).astype(np.float64) ** 4
        found[block] = (places[near] * weight[:, :, None]).sum(axis=1) / weight.sum(axis=1)[:, None]
    return found


def _standard(places: np.ndarray) -> np.ndarray:
    centred = places - places.mean(axis=0)
    size = np.sqrt((centred**2).sum(axis=1).mean())
    scaled = centred / size if size > 1e-9 else np.zeros_like(centred)
    rounded: np.ndarray = np.round(scaled, DECIMALS) + 0.0  # no negative zero
    return rounded

"""Which topic of a new fit is which known theme.

A theme is known by its members and its centre, never by its number. Where two fits saw enough texts in common, members
decide: overlap (Jaccard) over the texts that both saw. Where they did not, as with a new wave of entirely new answers,
the cosine of the centres decides. Pairs are matched one to one for the greatest total (Hungarian method, Kuhn 1955, in
SciPy's ``linear_sum_assignment``), and only those above a threshold count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from textmining.codebook.registry import KnownTheme

__all__ = ["match_topics", "mint"]

ENOUGH_TEXTS = 5
"""Texts that both fits must have seen of a topic and a theme before their overlap says anything."""

LEAST_OVERLAP = 0.34
"""One third: of a theme that falls apart in two halves the larger keeps the id, of three equal parts none does."""

LEAST_COSINE = 0.9
"""Two themes of one question seldom have centres nearer than this; one theme in two waves has."""


def match_topics(
    topics: Mapping[str, KnownTheme],
    known: Mapping[str, KnownTheme],
    seen_now: Collection[str],
    seen_before: Collection[str],
) -> dict[str, str]:
    """Match the topics of a fit of one question to the themes known for it.

    Parameters
    ----------
    topics : mapping
        topic_id to what it is made of now.
    known : mapping
        theme_id to what it was made of when last seen.
    seen_now, seen_before : collection of str
        Marks of all texts of this fit and of the one before.

    Returns
    -------
    dict
        topic_id to theme_id; topics that are like no known theme are left out. No theme is given twice.
    """
    from scipy.optimize import linear_sum_assignment

    if not topics or not known:
        return {}
    common = set(seen_now) & set(seen_before)
    likeness = np.array([[_likeness(topic, theme, common) for theme in known.values()] for topic in topics.values()])
    rows, columns = linear_sum_assignment(-likeness)
    topic_ids, theme_ids = list(topics), list(known)
    return {
        topic_ids[row]: theme_ids[column]
        for row, column in zip(rows, columns, strict=True)
        if likeness[row, column] > 0
    }


def _likeness(topic: KnownTheme, theme: KnownTheme, common: set[str]) -> float:
    """Overlap in 1..2 where members decide, cosine in 0..1 where centres do, 0 where they are not one theme."""
    ours, theirs = topic.members & common, theme.members & common
    if len(ours) >= ENOUGH_TEXTS and len(theirs) >= ENOUGH_TEXTS:
        overlap = len(ours & theirs) / len(ours | theirs)
        return 1 + overlap if overlap >= LEAST_OVERLAP else 0.0
    if topic.members == theme.members:
        return 2.0
    if topic.encoder != theme.encoder:
        return 0.0
    cosine = float(np.dot(topic.centre, theme.centre))
    return cosine if cosine >= LEAST_COSINE else 0.0


def mint(question: str, members: Sequence[str], taken: Collection[str]) -> str:
    """A new theme_id: "t" and 10 hexadecimal digits from the question and its members, so that a repeated first run,
    or the same survey from another file format, gives the same id.
    """
    attempt = 0
    while True:
        content = "\n".join([question, str(attempt), *sorted(members)])
        theme_id = "t" + hashlib.blake2b(content.encode(), digest_size=5).hexdigest()
        if theme_id not in taken:
            return theme_id
        attempt += 1

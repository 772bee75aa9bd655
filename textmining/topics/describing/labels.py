"""Labels of topics: phrases that are central to their topic, tell it from the others, and stand for it alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from textmining.topics.describing.candidates import Candidate
from textmining.topics.describing.examples import nearness
from textmining.topics.describing.phrases import POLAR
from textmining.topics.grid import cosines

if TYPE_CHECKING:
    from textmining.topics.rule import Centres

__all__ = ["Scored", "alike_in_meaning", "choose_labels", "facets_of", "score"]

CENTRAL = 1.0
APART = 1.5
"""What closeness to the topic's centre, and being closer to it than to any other, count beside how much it is used."""

ENOUGH = 0.5
"""A phrase of several words that this share of a topic's respondents use stands as its label by itself."""

NEXT_BEST = 0.45
"""A second phrase joins the label if its score is at least this part of the first one's."""

TELLING = float(np.log(4))
"""A single word joins only if a share so many times larger uses it here than elsewhere ("studenten" fits anywhere)."""

ALIKE = 0.87
"""Cosine from which two phrases say the same."""

LONGEST = 52
"""Characters of a label of two phrases, without what joins them."""

SPELT_OUT = (0.1, 0.2)
"""Share of the users of a single word who must use a longer phrase with it, before that stands in its place; of
the second phrase of a label more."""


@dataclass(frozen=True)
class Scored:
    """A candidate with its score among those of its topic, and its row among the vectors of phrases.

    ``apart`` is how much closer (cosine) it is to the topic's centre than to any other.
    """

    candidate: Candidate
    score: float
    row: int
    apart: float


def score(
    candidates: Sequence[Sequence[Candidate]], rows: Mapping[str, int], phrases: np.ndarray, centres: Centres
) -> list[list[Scored]]:
    """Score the candidates of every topic, best first.

    Parameters
    ----------
    candidates : sequence of sequence of Candidate
        Per topic.
    rows : mapping
        The row of each text among ``phrases``.
    phrases : array (n, dimension)
        Grid vectors, so that scores do not depend on the machine.
    centres : Centres
        Of these topics.
    """
    used = sorted({rows[c.text] for own in candidates for c in own})
    place = {row: number for number, row in enumerate(used)}
    close = nearness(centres.around(phrases[used]), centres.vectors) if used else np.zeros((0, len(centres)))
    found = []
    for topic, own in enumerate(candidates):
        most = max((c.weight for c in own), default=1.0)
        scored = []
        for c in own:
            near = close[place[rows[c.text]]].astype(np.float64)
            apart = float(near[topic]) - (float(np.delete(near, topic).max()) if len(near) > 1 else 0.0)
            worth = (c.weight / most) ** 0.5 * max(1 + CENTRAL * float(near[topic]) + APART * apart, 0.1)
            scored.append(Scored(c, round(worth, 6), rows[c.text], apart))
        found.append(sorted(scored, key=lambda s: (-s.score, s.candidate.text)))
    return found


def alike_in_meaning(phrases: np.ndarray) -> np.ndarray:
    """Which phrases say the same: array (n, n) of bool."""
    blocks = [block >= ALIKE for _, block in cosines(phrases, phrases)]
    return np.vstack(blocks) if blocks else np.zeros((0, 0), dtype=bool)


def choose_labels(scored: Sequence[Sequence[Scored]], alike: np.ndarray, taken: list[Scored]) -> list[list[Scored]]:
    """One or two phrases per topic, none of them said of two topics.

    Topics choose in the order of how well their best phrase suits them. A topic's first phrase is its best of those
    that no other topic took, nor took in other words; a second phrase joins where the first does not cover the topic.

    Parameters
    ----------
    scored : sequence of sequence of Scored
        From ``score``, per topic.
    alike : array (n_phrases, n_phrases) of bool
        From ``alike_in_meaning``.
    taken : list of Scored
        Phrases that are labels already, of the topic above these.
    """
    order = sorted(range(len(scored)), key=lambda k: (-max((s.score for s in scored[k]), default=0.0), k))
    labels: list[list[Scored]] = [[] for _ in scored]
    taken = [*taken]
    for topic in order:
        free = [s for s in scored[topic] if not any(_same(s, other, alike) for other in taken)]
        if free:
            labels[topic] = [_spelt_out(free[0], free, SPELT_OUT[0])]
            taken += [free[0], *labels[topic]]
    for topic in order:
        if not labels[topic]:
            continue
        first = labels[topic][0]
        if len(first.candidate.key) > 1 and first.candidate.share >= ENOUGH:
            continue
        free = [
            s
            for s in scored[topic]
            if not _related(first.candidate, s.candidate) and not any(_same(s, t, alike) for t in taken)
        ]
        room = LONGEST - len(first.candidate.text)
        good = [s for s in free if s.score >= NEXT_BEST * first.score and len(s.candidate.text) <= room]
        good = [s for s in good if len(s.candidate.key) > 1 or s.candidate.contrast >= TELLING]
        if good:
            longer = _spelt_out(good[0], free, SPELT_OUT[1])
            labels[topic].append(longer if len(longer.candidate.text) <= room else good[0])
            taken += [good[0], labels[topic][-1]]
    return labels


def _spelt_out(single: Scored, free: Sequence[Scored], part: float) -> Scored:
    """In place of a single word the best phrase around it: "te weinig tijd" says what of "tijd"."""
    if len(single.candidate.key) > 1:
        return single
    least = part * single.candidate.users
    around = [s for s in free if set(single.candidate.key) < set(s.candidate.key) and s.candidate.users >= least]
    around = [s for s in around if s.apart > 0 and len(s.candidate.text) <= LONGEST - 10]
    return max(around, key=lambda s: s.score) if around else single


def facets_of(scored: Sequence[Scored], besides: Sequence[Scored], alike: np.ndarray, most: int) -> list[Scored]:
    """Up to ``most`` further phrases of a topic, longer ones first, none of which repeats another or the label."""
    found: list[Scored] = []
    ranked = sorted(scored, key=lambda s: (len(s.candidate.key) < 2, -s.score, s.candidate.text))
    for s in (s for s in ranked if s.apart > 0):
        if len(found) == most:
            break
        if not any(_same(s, o, alike) or _covers(s.candidate, o.candidate) for o in [*besides, *found]):
            found.append(s)
    return found


def _same(one: Scored, other: Scored, alike: np.ndarray) -> bool:
    if one.candidate.key == other.candidate.key or one.candidate.text == other.candidate.text:
        return True
    return bool(alike[one.row, other.row])


def _covers(one: Candidate, other: Candidate) -> bool:
    a, b = set(one.key), set(other.key)
    return a <= b or b <= a


def _related(one: Candidate, other: Candidate) -> bool:
    """Whether two phrases share a word or the beginning of one, as "toets" and "toetsen" do."""
    stems = {lemma[:5] for lemma in one.key}
    return any(
        lemma in one.key or (len(lemma) > 3 and (lemma[:5] in stems or any(_within(lemma, own) for own in one.key)))
        for lemma in other.key
        if lemma not in POLAR
    )


def _within(one: str, other: str) -> bool:
    return len(one) > 3 and len(other) > 3 and (one in other or other in one)

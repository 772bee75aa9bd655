"""How good a set of themes is: coherence, diversity, sizes, what is left over, and agreement with gold labels."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from textmining.cleaning.language import terms

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["VERDICTS", "agreement_with_gold", "answer_terms", "coherence", "diversity", "main_topics", "measure"]

TOP = 10
"""Terms of a theme that count, the first being the most telling (Lau et al. 2014)."""

VERDICTS = ("highly stable", "stable", "doubtful", "unstable")
"""What a theme's stability is called (Hennig 2007), from .85, .75, .60 and below that."""


def measure(
    topics: pd.DataFrame,
    assignments: pd.DataFrame,
    segments: pd.DataFrame,
    words: Mapping[str, Sequence[str]],
    *,
    stops: frozenset[str] = frozenset(),
) -> dict[str, float | None]:
    """The measures of one question's themes, as the model card and the accountability page give them.

    Parameters
    ----------
    topics : DataFrame, one row per topic
        ``topic_id``; where there are sub-topics ``parent_id`` (null for a main theme); ``stability`` and
        ``verdict`` where they are known.
    assignments : DataFrame, one row per segment
        ``segment_id`` and ``topic_id`` (null: overig). A sub-topic counts with its main theme.
    segments : DataFrame, one row per segment
        ``segment_id``, ``answer_id`` and ``lemmas``, of all segments that discovery saw.
    words : mapping
        The terms of each main theme (as ``cleaning.language.terms`` gives them, not as they are written for readers),
        the most telling first; a theme without any counts in neither coherence nor diversity.
    stops : frozenset of str
        By which the terms were found: from ``stop_words``.

    Returns
    -------
    dict
        ``segments``, ``themes`` (main), ``sub_themes``; ``overig`` and ``largest`` (shares of all segments);
        ``effective_themes`` (exp of the entropy of the sizes: as many themes of equal size spread the segments as
        evenly; Jost 2006); ``npmi`` (mean over the main themes), ``diversity``; ``stability`` (median of the main
        themes) and the share of main themes with each verdict, ``share_highly_stable`` to ``share_unstable``.
        None where a measure cannot be had: no themes, no words, no verdicts.

    Raises
    ------
    KeyError
        If an assignment names a topic or a segment that the other tables do not hold.
    """
    parents = topics["parent_id"] if "parent_id" in topics else topics["topic_id"].where(False)
    main = topics[parents.isna()]
    known = set(segments["segment_id"])
    stray = next((name for name in assignments["segment_id"] if name not in known), None)
    if stray is not None:
        raise KeyError(stray)
    counts = main_topics(assignments["topic_id"], topics).value_counts()
    total = len(assignments)
    top = {topic: list(words.get(topic, ()))[:TOP] for topic in main["topic_id"]}
    coherent = [value for value in coherence(top, answer_terms(segments, stops)).values() if value is not None]
    stable = main["stability"].dropna().tolist() if "stability" in main else []
    verdicts = main["verdict"].dropna() if "verdict" in main else main["topic_id"].iloc[:0]
    found: dict[str, float | None] = {
        "segments": float(total),
        "themes": float(len(main)),
        "sub_themes": float(len(topics) - len(main)),
        "overig": (total - int(counts.sum())) / total if total else None,
        "largest": int(counts.max()) / total if len(counts) else None,
        "effective_themes": _effective(counts.tolist()),
        "npmi": math.fsum(coherent) / len(coherent) if coherent else None,
        "diversity": diversity(top.values()),
        "stability": float(statistics.median(stable)) if stable else None,
    }
    for verdict in VERDICTS:
        share = float((verdicts == verdict).mean()) if len(verdicts) else None
        found[f"share_{verdict.replace(' ', '_')}"] = share
    return found


def main_topics(topic_ids: pd.Series, topics: pd.DataFrame) -> pd.Series:
    """The main theme of each topic id: itself, or its parent where it is a sub-topic. Null stays null.

    Raises
    ------
    KeyError
        If an id is not in ``topics``.
    """
    own = topics["topic_id"]
    main = dict(zip(own, topics["parent_id"].fillna(own) if "parent_id" in topics else own, strict=True))
    stray = next((name for name in topic_ids.dropna().unique() if name not in main), None)
    if stray is not None:
        raise KeyError(stray)
    return topic_ids.map(main)


def answer_terms(segments: pd.DataFrame, stops: frozenset[str]) -> list[frozenset[str]]:
    """The terms of each answer (``answer_id``, ``lemmas``): those of all its segments.

    The answer is the document in which words occur together: what one respondent wrote. A segment is one clause of
    some eight words, in which two of a theme's ten words seldom find room.
    """
    found: dict[str, set[str]] = {}
    for answer, lemmas in zip(segments["answer_id"], segments["lemmas"], strict=True):
        found.setdefault(answer, set()).update(terms(lemmas, stops))
    return [frozenset(row) for row in found.values()]


def coherence(words: Mapping[str, Sequence[str]], documents: Iterable[frozenset[str]]) -> dict[str, float | None]:
    """How much each topic's words occur together, in the question's own answers.

    Parameters
    ----------
    words : mapping
        The terms of each topic, the most telling first; the first ten count.
    documents : iterable of frozenset of str
        The terms of each document.

    Returns
    -------
    dict
        Per topic the mean over pairs of words of the normalised pointwise mutual information, from -1 (never together)
        by 0 (as often as chance has it) to 1 (never apart); None where no pair can be judged.

    Notes
    -----
    Bouma (2009); as a measure of topics Lau et al. (2014), with the document for their sliding window, and the
    question's own answers for a reference corpus: of what Dutch teachers write there is no other. Without smoothing:
    words that never meet count -1, as in the limit. A word and its denial ("tijd", "geen_tijd") are not held against
    each other, for where the one is said the other is not; a word of no document is left out.
    """
    sets = list(documents)
    wanted = {word for row in words.values() for word in row[:TOP]}
    holders: dict[str, set[int]] = {word: set() for word in wanted}
    for number, said in enumerate(sets):
        for word in said & wanted:
            holders[word].add(number)

    def score(row: Sequence[str]) -> float | None:
        pairs = [
            _npmi(holders[one], holders[other], len(sets))
            for one, other in itertools.combinations(dict.fromkeys(row[:TOP]), 2)
            if holders[one] and holders[other] and one.rpartition("_")[2] != other.rpartition("_")[2]
        ]
        return math.fsum(pairs) / len(pairs) if pairs else None  # fsum: the order of words does not change a bit

    return {topic: score(row) for topic, row in words.items()}


def _npmi(one: set[int], other: set[int], total: int) -> float:
    both = len(one & other)
    if not both:
        return -1.0
    if both == total:
        return 1.0  # in every document: 0 / 0, and never apart
    return math.log(both * total / (len(one) * len(other))) / -math.log(both / total)


def diversity(words: Iterable[Sequence[str]]) -> float | None:
    """Share of the topics' ten first words that no two topics share, between 0 and 1 (Dieng et al. 2020, with ten).

    None where there are no words.
    """
    listed = [word for row in words for word in dict.fromkeys(row[:TOP])]
    return len(set(listed)) / len(listed) if listed else None


def agreement_with_gold(gold: Sequence[Hashable], found: Sequence[Hashable]) -> dict[str, float]:
    """How well found groups agree with labels that people gave.

    Parameters
    ----------
    gold, found : sequence of str, one per segment
        A null (None, NaN) is a group of its own kind, one for all: "overig" is one group, as BERTopic's -1 is in what
        is published of it. Leaving segments out so costs, and is no way to look better.

    Returns
    -------
    dict
        ``ami`` (adjusted mutual information; Vinh et al. 2010), ``ari`` (adjusted Rand index; Hubert & Arabie 1985),
        both 0 by chance and 1 when equal, and ``v_measure`` (Rosenberg & Hirschberg 2007), which rises with the number
        of groups and is for reading beside older work.
    """
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, v_measure_score

    one, other = _groups(gold), _groups(found)
    return {
        "ami": float(adjusted_mutual_info_score(one, other)),
        "ari": float(adjusted_rand_score(one, other)),
        "v_measure": float(v_measure_score(one, other)),
    }


def _groups(labels: Sequence[Hashable]) -> np.ndarray:
    import pandas as pd

    numbers: np.ndarray = pd.factorize(pd.Series(list(labels), dtype="object"))[0]  # a null is -1
    return numbers


def _effective(sizes: Sequence[int]) -> float | None:
    total = sum(sizes)
    if not total:
        return None
    return math.exp(-math.fsum(size / total * math.log(size / total) for size in sizes if size))

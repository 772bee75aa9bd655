"""Where coders differ: which themes they take for one another, what a model misses, and what is to be settled."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from textmining.codebook.agreement.alpha import masi_distance
from textmining.codebook.agreement.coded import Coded
from textmining.errors import StageError

__all__ = ["against_model", "confusion", "differences", "same_sets"]


def same_sets(coded: Coded) -> float | None:
    """Share of pairs of codings of one answer that name exactly the same themes; None without a pair."""
    pairs = same = 0
    for one, other in combinations(range(len(coded.coders)), 2):
        both = coded.present[one] & coded.present[other]
        pairs += int(both.sum())
        same += int((coded.chosen[one][both] == coded.chosen[other][both]).all(axis=1).sum())
    return same / pairs if pairs else None


def confusion(coded: Coded) -> pd.DataFrame:
    """What the other coder chose where one chose a theme and the other did not.

    Returns
    -------
    DataFrame, one row per theme and theme chosen in its place, the most frequent first
        ``theme_id``, ``other_theme_id`` (null: the other chose nothing that the one had not chosen too), ``n`` (pairs
        of codings) and ``share`` of all pairs in which one chose ``theme_id`` and the other did not. A pair in which
        the other chose two others counts for both, so that shares of a theme may add up to more than 1.
    """
    width = len(coded.themes)
    counts, nothing, lonely = np.zeros((width, width)), np.zeros(width), np.zeros(width)
    for one, other in combinations(range(len(coded.coders)), 2):
        both = coded.present[one] & coded.present[other]
        first, second = coded.chosen[one][both], coded.chosen[other][both]
        mine, yours = (first & ~second).astype(float), (second & ~first).astype(float)
        counts += mine.T @ yours + yours.T @ mine
        nothing += mine[yours.sum(axis=1) == 0].sum(axis=0) + yours[mine.sum(axis=1) == 0].sum(axis=0)
        lonely += mine.sum(axis=0) + yours.sum(axis=0)
    rows = [
        (coded.themes[theme], coded.themes[other], int(counts[theme, other]), counts[theme, other] / lonely[theme])
        for theme, other in zip(*np.nonzero(counts), strict=True)
    ]
    rows += [(coded.themes[t], None, int(nothing[t]), nothing[t] / lonely[t]) for t in np.nonzero(nothing)[0]]
    table = pd.DataFrame(rows, columns=["theme_id", "other_theme_id", "n", "share"])
    table = table.astype({"theme_id": "str", "other_theme_id": "str", "n": "int64", "share": "float64"})
    return table.sort_values(["n", "theme_id", "other_theme_id"], ascending=[False, True, True], ignore_index=True)


def against_model(coded: Coded, model: str) -> pd.DataFrame:
    """How well a model finds what coders chose.

    Parameters
    ----------
    coded : Coded
    model : str
        The coder that is the model.

    Returns
    -------
    DataFrame, one row per theme
        ``theme_id``, ``by_both``, ``by_coder``, ``by_model`` (pairs of a coder's coding and the model's, of one
        answer), ``precision`` (of what the model chose, the share that the coder chose), ``recall`` (of what the
        coder chose, the share that the model chose) and ``f1``; null where the share is of nothing. An answer that
        two coders coded counts with each.

    Raises
    ------
    StageError
        If there is no such coder.
    """
    if model not in coded.coders:
        raise StageError(f"codings: nothing is coded by {model!r}")
    machine = coded.coders.index(model)
    both_of, coder_of, model_of = (np.zeros(len(coded.themes)) for _ in range(3))
    for person in range(len(coded.coders)):
        if person == machine:
            continue
        shared = coded.present[person] & coded.present[machine]
        truth, guess = coded.chosen[person][shared], coded.chosen[machine][shared]
        both_of += (truth & guess).sum(axis=0)
        coder_of += truth.sum(axis=0)
        model_of += guess.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = {
            "precision": both_of / model_of,
            "recall": both_of / coder_of,
            "f1": 2 * both_of / (coder_of + model_of),
        }
    counts = {"by_both": both_of, "by_coder": coder_of, "by_model": model_of}
    return pd.DataFrame(
        {"theme_id": list(coded.themes), **{name: values.astype("int64") for name, values in counts.items()}, **shares}
    ).astype({"theme_id": "str"})


def differences(coded: Coded) -> pd.DataFrame:
    """Answers on which coders differ, for them to settle.

    Returns
    -------
    DataFrame, one row per answer and coder, the answers furthest apart first
        ``answer_id``, ``coder``, ``themes`` (what this coder chose), ``agreed`` (what all chose), ``disputed`` (what
        some chose) as tuples in the order of the codebook, and ``distance`` (mean MASI distance between its coders).
    """
    sets = [coded.sets_of(number) for number in range(len(coded.coders))]
    rows = []
    for place, answer in enumerate(coded.answers):
        own = {coder: sets[n][place] for n, coder in enumerate(coded.coders) if coded.present[n, place]}
        if len(set(own.values())) < 2:
            continue
        common, some = frozenset.intersection(*own.values()), frozenset.union(*own.values())
        distance = float(np.mean([masi_distance(one, other) for one, other in combinations(own.values(), 2)]))
        for coder, themes in own.items():
            inside = [tuple(t for t in coded.themes if t in part) for part in (themes, common, some - common)]
            rows.append((answer, coder, *inside, distance))
    table = pd.DataFrame(rows, columns=["answer_id", "coder", "themes", "agreed", "disputed", "distance"])
    table = table.astype({"distance": "float64"})
    return table.sort_values(["distance", "answer_id", "coder"], ascending=[False, True, True], ignore_index=True)

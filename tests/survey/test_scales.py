from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmining.study import Scale
from textmining.survey.scales import needed, scale_scores


def scale(**parts: object) -> Scale:
    return Scale(id="s", label="S", items=("a", "b", "c"), range=(1, 5), **parts)


def items(*rows: tuple[float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["a", "b", "c"])


NO = np.nan


def test_a_score_is_the_mean_of_the_items_that_were_answered() -> None:
    assert scale_scores(items((1, 2, 3), (4, 5, NO)), scale()).tolist() == [2.0, 4.5]


def test_reverse_items_are_turned_round_within_the_range() -> None:
    assert scale_scores(items((1, 2, 5)), scale(reverse=("c",))).tolist() == pytest.approx([4 / 3])


def test_by_default_half_of_the_items_rounded_up_is_needed() -> None:
    assert scale_scores(items((1, 2, NO), (1, NO, NO)), scale()).isna().tolist() == [False, True]
    assert [needed(n) for n in (1, 2, 3, 4, 5)] == [1, 1, 2, 2, 3]


def test_min_items_replaces_the_default() -> None:
    assert scale_scores(items((1, 2, NO)), scale(min_items=3)).isna().all()
    assert scale_scores(items((1, NO, NO)), scale(min_items=1)).tolist() == [1.0]

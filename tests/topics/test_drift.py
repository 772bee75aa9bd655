from __future__ import annotations

import pandas as pd

from textmining import tables
from textmining.topics import drift

SEGMENTS = pd.DataFrame(
    {
        "segment_id": ["s1", "s2", "s3", "s4", "s5", "s6", "s7"],
        "question": ["weg", "weg", "weg", "weg", "weg", "hulp", "hulp"],
        "wave": ["2021", "2021", "2022", "2022", "2022", "2022", "2022"],
    }
)
ASSIGNMENTS = pd.DataFrame(
    {
        "segment_id": ["s7", "s6", "s5", "s4", "s3", "s2", "s1"],
        "topic_id": pd.Series([None, "h-01", None, None, "w-01", "w-01", "w-02.1"], dtype="str"),
        "alone": [False, False, True, True, False, False, False],  # s7 is of a rest: known, though no theme
    }
)


def test_share_of_new_segments_by_question_and_wave_is_that_worked_out_by_hand() -> None:
    found = tables.validate("drift", drift(ASSIGNMENTS, SEGMENTS))
    assert found.to_dict("split")["data"] == [
        ["hulp", "2022", 2, 0, 0.0],
        ["weg", "2021", 2, 0, 0.0],
        ["weg", "2022", 3, 2, 2 / 3],
    ]


def test_order_of_rows_does_not_matter() -> None:
    again = drift(ASSIGNMENTS[::-1], SEGMENTS.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(again, drift(ASSIGNMENTS, SEGMENTS))


def test_segments_that_no_model_was_asked_about_do_not_count() -> None:
    few = drift(ASSIGNMENTS[ASSIGNMENTS["segment_id"] != "s5"], SEGMENTS)
    assert few["n_segments"].tolist() == [2, 2, 2]
    assert few["n_new"].tolist() == [0, 0, 1]


def test_without_segments_there_is_no_row() -> None:
    assert len(tables.validate("drift", drift(ASSIGNMENTS[:0], SEGMENTS[:0]))) == 0

from __future__ import annotations

import pandas as pd

from textmining.survey import answer_ids

KEY = bytes(range(32))


def frame(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["wave", "respondent_id", "question"], dtype="str")


def test_an_id_is_the_same_in_every_run_and_release() -> None:
    # a change of this value would break every codebook, quote and log that names an answer
    assert answer_ids(frame(("2022", "1", "waarom")), KEY).tolist() == ["ab9542742c7a5d0870491"]


def test_an_id_does_not_depend_on_the_other_rows() -> None:
    rows = [("2022", str(n), q) for n in range(20) for q in ("waarom", "hoe")]
    forward, backward = answer_ids(frame(*rows), KEY), answer_ids(frame(*rows[::-1]), KEY)
    assert forward.tolist() == backward.tolist()[::-1]


def test_wave_respondent_and_question_each_count_and_do_not_run_together() -> None:
    rows = [("1", "23", "q"), ("12", "3", "q"), ("1", "2", "3q"), ("1", '2","3', "q"), ("1", "2", "q"), ("1", "é", "q")]
    assert answer_ids(frame(*rows), KEY).is_unique


def test_another_key_gives_other_ids() -> None:
    row = frame(("2022", "1", "waarom"))
    assert answer_ids(row, KEY).iloc[0] != answer_ids(row, KEY[::-1]).iloc[0]


def test_an_empty_table_has_no_ids() -> None:
    assert answer_ids(frame(), KEY).dtype == "str"

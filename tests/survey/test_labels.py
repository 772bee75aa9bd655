from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmining.study import Wave
from textmining.survey.content import SurveyFile
from textmining.survey.labels import Labelled, cut, label
from textmining.survey.report import Report
from textmining.survey.waves import WaveData


def wave(name: str, values: list[object], labels: dict[str, str] | None = None) -> WaveData:
    numeric = all(isinstance(value, float) for value in values)
    frame = pd.DataFrame({"g": pd.Series(values, dtype="float64" if numeric else "str")})
    rows = np.arange(1, len(values) + 1)
    file = SurveyFile(f"{name}.sav", "", frame, rows, value_labels={"g": labels} if labels else {})
    ids = pd.Series(rows.astype(str), dtype="str")
    return WaveData(Wave(id=name, file=f"{name}.sav"), file, frame, ids, rows)


def labelled(*waves: WaveData, values: dict[str, str] | None = None, report: Report | None = None) -> Labelled:
    return label("g", "[[groups]] g", waves, waves[-1].id, report or Report(), values=values)


def test_labels_of_the_file_are_used_where_the_study_gives_none() -> None:
    found = labelled(wave("2022", [2.0, 1.0, np.nan], {"1": "een", "2": "twee"}))
    assert found.values["2022"].fillna("LEEG").tolist() == ["twee", "een", "LEEG"]
    assert found.labels == {"een": "1", "twee": "2"}


def test_labels_of_the_study_come_first_and_in_its_order() -> None:
    found = labelled(wave("2022", ["1", "2,0", "3"], {"1": "een", "3": "drie"}), values={"2": "TWEE", "1.0": "EEN"})
    assert found.values["2022"].tolist() == ["EEN", "TWEE", "drie"]
    assert list(found.labels) == ["TWEE", "EEN", "drie"]


def test_codes_with_one_label_are_one_group_under_the_first_code() -> None:
    found = labelled(wave("2022", ["1", "2", "3"]), values={"1": "laag", "2": "laag", "3": "hoog"})
    assert found.values["2022"].tolist() == ["laag", "laag", "hoog"]
    assert found.labels == {"laag": "1", "hoog": "3"}


def test_a_file_without_labels_borrows_those_of_another_wave() -> None:
    found = labelled(wave("2019", ["1", "2,0"]), wave("2022", [1.0, 2.0], {"1": "een", "2": "twee"}))
    assert found.values["2019"].tolist() == ["een", "twee"]


def test_a_value_that_is_itself_a_label_stands_for_it() -> None:
    report = Report()
    found = labelled(wave("2019", ["twee", "1"]), wave("2022", [1.0], {"1": "een", "2": "twee"}), report=report)
    assert found.values["2019"].tolist() == ["twee", "een"]
    assert list(found.labels) == ["een", "twee"]
    assert report.noticed == ()


def test_a_value_without_a_label_stands_for_itself_with_a_notice() -> None:
    report = Report()
    found = labelled(wave("2022", [10.0, 9.0, 1.0], {"1": "een"}), report=report)
    assert list(found.labels) == ["een", "9", "10"]
    assert "'9' and '10' has no label and stands for itself" in str(report.noticed[0])


def test_text_without_any_labels_is_no_notice() -> None:
    report = Report()
    assert list(labelled(wave("2022", ["b", "A", None]), report=report).labels) == ["A", "b"]
    assert report.noticed == ()


def test_waves_that_label_a_code_differently_use_the_reference_wave_with_a_notice() -> None:
    report = Report()
    found = labelled(wave("2019", [1.0], {"1": "oud"}), wave("2022", [1.0], {"1": "nieuw"}), report=report)
    assert found.values["2019"].tolist() == ["nieuw"]
    assert "code 1 is called 'oud' here, 'nieuw' elsewhere" in str(report.noticed[0])


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("nl", ["minder dan 3", "3 tot 7,5", "7,5 of meer"]),
        ("en", ["less than 3", "3 to less than 7.5", "7.5 or more"]),
    ],
)
def test_a_cut_belongs_to_the_class_above_it(language: str, names: list[str]) -> None:
    found = cut("g", (3, 7.5), [wave("2022", ["2,9", "3", "7,49", "7,5", None])], language)
    low, middle, high = names
    assert found.values["2022"].fillna("LEEG").tolist() == [low, middle, middle, high, "LEEG"]
    assert list(found.labels) == names

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textmining.study import Study
from textmining.survey import Place, find_respondent

WAVES = [{"id": "2020", "file": "toen.csv"}, {"id": "2022", "file": "nu.csv"}]


@pytest.fixture
def two_waves(study: Callable[..., Study], tmp_path: Path) -> Study:
    (tmp_path / "toen.csv").write_text("nr;panel;waarom\n1;p1;a\n7;p7;b\n8;;c\n", encoding="utf-8")
    (tmp_path / "nu.csv").write_text("nr;panel;waarom\n7,0;p9;a\n70;p7;b\n8;;c\n", encoding="utf-8")
    return study(waves=WAVES, columns={"respondent": "nr", "panel": "panel"})


def test_respondent_is_found_in_every_wave_with_the_row_as_a_person_sees_it(two_waves: Study, tmp_path: Path) -> None:
    found = find_respondent(two_waves, tmp_path, "7")
    assert found.places == (Place("2020", "toen.csv", (3,)), Place("2022", "nu.csv", (2,)))
    assert found.unread == ()


def test_same_person_under_another_id_is_told_by_the_panel_column(two_waves: Study, tmp_path: Path) -> None:
    assert find_respondent(two_waves, tmp_path, "7").under_other_ids == (Place("2022", "nu.csv", (3,)),)
    assert find_respondent(two_waves, tmp_path, "8").under_other_ids == ()


def test_file_that_cannot_be_read_is_told_and_the_others_are_looked_into(two_waves: Study, tmp_path: Path) -> None:
    (tmp_path / "toen.csv").unlink()
    found = find_respondent(two_waves, tmp_path, "7")
    assert [place.wave for place in found.places] == ["2022"]
    assert ["toen.csv" in str(problem) for problem in found.unread] == [True]


def test_file_without_the_column_of_ids_is_told(two_waves: Study, tmp_path: Path) -> None:
    (tmp_path / "nu.csv").write_text("nummer;waarom\n7;a\n", encoding="utf-8")
    assert ["nu.csv" in str(problem) for problem in find_respondent(two_waves, tmp_path, "7").unread] == [True]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(st.text(st.characters()))
def test_any_text_can_be_looked_for(two_waves: Study, tmp_path: Path, name: str) -> None:
    assert {place.wave for place in find_respondent(two_waves, tmp_path, name).places} <= {"2020", "2022"}

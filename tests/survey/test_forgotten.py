from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmining.errors import SurveyError, WorkspaceError
from textmining.study import Study
from textmining.survey import Forgotten, read_survey

KEY = b"k" * 32
ONE = Forgotten(KEY).with_respondents([Forgotten(KEY).mark("2022", "7")])


def test_list_names_nobody_and_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "forgotten.json"
    path.write_text(json.dumps(ONE.as_json()), encoding="utf-8")
    assert Forgotten.read(path, KEY) == ONE
    assert set(json.loads(path.read_text())) == {"version", "key", "marks", "complete"}
    assert '"7"' not in path.read_text()


def test_respondent_is_known_by_wave_and_id_under_the_same_key_only() -> None:
    assert ONE.chosen(["2022", "2020", "2022", "2022"], ["7", "7", "8", None]).tolist() == [True, False, False, False]
    other = Forgotten(b"x" * 32, ONE.marks)
    assert not other.chosen(["2022"], ["7"]).any()


def test_new_respondents_leave_everything_to_be_removed() -> None:
    assert Forgotten(KEY).complete
    assert not ONE.complete


@given(st.text(st.characters()), st.text(st.characters()))
def test_any_text_can_be_an_id(wave: str, name: str) -> None:
    listed = Forgotten(KEY).with_respondents([Forgotten(KEY).mark(wave, name)])
    assert listed.chosen([wave], [name]).all()


@pytest.mark.parametrize("text", ["", "[]", '{"version": 2}', '{"version": 1, "marks": 3, "complete": 1, "key": ""}'])
def test_damaged_list_is_an_error_since_the_forgotten_would_be_read_again(text: str, tmp_path: Path) -> None:
    (tmp_path / "forgotten.json").write_text(text)
    with pytest.raises(WorkspaceError, match="damaged"):
        Forgotten.read(tmp_path / "forgotten.json", KEY)


def test_list_of_another_key_is_an_error_since_it_knows_nobody(tmp_path: Path) -> None:
    (tmp_path / "forgotten.json").write_text(json.dumps(ONE.as_json()))
    with pytest.raises(WorkspaceError, match="another key"):
        Forgotten.read(tmp_path / "forgotten.json", b"x" * 32)


# --- reading a survey ---------------------------------------------------------------------------------------------

PARTS = {
    "columns": {"respondent": "nr", "weight": "w"},
    "groups": [{"id": "vak", "label": "Vak", "column": "vak"}],
    "closed": [{"id": "cijfer", "label": "Cijfer", "column": "cijfer", "statistic": "mean"}],
}
ROWS = "nr;w;vak;cijfer;waarom\n6;1;taal;5;tijd\n7,0;-3;heimwee;veel;geheim\n8;3;zorg;7;geld\n"


def test_forgotten_respondent_is_in_no_table_and_no_message(study: Callable[..., Study], tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(ROWS, encoding="utf-8")
    survey = read_survey(study(**PARTS), tmp_path, forgotten=ONE)  # that row's weight and number are no more an error
    for table in (survey.respondents, survey.responses, survey.raw_answers):
        assert table["respondent_id"].tolist() == ["6", "8"]
    assert "heimwee" not in survey.labels["label"].tolist()
    assert survey.respondents["weight"].tolist() == [0.5, 1.5]
    with pytest.raises(SurveyError, match="below zero"):
        read_survey(study(**PARTS), tmp_path)


def test_the_others_are_read_as_if_the_row_were_not_in_the_file(study: Callable[..., Study], tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(ROWS, encoding="utf-8")
    with_row = read_survey(study(**PARTS), tmp_path, forgotten=ONE)
    (tmp_path / "data.csv").write_text(ROWS.replace("7,0;-3;heimwee;veel;geheim\n", ""), encoding="utf-8")
    without_row = read_survey(study(**PARTS), tmp_path)
    for table in ("respondents", "responses", "labels", "raw_answers"):
        assert getattr(with_row, table).equals(getattr(without_row, table)), table


def test_wave_of_which_everybody_is_forgotten_is_an_error(study: Callable[..., Study], tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("nr;waarom\n7;geheim\n", encoding="utf-8")
    with pytest.raises(SurveyError, match="every respondent of wave 2022 was forgotten"):
        read_survey(study(), tmp_path, forgotten=ONE)

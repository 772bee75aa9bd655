from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from textmining.errors import SurveyError
from textmining.study import Study
from textmining.survey import read_survey

MakeStudy = Callable[..., Study]

ONE_FILE = [{"id": "2019", "file": "data.csv"}, {"id": "2022", "file": "data.csv"}]


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


def messages(study: Study, folder: Path) -> list[str]:
    with pytest.raises(SurveyError) as caught:
        read_survey(study, folder)
    return [str(problem) for problem in caught.value.problems]


def test_a_missing_column_is_told_with_where_it_is_named_and_what_looks_alike(study: MakeStudy, tmp_path: Path) -> None:
    write(tmp_path, data="nr;waarom;instel_nr;instellingstype\n1;a;2;3\n")
    assert messages(study(columns={"respondent": "nr", "cluster": "instelling"}), tmp_path) == [
        "data.csv: column 'instelling' named in [columns] cluster is not in the file. "
        "Columns that look alike: 'instellingstype', 'instel_nr'."
    ]


def test_every_column_of_the_study_is_looked_for_at_once(study: MakeStudy, tmp_path: Path) -> None:
    write(tmp_path, data="x;y\n1;2\n")
    made = study(
        columns={"respondent": "nr", "weight": "w"},
        groups=[{"id": "g", "label": "G", "column": "gg"}],
        scales=[{"id": "s", "label": "S", "items": ["i1", "i2"], "range": [1, 5]}],
        closed=[{"id": "c", "label": "C", "column": "cc"}],
        questions=[{"id": "q", "column": "qq", "text": "?", "asked": {"column": "rr", "values": [1]}}],
        missing={"mm": [9]},
    )
    told = "\n".join(messages(made, tmp_path))
    for column in ("nr", "w", "gg", "i1", "i2", "cc", "qq", "rr", "mm"):
        assert f"column '{column}'" in told


def test_a_column_may_have_another_name_in_one_wave(study: MakeStudy, tmp_path: Path) -> None:
    write(tmp_path, a="respnr;v12\n1;toen\n", b="nr;waarom\n1;nu\n")
    waves = [
        {"id": "2019", "file": "a.csv", "columns": {"nr": "respnr", "waarom": "v12"}},
        {"id": "2022", "file": "b.csv"},
    ]
    assert read_survey(study(waves=waves), tmp_path).raw_answers["text"].tolist() == ["toen", "nu"]


def test_a_wave_may_say_that_it_has_no_such_column(study: MakeStudy, tmp_path: Path) -> None:
    write(tmp_path, a="nr;waarom\n1;toen\n2;toen\n", b="nr;waarom;w\n1;nu;2\n2;nu;6\n")
    waves = [{"id": "2019", "file": "a.csv", "columns": {"w": ""}}, {"id": "2022", "file": "b.csv"}]
    survey = read_survey(study(waves=waves, columns={"respondent": "nr", "weight": "w"}), tmp_path)
    assert survey.respondents["weight"].tolist() == [1.0, 1.0, 0.5, 1.5]


def test_respondents_cannot_be_without_an_id(study: MakeStudy, tmp_path: Path) -> None:
    write(tmp_path, data="nr;waarom\n1;a\n")
    (message,) = messages(study(waves=[{"id": "2022", "file": "data.csv", "columns": {"nr": ""}}]), tmp_path)
    assert "named in [columns] respondent is not in the file" in message


def test_one_file_may_hold_several_waves(study: MakeStudy, tmp_path: Path) -> None:
    write(tmp_path, data="nr;waarom;jaar\n1;nu;2022,0\n1;toen;2019\n2;ooit;2011\n")
    survey = read_survey(study(waves=ONE_FILE, columns={"respondent": "nr", "wave": "jaar"}), tmp_path)
    assert survey.raw_answers[["wave", "text"]].to_numpy().tolist() == [["2019", "toen"], ["2022", "nu"]]
    assert [str(n) for n in survey.notices] == ["data.csv: 1 rows belong to no wave (they hold '2011')."]


def test_rows_keep_their_number_in_the_file_when_it_holds_several_waves(study: MakeStudy, tmp_path: Path) -> None:
    write(tmp_path, data="nr;waarom;jaar\n1;a;2019\n1;b;2022\n1;c;2022\n")
    (message,) = messages(study(waves=ONE_FILE, columns={"respondent": "nr", "wave": "jaar"}), tmp_path)
    assert "'1' in rows 3 and 4" in message


def test_a_wave_without_rows_is_told_with_what_the_column_holds(study: MakeStudy, tmp_path: Path) -> None:
    write(tmp_path, data="nr;waarom;jaar\n1;a;19\n2;b;2022\n")
    (message,) = messages(study(waves=ONE_FILE, columns={"respondent": "nr", "wave": "jaar"}), tmp_path)
    assert "no row has '2019' in column 'jaar' ([columns] wave). Found there: '19' and '2022'." in message


def test_a_part_that_is_not_in_a_wave_needs_no_column_there(study: MakeStudy, tmp_path: Path) -> None:
    write(tmp_path, a="nr;waarom\n1;toen\n", b="nr;waarom;g;i;c\n1;nu;x;3;7\n")
    survey = read_survey(
        study(
            waves=[{"id": "2019", "file": "a.csv"}, {"id": "2022", "file": "b.csv"}],
            groups=[{"id": "g", "label": "G", "column": "g", "waves": ["2022"]}],
            scales=[{"id": "s", "label": "S", "items": ["i"], "range": [1, 5], "waves": ["2022"]}],
            closed=[{"id": "c", "label": "C", "column": "c", "waves": [2022]}],
        ),
        tmp_path,
    )
    assert survey.respondents[["g", "s"]].isna().to_numpy().tolist() == [[True, True], [False, False]]
    assert survey.responses[["i", "c"]].isna().to_numpy().tolist() == [[True, True], [False, False]]


def test_a_name_that_is_renamed_but_not_used_is_noticed(study: MakeStudy, tmp_path: Path) -> None:
    write(tmp_path, data="nr;waarom\n1;a\n")
    waves = [{"id": "2022", "file": "data.csv", "columns": {"waaromm": "w"}}]
    (notice,) = read_survey(study(waves=waves), tmp_path).notices
    assert "renames 'waaromm', which the study does not use. Names that look alike: 'waarom'." in str(notice)


def test_missing_codes_for_a_column_that_nothing_uses_are_noticed(study: MakeStudy, tmp_path: Path) -> None:
    write(tmp_path, data="nr;waarom;leeftijd\n1;a;99\n")
    (notice,) = read_survey(study(missing={"leeftijd": [99]}), tmp_path).notices
    assert "column 'leeftijd' is not used" in str(notice)

"""Everything that can be wrong in the cells of a file, through ``read_survey`` as a person meets it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from textmining.errors import SurveyError
from textmining.study import Study
from textmining.survey import read_survey

MakeStudy = Callable[..., Study]


def problems(study: Study, folder: Path, text: str) -> list[str]:
    (folder / "data.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SurveyError) as caught:
        read_survey(study, folder)
    return [str(problem) for problem in caught.value.problems]


SCALE = {"id": "s", "label": "S", "items": ["a", "b"], "range": [1, 5]}


def test_an_id_that_occurs_twice_is_told_with_its_rows(study: MakeStudy, tmp_path: Path) -> None:
    (message,) = problems(study(), tmp_path, 'nr;waarom\n1;"a\nb"\n2;c\n1,0;d\n')
    assert message.startswith(
        "data.csv: column 'nr' ([columns] respondent) holds the same id more than once: '1' in rows 2 and 4."
    )


def test_an_empty_id_is_told_with_its_row(study: MakeStudy, tmp_path: Path) -> None:
    (message,) = problems(study(), tmp_path, "nr;waarom\n1;a\n ;b\n")
    assert "is empty in row 3." in message


def test_an_item_out_of_range_is_told_with_its_rows_values_and_the_remedy(study: MakeStudy, tmp_path: Path) -> None:
    (message,) = problems(study(scales=[SCALE]), tmp_path, "nr;waarom;a;b\n1;x;6;1\n2;x;5;1\n3;x;99,0;1\n")
    assert "column 'a' of [[scales]] s, rows 2 and 4: 6 and 99 lie outside 1 to 5." in message
    assert '[missing] "a" = [6, 99]' in message


def test_an_item_that_is_no_number_is_told(study: MakeStudy, tmp_path: Path) -> None:
    (message,) = problems(study(scales=[SCALE]), tmp_path, "nr;waarom;a;b\n1;x;n.v.t.;1\n2;x;5;1\n")
    assert "column 'a' of [[scales]] s, row 2: 'n.v.t.' is no number." in message
    assert '[missing] "a" = ["n.v.t."]' in message


def test_codes_declared_missing_are_no_problem(study: MakeStudy, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("nr;waarom;a;b\n1;x;99;weet niet\n2;x;5;1\n")
    survey = read_survey(study(scales=[SCALE], missing={"a": [99], "b": ["weet niet"]}), tmp_path)
    assert survey.responses["a"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        (("1", "-0,5"), "row 3: a weight is below zero"),
        (("0", "0,0"), "all weights of wave 2022 are zero"),
        (("0", "1e-320"), "all weights of wave 2022 are zero"),
        (("1", "veel"), "row 3: 'veel' is no number"),
        (("1", ""), "is empty in row 3"),
        (("1", "1e300"), "row 3: a weight is above a thousand million"),
    ],
)
def test_a_weight_that_cannot_be_is_told(study: MakeStudy, tmp_path: Path, weights: tuple[str, str], told: str) -> None:
    text = f"nr;waarom;w\n1;x;{weights[0]}\n2;y;{weights[1]}\n"
    (message,) = problems(study(columns={"respondent": "nr", "weight": "w"}), tmp_path, text)
    assert told in message


def test_a_number_to_cut_that_is_no_number_is_told(study: MakeStudy, tmp_path: Path) -> None:
    group = {"id": "ervaring", "label": "Ervaring", "column": "jaren", "cuts": [3]}
    (message,) = problems(study(groups=[group]), tmp_path, "nr;waarom;jaren\n1;x;vier\n")
    assert "column 'jaren' of [[groups]] ervaring, row 2: 'vier' is no number." in message


def test_a_contrast_with_a_value_that_the_group_does_not_have_is_told_with_the_nearest(
    study: MakeStudy, tmp_path: Path
) -> None:
    made = study(
        groups=[{"id": "g", "label": "G", "column": "g", "values": {"1": "Spanning", "2": "Romantiek"}}],
        contrasts=[{"id": "c", "family": "f", "group": "g", "a": "spanning", "b": "rest"}],
    )
    (message,) = problems(made, tmp_path, "nr;waarom;g\n1;x;1\n2;x;2\n")
    assert message == "[[contrasts]] c: a: 'spanning' is not a value of 'g'. Names that look alike: 'Spanning'."


def test_many_rows_are_counted_and_not_all_told(study: MakeStudy, tmp_path: Path) -> None:
    rows = "".join(f"{n};x;9;1\n" for n in range(40))
    (message,) = problems(study(scales=[SCALE]), tmp_path, "nr;waarom;a;b\n" + rows)
    assert "rows 2, 3, 4, 5, 6 and 35 more: 9 lies outside" in message


def test_a_long_cell_is_cut_short_in_a_message(study: MakeStudy, tmp_path: Path) -> None:
    answer = "mijn collega Jan " * 20
    (message,) = problems(study(scales=[SCALE]), tmp_path, f"nr;waarom;a;b\n1;x;{answer};1\n")
    assert len(message) < 300


def test_a_grouping_with_very_many_values_is_no_grouping(study: MakeStudy, tmp_path: Path) -> None:
    rows = "".join(f"{n};x;w{n}\n" for n in range(201))
    (message,) = problems(study(groups=[{"id": "g", "label": "G", "column": "g"}]), tmp_path, "nr;waarom;g\n" + rows)
    assert "column 'g' of [[groups]] g holds 201 different values without a label" in message

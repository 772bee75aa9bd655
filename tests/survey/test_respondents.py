from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from textmining.study import Study
from textmining.survey import Survey, read_survey
from textmining.tables import COLUMNS, validate

MakeStudy = Callable[..., Study]


@pytest.fixture
def survey(study: MakeStudy, tmp_path: Path) -> Callable[..., Survey]:
    """Read a survey of one .csv; keywords are parts of the study."""

    def of(text: str, **parts: object) -> Survey:
        (tmp_path / "data.csv").write_text(text, encoding="utf-8")
        return read_survey(study(**parts), tmp_path)

    return of


def column(frame: pd.DataFrame, name: str) -> list[object]:
    return [None if pd.isna(value) else value for value in frame[name]]


def test_weights_have_mean_1_within_each_wave(survey: Callable[..., Survey]) -> None:
    waves = [{"id": "a", "file": "data.csv"}, {"id": "b", "file": "data.csv"}]
    columns = {"respondent": "nr", "weight": "w", "wave": "golf"}
    found = survey("nr;waarom;w;golf\n1;x;1,5;a\n2;x;0,5;a\n1;x;30;b\n2;x;0;b\n", waves=waves, columns=columns)
    assert column(found.respondents, "weight") == [1.5, 0.5, 2.0, 0.0]


def test_without_weights_everyone_counts_for_1(survey: Callable[..., Survey]) -> None:
    assert column(survey("nr;waarom\n1;x\n2;y\n").respondents, "weight") == [1.0, 1.0]


def test_clusters_strata_teams_and_panel_are_codes_as_text(survey: Callable[..., Survey]) -> None:
    columns = {"respondent": "nr", "cluster": "inst", "stratum": "laag", "team": "team", "panel": "persoon"}
    found = survey("nr;waarom;inst;laag;team;persoon\n1;x;3,0;2;1.10;0007\n2;y;;;;\n", columns=columns).respondents
    assert found.loc[0, ["cluster", "stratum", "team", "panel"]].tolist() == ["3", "2", "1.10", "0007"]
    assert found.loc[1, ["cluster", "stratum", "team", "panel"]].isna().all()


def test_institutions_that_merged_have_the_code_of_the_last_one(survey: Callable[..., Survey]) -> None:
    found = survey(
        "nr;waarom;inst\n1;x;12\n2;y;13\n3;z;14\n",
        columns={"respondent": "nr", "cluster": "inst"},
        merged={"12": "13", "13": 20},
    )
    assert column(found.respondents, "cluster") == ["20", "20", "14"]


def test_cluster_names_in_one_wave_are_the_codes_that_another_wave_labels(study: MakeStudy, tmp_path: Path) -> None:
    (tmp_path / "oud.csv").write_text("nr;waarom;inst\n1;x;ROC Zuid\n2;y;2\n3;z;ROC Oost\n", encoding="utf-8")
    new = pd.DataFrame({"nr": [1.0, 2.0], "waarom": ["x", "y"], "inst": [1.0, 2.0]})
    labels = {"inst": {1: "ROC Noord", 2: "ROC Zuid"}}
    pyreadstat.write_sav(new, str(tmp_path / "nieuw.sav"), variable_value_labels=labels)
    waves = [{"id": "2019", "file": "oud.csv"}, {"id": "2022", "file": "nieuw.sav"}]
    survey = read_survey(study(waves=waves, columns={"respondent": "nr", "cluster": "inst"}), tmp_path)
    assert column(survey.respondents, "cluster") == ["2", "2", "ROC Oost", "1", "2"]
    known = survey.labels[survey.labels["kind"] == "cluster"]
    assert known[["id", "code", "label"]].to_numpy().tolist() == [
        ["cluster", "1", "ROC Noord"],
        ["cluster", "2", "ROC Zuid"],
    ]


def test_closed_questions_are_means_unless_they_are_nominal_or_text(study: MakeStudy, tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "nr": [1.0, 2.0],
            "waarom": ["x", "y"],
            "mening": [4.0, 5.0],
            "soort": [1.0, 2.0],
            "plaats": ["Ede", ""],
            "graad": [1.0, 9.0],
        }
    )
    labels = {name: {1: "een", 2: "twee"} for name in ("mening", "soort")}
    pyreadstat.write_sav(
        frame,
        str(tmp_path / "data.sav"),
        variable_value_labels=labels,
        variable_measure={"soort": "nominal", "mening": "scale"},
    )
    closed = [{"id": f"c_{name}", "label": name, "column": name} for name in ("mening", "soort", "plaats")]
    closed.append({"id": "c_graad", "label": "graad", "column": "graad", "values": {"1": "laag"}})
    survey = read_survey(study(waves=[{"id": "2022", "file": "data.sav"}], closed=closed), tmp_path)
    assert column(survey.responses, "c_mening") == [4.0, 5.0]
    assert column(survey.responses, "c_soort") == ["een", "twee"]
    assert column(survey.responses, "c_plaats") == ["Ede", None]
    assert column(survey.responses, "c_graad") == ["laag", "9"]
    shares = survey.labels[survey.labels["kind"] == "closed"]
    assert shares["id"].unique().tolist() == ["c_soort", "c_plaats", "c_graad"]


def test_items_are_kept_as_given_and_scores_turn_the_reverse_ones_round(survey: Callable[..., Survey]) -> None:
    scale = {"id": "s", "label": "S", "items": ["a", "b"], "reverse": ["b"], "range": [1, 5]}
    found = survey("nr;waarom;a;b\n1;x;5;2\n2;y;;\n", scales=[scale])
    assert column(found.responses, "b") == [2.0, None]
    assert column(found.respondents, "s") == [4.5, None]


def test_routing_says_who_was_asked(survey: Callable[..., Survey]) -> None:
    question = {"id": "q", "column": "waarom", "text": "?", "asked": {"column": "doet", "values": [1, "ja"]}}
    found = survey("nr;waarom;doet\n1;x;1,0\n2;;ja\n3;;2\n4;;\n5;toch;2\n", questions=[question])
    assert found.raw_answers["asked"].tolist() == [True, True, False, False, False]
    assert "1 answers do not count" in str(found.notices[0])
    assert found.raw_answers["text"].iloc[4] == "toch"  # told, and not thrown away


def test_a_question_that_is_put_to_nobody_is_noticed(survey: Callable[..., Survey]) -> None:
    question = {"id": "q", "column": "waarom", "text": "?", "asked": {"column": "doet", "values": [7]}}
    assert "put to nobody" in str(survey("nr;waarom;doet\n1;x;1\n", questions=[question]).notices[0])


def test_every_respondent_has_a_row_for_every_question_and_wave(survey: Callable[..., Survey]) -> None:
    waves = [{"id": "a", "file": "data.csv"}, {"id": "b", "file": "data.csv"}]
    questions = [
        {"id": "q", "column": "waarom", "text": "?"},
        {"id": "nieuw", "column": "hoe", "text": "?", "waves": ["b"]},
    ]
    found = survey(
        "nr;waarom;hoe;golf\n2;x;;a\n1;y;;a\n1;z;zo;b\n",
        waves=waves,
        questions=questions,
        columns={"respondent": "nr", "wave": "golf"},
    ).raw_answers
    assert found[["question", "wave", "respondent_id", "asked"]].to_numpy().tolist() == [
        ["q", "a", "1", True],
        ["q", "a", "2", True],
        ["q", "b", "1", True],
        ["nieuw", "a", "1", False],
        ["nieuw", "a", "2", False],
        ["nieuw", "b", "1", True],
    ]


def test_the_tables_keep_their_contracts(survey: Callable[..., Survey]) -> None:
    found = survey(
        "nr;waarom;g;a\n1;x;1;2\n2;y;;\n",
        groups=[{"id": "g", "label": "G", "column": "g"}],
        scales=[{"id": "s", "label": "S", "items": ["a"], "range": [1, 5]}],
        profile={"scales": ["s"], "method": "cutoffs", "cutoffs": [2, 3]},
    )
    for name in ("respondents", "responses", "labels"):
        pd.testing.assert_frame_equal(validate(name, getattr(found, name)), getattr(found, name))
    assert list(found.respondents.columns) == [*COLUMNS["respondents"], "g", "s", "profiel"]
    assert list(found.responses.columns) == ["respondent_id", "wave", "a"]
    assert found.respondents["profiel"].fillna("LEEG").tolist() == ["peloton", "LEEG"]


def test_a_wave_without_the_column_of_a_question_asked_it_to_nobody(survey: Callable[..., Survey]) -> None:
    waves = [{"id": "2022", "file": "data.csv", "columns": {"waarom": ""}}]
    found = survey("nr;hoe\n1;x\n", waves=waves)
    assert found.raw_answers[["asked", "text"]].isna().to_numpy().tolist() == [[False, True]]
    assert found.raw_answers["asked"].tolist() == [False]

"""Whole studies: several formats, the real survey in two of them, and everything wrong at once."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from textmining.errors import SurveyError
from textmining.study import Study
from textmining.study_file import load_study
from textmining.survey import Survey, read_survey

TABLES = ("respondents", "responses", "labels", "raw_answers")


def assert_same(one: Survey, other: Survey) -> None:
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table))


@pytest.fixture(scope="module")
def readers(repository: Path) -> Callable[[str], Study]:
    return lambda name: load_study(repository / "tests" / "data" / "lezersonderzoek" / name)


def test_the_readers_survey_is_the_same_from_sav_and_csv(readers: Callable[[str], Study], shared_data: Path) -> None:
    folder = shared_data / "lezersonderzoek"
    sav, text = read_survey(readers("study.toml"), folder), read_survey(readers("study_csv.toml"), folder)
    assert_same(sav, text)
    assert len(sav.respondents) == 5899
    assert sav.respondents["genre"].value_counts().to_dict() == {
        "Literaire fictie": 3301,
        "Spanning": 1716,
        "Overig": 528,
        "Romantiek": 354,
    }
    assert sav.responses["literair"].isna().sum() == 276  # code 99, user-missing
    assert sav.notices == text.notices == ()


def test_shuffled_rows_give_the_same_tables(readers: Callable[[str], Study], shared_data: Path, tmp_path: Path) -> None:
    name = "lezersonderzoek_2013.csv"
    header, *rows = (shared_data / "lezersonderzoek" / name).read_text(encoding="utf-8").splitlines()
    random.Random(5).shuffle(rows)
    (tmp_path / name).write_text("\n".join([header, *rows]), encoding="utf-8")
    study = readers("study_csv.toml")
    assert_same(read_survey(study, tmp_path), read_survey(study, shared_data / "lezersonderzoek"))


def mixed(study: Callable[..., Study], folder: Path, workbook: Callable[..., bytes]) -> Study:
    """Three waves of three respondents each, the same but for their format."""
    labels = {"g": {1: "starter", 2: "ervaren"}}
    frame = pd.DataFrame({"nr": [1.0, 2.0, 3.0], "g": [2.0, 1.0, 9.0], "i": [5.0, 1.5, None], "waarom": ["a", "", "c"]})
    pyreadstat.write_sav(frame, str(folder / "c.sav"), variable_value_labels=labels, missing_ranges={"g": [9]})
    (folder / "b.csv").write_text("nr;g;i;waarom\n3;9;;c\n1;2,0;5,0;a\n2;1;1,5;\n", encoding="utf-8")
    rows = [["nr", "g", "i", "waarom"], ["2", 1, 1.5, None], ["1", 2, 5, "a"], ["3", 9, None, "c"]]
    (folder / "a.xlsx").write_bytes(workbook({"Data": rows}))
    return study(
        waves=[{"id": "2017", "file": "a.xlsx"}, {"id": "2019", "file": "b.csv"}, {"id": "2022", "file": "c.sav"}],
        groups=[{"id": "g", "label": "G", "column": "g"}],
        scales=[{"id": "s", "label": "S", "items": ["i"], "range": [1, 5]}],
        missing={"g": [9]},
    )


def test_waves_of_different_formats_that_hold_the_same_read_the_same(
    study: Callable[..., Study], tmp_path: Path, workbook: Callable[..., bytes]
) -> None:
    survey = read_survey(mixed(study, tmp_path, workbook), tmp_path)
    for table in ("respondents", "responses", "raw_answers"):
        parts = [part.drop(columns="wave").reset_index(drop=True) for _, part in getattr(survey, table).groupby("wave")]
        pd.testing.assert_frame_equal(parts[0], parts[1])
        pd.testing.assert_frame_equal(parts[0], parts[2])
    assert survey.respondents["g"].fillna("LEEG").tolist() == ["ervaren", "starter", "LEEG"] * 3
    assert survey.respondents["wave"].tolist() == ["2017"] * 3 + ["2019"] * 3 + ["2022"] * 3


def test_the_files_are_named_with_the_sha256_of_what_was_read(
    study: Callable[..., Study], tmp_path: Path, workbook: Callable[..., bytes]
) -> None:
    import hashlib

    files = read_survey(mixed(study, tmp_path, workbook), tmp_path).files
    assert files == {
        name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in ("a.xlsx", "b.csv", "c.sav")
    }


def test_everything_wrong_in_all_waves_is_told_at_once(study: Callable[..., Study], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("nr;waarom;i\n1;x;9\n1;y;2\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("nr;warom;i\n1;x;2\n", encoding="utf-8")
    (tmp_path / "c.sav").write_bytes(b"PK\x03\x04")
    waves = [{"id": f"w{n}", "file": name} for n, name in enumerate(("a.csv", "b.csv", "c.sav", "d.xlsx"))]
    scale = {"id": "s", "label": "S", "items": ["i"], "range": [1, 5]}
    with pytest.raises(SurveyError) as caught:
        read_survey(study(waves=waves, scales=[scale]), tmp_path)
    told = [str(problem) for problem in caught.value.problems]
    assert len(told) == 5
    for part in (
        "a.csv: column 'nr' ([columns] respondent) holds the same id more than once: '1' in rows 2 and 3.",
        "a.csv: column 'i' of [[scales]] s, row 2: 9 lies outside 1 to 5.",
        "b.csv: column 'waarom' named in [[questions]] waarom is not in the file. Columns that look alike: 'warom'.",
        "c.sav: is not an SPSS file.",
        "d.xlsx: there is no such file",
    ):
        assert any(line.startswith(part) for line in told), part


def test_a_latent_profile_uses_the_seed_of_the_call_and_may_be_left_out(
    study: Callable[..., Study], tmp_path: Path
) -> None:
    draw = random.Random(1)
    rows = "".join(f"{n};x;{min(5, max(1, round(draw.gauss(2 + 2 * (n % 2), 0.6), 1)))}\n" for n in range(80))
    (tmp_path / "data.csv").write_text("nr;waarom;i\n" + rows, encoding="utf-8")
    made = study(
        scales=[{"id": "s", "label": "S", "items": ["i"], "range": [1, 5]}],
        profile={"scales": ["s"], "groups": ["laag", "hoog"]},
    )
    found = read_survey(made, tmp_path, seed=3)
    odd = found.respondents["respondent_id"].astype(int) % 2 == 1
    assert ((found.respondents["profiel"] == "hoog") == odd).mean() > 0.9
    assert "profiel" not in read_survey(made, tmp_path, profiles=False).respondents
    profile = found.labels[found.labels["kind"] == "profile"]
    assert profile[["code", "label", "position"]].to_numpy().tolist() == [["1", "laag", 0], ["2", "hoog", 1]]

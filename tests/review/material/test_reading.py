from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.review.finished import SCRIPT, finish, reopen, write_study
from textmining.errors import TextminingError
from textmining.review.material import find_results, watching
from textmining.review.material.watching import Watched, load


@pytest.fixture
def study(finished: Path, tmp_path: Path) -> Path:
    """A copy of the finished study, to be changed."""
    shutil.copytree(finished.parent, tmp_path / "copy")
    return tmp_path / "copy" / "study.toml"


def test_material_is_what_the_stages_left(finished: Path) -> None:
    found = load(reopen(finished))
    assert found is not None
    assert found.current
    weg, wens = found.codebooks.values()
    assert (len(weg.answers), len(wens.answers)) == (398, 2)
    assert weg.waves == ("2019", "2022")
    assert weg.groups == (("Type instelling", (("type:roc", "roc"), ("type:vakschool", "vakschool"))),)
    assert weg.base.themes["t001a"].parent == "t001"
    assert len(weg.ruled["none-weg"]) == 44
    assert weg.answers["a00000"].text == SCRIPT
    for segment in weg.segments.values():
        text = weg.answers[segment.answer].text
        assert 0 <= segment.start < segment.end <= len(text)


def test_material_does_not_hold_who_answered(finished: Path) -> None:
    found = load(reopen(finished))
    assert found is not None
    answer = next(iter(found.codebooks["weg"].answers.values()))
    assert {name for name in answer.__slots__ if "respondent" in name} == set()
    assert answer.groups <= {"type:roc", "type:vakschool"}


def test_groups_of_few_are_not_offered(tmp_path: Path) -> None:
    study = write_study(tmp_path, "\n[privacy]\nminimum_group = 200\n")
    finish(study)
    found = load(reopen(study))
    assert found is not None
    assert found.codebooks["weg"].groups == (("Type instelling", (("type:roc", "roc"),)),)


def test_nothing_is_found_where_discovery_has_not_run(tmp_path: Path) -> None:
    assert load(reopen(write_study(tmp_path))) is None


def test_coders_go_on_with_older_results_after_a_change(study: Path) -> None:
    text = (
        study.read_text("utf-8")
        .replace("Wat zou u helpen?", "Wat helpt u?")
        .replace("[study]", "[topics]\nseed = 2\n[study]")
    )
    study.write_text(text, encoding="utf-8")
    found = load(reopen(study))
    assert found is not None
    assert not found.current
    assert len(found.codebooks["weg"].answers) == 398


def test_result_that_is_not_whole_is_not_looked_at(study: Path) -> None:
    project = reopen(study)
    results = find_results(project)
    assert results is not None
    (results.folders["topics"] / "examples.parquet").unlink()
    assert find_results(project) is None


def test_new_result_is_read_and_a_removal_seen(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "EVERY", 0.0)
    watched = Watched(lambda: reopen(study))
    first = watched.now()
    assert first is not None
    assert watched.now() is first
    study.write_text(study.read_text("utf-8") + "\n[topics]\nseed = 3\n", encoding="utf-8")
    finish(study, answers=300, seed=3)
    second = watched.now()
    assert second is not None
    assert len(second.codebooks["weg"].answers) == 298
    assert second.current
    shutil.rmtree(study.parent / ".textmining" / "klein" / "stages")
    assert watched.now() is None


def test_study_file_that_is_being_edited_changes_nothing(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "EVERY", 0.0)
    watched = Watched(lambda: reopen(study))
    first, text = watched.now(), study.read_text("utf-8")
    study.write_text("[stu", encoding="utf-8")
    assert watched.now() is first
    study.write_text(text, encoding="utf-8")
    os.utime(study, (1, 1))
    assert watched.now() is not None


def test_nothing_is_shown_after_the_retention_date(tmp_path: Path) -> None:
    study = write_study(tmp_path, '\n[privacy]\nretention = "2020-01-01"\n')
    finish(study)
    assert Watched(lambda: reopen(study)).now() is None


def test_table_that_cannot_be_read_is_told(study: Path) -> None:
    results = find_results(reopen(study))
    assert results is not None
    (results.folders["codebook"] / "proposed_themes.parquet").write_bytes(b"PAR1 geen tabel")
    with pytest.raises(TextminingError, match="proposed_themes"):
        load(reopen(study))

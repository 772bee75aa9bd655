from __future__ import annotations

from pathlib import Path

import pytest

from textmining.errors import SurveyError
from textmining.survey.source import read_source, verify


def refusal(name: str, folder: Path) -> str:
    with pytest.raises(SurveyError) as caught:
        read_source(name, folder)
    assert len(caught.value.problems) == 1
    return str(caught.value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "studie"
    inside.mkdir()
    (inside / "monitor_2022.csv").write_text("nr;waarom\n1;ja\n")
    (tmp_path / "buiten.csv").write_text("nr;waarom\n1;geheim\n")
    return inside


def test_a_missing_file_is_told_with_the_nearest_names(folder: Path) -> None:
    assert "Files that look alike: 'monitor_2022.csv'" in refusal("monitor_2202.csv", folder)


@pytest.mark.parametrize("name", ["../buiten.csv", "x/../../buiten.csv"])
def test_a_path_does_not_leave_the_folder(folder: Path, name: str) -> None:
    assert "outside the folder" in refusal(name, folder)


def test_an_absolute_path_is_refused_even_inside_the_folder(folder: Path) -> None:
    assert "outside the folder" in refusal(str(folder / "monitor_2022.csv"), folder)


def test_a_link_to_a_file_outside_the_folder_is_refused(folder: Path) -> None:
    (folder / "link.csv").symlink_to(folder.parent / "buiten.csv")
    assert "outside the folder" in refusal("link.csv", folder)


def test_a_link_within_the_folder_is_followed(folder: Path) -> None:
    (folder / "link.csv").symlink_to(folder / "monitor_2022.csv")
    assert read_source("link.csv", folder).data.startswith(b"nr;")


def test_a_link_that_points_at_itself_is_one_message(folder: Path) -> None:
    (folder / "rond.csv").symlink_to(folder / "rond.csv")
    assert refusal("rond.csv", folder)


@pytest.mark.parametrize("name", ["a\x00b.csv", "x" * 5000 + ".csv"])
def test_a_name_that_no_file_can_have_is_one_message(folder: Path, name: str) -> None:
    assert refusal(name, folder)


def test_a_folder_is_not_a_file(folder: Path) -> None:
    (folder / "map.csv").mkdir()
    assert "is not a file" in refusal("map.csv", folder)


def test_a_suffix_that_is_not_known_is_told_with_those_that_are(folder: Path) -> None:
    (folder / "data.ods").write_bytes(b"x")
    assert "Save it as .sav, .zsav, .csv or .xlsx." in refusal("data.ods", folder)


@pytest.mark.parametrize("content", [b"", b" \r\n\r\n"])
def test_an_empty_file_is_refused(folder: Path, content: bytes) -> None:
    (folder / "leeg.csv").write_bytes(content)
    assert "is empty" in refusal("leeg.csv", folder)


def test_a_file_that_changed_after_it_was_read_is_refused(folder: Path) -> None:
    source = read_source("monitor_2022.csv", folder)
    verify(source)
    (folder / "monitor_2022.csv").write_text("nr;waarom\n2;nu\n")
    with pytest.raises(SurveyError, match="changed while it was read"):
        verify(source)


def test_a_file_that_vanished_after_it_was_read_is_refused(folder: Path) -> None:
    source = read_source("monitor_2022.csv", folder)
    (folder / "monitor_2022.csv").unlink()
    with pytest.raises(SurveyError, match="changed while it was read"):
        verify(source)

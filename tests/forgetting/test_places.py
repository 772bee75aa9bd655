"""What lies elsewhere: behind links, in folders of earlier runs, and of another study."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.forgetting.conftest import PERSON, WORDS, open_at
from tests.planted import find_planted
from textmining import locking
from textmining.cli import main
from textmining.edition import publish_edition
from textmining.errors import UsageError, WorkspaceError
from textmining.forgetting import Outcome, forget, honour, told
from textmining.forgetting.folders import vanish
from textmining.locking import locked
from textmining.pipeline import open_project, run
from textmining.places import Places, owner_mark, record_places

TODAY = date(2026, 1, 5)
AFTER = date(2026, 7, 1)
PLACES = ".textmining/tweemaal/places.json"


def forget_at(folder: Path) -> Outcome:
    return forget(open_at(folder), PERSON, today=TODAY)


def forget_from_elsewhere(folder: Path) -> Outcome:
    """As somebody who gives other folders than the runs had."""
    project = open_project(folder / "study.toml", outputs=folder / "nergens", models=folder / "nergens")
    return forget(project, PERSON, today=TODAY)


def expire(folder: Path) -> str:
    path = folder / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[privacy]\nretention = "2026-06-30"\n', encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        honour(open_at(folder), AFTER)
    return str(refused.value)


REMOVALS: dict[str, Callable[[Path], object]] = {"forget": forget_at, "retention": expire}


def edition_of(folder: Path) -> Path:
    return next((folder / "outputs/tweemaal").glob("2*"))


def behind_link(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    path.rename(target)
    path.symlink_to(target)


# --- links --------------------------------------------------------------------------------------------------------


def test_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elders").mkdir()
    (tmp_path / "elders" / "a.txt").write_text("van een ander")
    (tmp_path / "stages").symlink_to(tmp_path / "elders")
    with pytest.raises(WorkspaceError, match=r"stages: is a symbolic link to .*elders.* by hand"):
        vanish(tmp_path / "stages")
    assert (tmp_path / "elders" / "a.txt").read_text() == "van een ander"
    assert (tmp_path / "stages").is_symlink()


@pytest.mark.parametrize("removal", REMOVALS)
@pytest.mark.parametrize(
    "name",
    [
        ".textmining/tweemaal/stages",
        ".textmining/tweemaal/stages/survey",
        ".textmining/tweemaal/vectors",
        "models/tweemaal",
        "onderzoek",
    ],
)
def test_nothing_behind_a_link_is_removed_or_changed(name: str, removal: str, published: Path, tmp_path: Path) -> None:
    path = edition_of(published) / name if name == "onderzoek" else published / name
    behind_link(path, tmp_path / "elders")
    before = {p: p.read_bytes() for p in (tmp_path / "elders").rglob("*") if p.is_file()}
    assert before
    with pytest.raises(WorkspaceError, match=f"{path.name}: is a symbolic link to .* by hand"):
        REMOVALS[removal](published)
    assert {p: p.read_bytes() for p in (tmp_path / "elders").rglob("*") if p.is_file()} == before
    path.unlink()
    shutil.rmtree(tmp_path / "elders")
    honour(open_at(published), TODAY)
    assert removal != "forget" or forget_at(published).removal is None


def test_edition_behind_a_link_is_the_studys_and_latest_is_no_second_edition(published: Path, tmp_path: Path) -> None:
    edition = edition_of(published)
    behind_link(edition, tmp_path / "archief" / "2024")
    outcome = forget_at(published)
    assert outcome.removal is not None
    assert list(outcome.removal.editions) == [tmp_path / "archief" / "2024"]
    assert find_planted(tmp_path / "archief", [PERSON, *WORDS]) == {}


def test_link_to_something_else_is_told_and_left(published: Path, tmp_path: Path) -> None:
    (tmp_path / "foto" / "onderzoek").mkdir(parents=True)
    (published / "outputs/tweemaal/foto").symlink_to(tmp_path / "foto")
    lines = told(forget_at(published))
    assert any(str(tmp_path / "foto") in line and "look yourself" in line for line in lines)
    assert (tmp_path / "foto" / "onderzoek").is_dir()


# --- places -------------------------------------------------------------------------------------------------------


def test_run_records_where_it_wrote(published: Path, original: Path) -> None:
    assert stat.S_IMODE((original / PLACES).stat().st_mode) == 0o600
    places = Places.read(original / ".textmining/tweemaal")
    assert places.outputs == (original / "outputs/tweemaal",)
    assert places.models == (original / "models/tweemaal",)
    record_places(open_at(published).workspace, outputs=published / "nog een")
    more = Places.read(published / ".textmining/tweemaal")
    assert more.outputs == (published / "outputs/tweemaal", published / "nog een")
    assert more.owners == places.owners


def test_recorded_places_are_visited_wherever_the_command_is_given(published: Path) -> None:
    outcome = forget_from_elsewhere(published)
    assert find_planted(published / "outputs", [PERSON, *WORDS]) == {}
    assert list((published / "models/tweemaal").iterdir()) == []
    (line,) = (line for line in told(outcome) if line.startswith("looked in:"))
    assert str(published / "outputs/tweemaal") in line
    assert str(published / "models/tweemaal") in line


def test_place_that_is_not_there_is_told_and_visited_when_it_is_back(published: Path) -> None:
    (published / "outputs").rename(published / "schijf")
    line = f"not reached: {published / 'outputs/tweemaal'} is not there"
    assert any(said.startswith(line) for said in told(forget_at(published)))
    again = forget_at(published)
    assert again.removal is None
    assert any(said.startswith(line) for said in told(again))
    (published / "schijf").rename(published / "outputs")
    assert forget_at(published).removal is not None
    assert find_planted(published / "outputs", [PERSON, *WORDS[:4]]) == {}  # of closed answers the stage results told


def test_retention_visits_recorded_places_again_though_the_key_is_gone(published: Path) -> None:
    (published / "outputs").rename(published / "schijf")
    assert "not reached" in expire(published)
    (published / "schijf").rename(published / "outputs")
    with pytest.raises(UsageError, match=r"looked in: .*outputs/tweemaal"):
        honour(open_at(published), AFTER)
    assert not (edition_of(published) / "onderzoek").exists()


def test_place_that_cannot_be_looked_in_keeps_the_removal_incomplete(published: Path) -> None:
    (published / "models/schijf").write_bytes(b"no folder")
    record_places(open_at(published).workspace, models=published / "models/schijf")
    with pytest.raises(WorkspaceError, match="schijf: cannot be looked in"):
        forget_at(published)
    assert find_planted(published / "outputs", [PERSON, *WORDS]) == {}
    assert not json.loads((published / ".textmining/tweemaal/forgotten.json").read_text())["complete"]
    (published / "models/schijf").unlink()
    honour(open_at(published), TODAY)
    assert json.loads((published / ".textmining/tweemaal/forgotten.json").read_text())["complete"]


def test_damaged_record_of_places_stops_a_removal(published: Path) -> None:
    (published / PLACES).write_text("{")
    with pytest.raises(WorkspaceError, match=r"places.json: is damaged .* --outputs and --models"):
        forget_at(published)


# --- another study with the same id -------------------------------------------------------------------------------


def mark(path: Path, *, owner: str | None) -> None:
    record = json.loads(path.read_text(encoding="utf-8"))
    part = record.get("study", record)
    assert part.pop("owner")
    part.update({"owner": owner} if owner else {})
    path.write_text(json.dumps(record), encoding="utf-8")


def test_edition_and_models_have_a_mark_that_is_not_the_key(original: Path) -> None:
    key = bytes.fromhex((original / ".textmining/tweemaal/key").read_text().strip())
    manifest = json.loads((edition_of(original) / "manifest.json").read_text(encoding="utf-8"))
    cards = [json.loads(path.read_text(encoding="utf-8")) for path in original.glob("models/tweemaal/*/card.json")]
    assert {manifest["study"]["owner"], *(card["owner"] for card in cards)} == {owner_mark(key)}
    assert len(cards) == 2
    assert owner_mark(key) not in key.hex()
    assert owner_mark(b"x" * 32) != owner_mark(key)


@pytest.mark.parametrize("removal", REMOVALS)
def test_edition_and_model_of_another_study_with_the_same_id_are_left_and_told(removal: str, published: Path) -> None:
    edition = edition_of(published)
    card = next(published.glob("models/tweemaal/*/card.json"))
    other = owner_mark(b"x" * 32)
    mark(edition / "manifest.json", owner=other)
    mark(card, owner=other)
    before = {path: path.read_bytes() for path in edition.rglob("*") if path.is_file()}
    said = REMOVALS[removal](published)
    assert {path: path.read_bytes() for path in edition.rglob("*") if path.is_file()} == before
    assert [path.name for path in (published / "models/tweemaal").iterdir()] == [card.parent.name]
    text = "\n".join(told(said)) if isinstance(said, Outcome) else str(said)
    assert f"look yourself: {edition} has not the mark of this study" in text


@pytest.mark.parametrize("removal", REMOVALS)
def test_what_was_made_before_there_were_marks_is_the_studys(removal: str, published: Path) -> None:
    mark(edition_of(published) / "manifest.json", owner=None)
    for card in published.glob("models/tweemaal/*/card.json"):
        mark(card, owner=None)
    REMOVALS[removal](published)
    assert find_planted(published / "outputs", [PERSON, *WORDS]) == {}
    assert list((published / "models/tweemaal").iterdir()) == []


# --- a check ------------------------------------------------------------------------------------------------------


def test_check_after_the_retention_date_says_so_and_removes_nothing(
    published: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = published / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[privacy]\nretention = "2020-12-31"\n', encoding="utf-8")
    before = {p: p.stat().st_mtime_ns for p in published.rglob("*")}
    monkeypatch.chdir(published)
    assert main(["check", "study.toml"]) == 2
    said = capsys.readouterr().err
    assert "That day has passed: the next run or stage command removes stage results" in said
    assert "publiek/ and instelling/ stay" in said
    assert {p: p.stat().st_mtime_ns for p in published.rglob("*")} == before


# --- at the same time ---------------------------------------------------------------------------------------------


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "WAIT", 0.1)


@pytest.mark.usefixtures("impatient")
def test_removal_does_not_begin_while_a_run_works(published: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in published.rglob("*")}
    with (
        locked(published / ".textmining/tweemaal", alone=False),
        pytest.raises(WorkspaceError, match="a run is working on this study"),
    ):
        forget_at(published)
    assert {p: p.stat().st_mtime_ns for p in published.rglob("*")} == before


@pytest.mark.usefixtures("impatient")
def test_run_does_not_begin_during_a_removal_and_runs_do_not_hinder_each_other(published: Path) -> None:
    private, project = published / ".textmining/tweemaal", open_at(published)
    with locked(private, alone=True):
        with pytest.raises(WorkspaceError, match="are being removed"):
            run(project, "survey")
        with pytest.raises(WorkspaceError, match="are being removed"):
            publish_edition(project)
    with locked(private, alone=False):
        assert run(project, "survey").reused

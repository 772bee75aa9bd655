from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from textmining.errors import StageError, WorkspaceError
from textmining.workspace import (
    ROOMS,
    Workspace,
    code_fingerprint,
    fingerprint,
    read_table,
    write_json,
    write_table,
    write_text,
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.of(tmp_path / "study.toml", "proef", outputs=tmp_path / "outputs", models=tmp_path / "models")


def write_one(folder: Path) -> None:
    write_text(folder / "one.txt", "one")


def test_private_folder_is_for_its_owner_only(workspace: Workspace) -> None:
    assert stat.S_IMODE(workspace.private.stat().st_mode) == 0o700
    workspace.key()
    assert stat.S_IMODE((workspace.private / "key").stat().st_mode) == 0o600


def test_key_stays_the_same_and_is_agreed_on_by_runs_at_once(workspace: Workspace) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: workspace.key(), range(32)))
    assert len(keys) == 1
    assert len(keys.pop()) == 32


def test_damaged_key_is_an_error_and_never_replaced(workspace: Workspace) -> None:
    (workspace.private / "key").write_text("not a key")
    with pytest.raises(WorkspaceError, match="damaged"):
        workspace.key()
    assert (workspace.private / "key").read_text() == "not a key"


def test_unchanged_stage_is_not_run_again(workspace: Workspace) -> None:
    runs = []

    def build(folder: Path) -> None:
        runs.append(folder)
        write_one(folder)

    first = workspace.run_stage("survey", {"files": "a"}, build)
    second = workspace.run_stage("survey", {"files": "a"}, build)
    third = workspace.run_stage("survey", {"files": "b"}, build)
    assert [first.reused, second.reused, third.reused] == [False, True, False]
    assert len(runs) == 2
    assert first.folder == second.folder != third.folder


def test_damaged_stage_is_made_again(workspace: Workspace, tmp_path: Path) -> None:
    first = workspace.run_stage("survey", {}, write_one)
    (first.folder / "one.txt").write_text("two")
    later = Workspace.of(tmp_path / "study.toml", "proef", outputs=workspace.outputs, models=workspace.models)
    assert later.find_stage("survey", {}) is None
    assert not later.run_stage("survey", {}, write_one).reused
    assert (first.folder / "one.txt").read_text() == "one"


def test_failed_stage_leaves_nothing(workspace: Workspace) -> None:
    def fail(folder: Path) -> None:
        write_one(folder)
        raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        workspace.run_stage("survey", {}, fail)
    assert list((workspace.private / "stages" / "survey").iterdir()) == []


def test_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    write_json(path, {"a": 1})
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(ValueError, match="Circular"):
        write_json(path, circle)
    assert os.listdir(tmp_path) == ["file.json"]


def test_table_comes_back_as_it_was_written(tmp_path: Path) -> None:
    frame = pd.DataFrame({"kind": ["group"], "id": ["domein"], "code": ["1"], "label": ["Zorg"], "position": [1]})
    path = write_table(tmp_path, "labels", frame)
    pd.testing.assert_frame_equal(read_table(tmp_path, "labels"), frame)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_table_that_breaks_its_contract_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(StageError, match="labels: lacks the columns"):
        write_table(tmp_path, "labels", pd.DataFrame({"kind": ["group"]}))
    assert list(tmp_path.iterdir()) == []


def test_fingerprint_does_not_depend_on_the_order_of_keys() -> None:
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})


def test_later_stage_has_the_code_of_more_rooms() -> None:
    prints = [code_fingerprint(stage) for stage in ROOMS]
    assert len(set(prints)) == len(ROOMS)

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from textmining.cleaning.language import hanta_tables
from textmining.cleaning.language.hanta import HantaTagger
from textmining.cleaning.language.hanta_tables import hanta_id, load_tables


@pytest.fixture
def folder(models: Path, tagger: HantaTagger, tmp_path: Path) -> Path:
    """A models folder of its own, with the tables in it."""
    shutil.copytree(models / "hanta-nl", tmp_path / "hanta-nl")
    return tmp_path


def test_the_compact_tables_are_small(folder: Path) -> None:
    assert (folder / "hanta-nl" / "tables.msgpack").stat().st_size < 10_000_000


def test_tables_are_the_same_from_a_models_folder_and_where_it_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed" / "hanta-nl").write_text("a file where a folder should be")
    kept = load_tables(folder)
    made = load_tables(tmp_path / "closed")
    assert kept._replace(follow={}, finish={}) == made._replace(follow={}, finish={})
    assert list(kept.follow.items()) == list(made.follow.items())


def test_damaged_tables_are_noticed_and_made_again(folder: Path) -> None:
    path = folder / "hanta-nl" / "tables.msgpack"
    whole = path.read_bytes()
    path.write_bytes(whole[:-10] + b"0123456789")
    load_tables(folder)
    assert path.read_bytes() == whole


def test_tables_of_another_version_are_made_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "hanta-nl" / "tables.msgpack"
    before = path.read_bytes()
    monkeypatch.setattr(hanta_tables, "_FORMAT", 0)
    load_tables(folder)
    assert path.read_bytes() != before


def test_the_id_names_the_version_and_the_data() -> None:
    assert hanta_id().startswith("hanta-1.")
    assert len(hanta_id().split("-")) == 4

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
import xlsxwriter
from safetensors.numpy import save_file

from tests.planted import find_planted

WORD = "Zwaluwstaartjé"
FRAME = pd.DataFrame({"text": ["niets", f"dit is {WORD} ja"] * 50})


def parquet(folder: Path) -> None:
    FRAME.to_parquet(folder / "file", compression="zstd")


def parquet_category_without_a_row(folder: Path) -> None:
    frame = FRAME.astype("category")[FRAME["text"] == "niets"]
    frame.to_parquet(folder / "file")


def workbook(folder: Path) -> None:
    with xlsxwriter.Workbook(folder / "file.xlsx") as book:
        book.add_worksheet().write_string(0, 0, f"dit is {WORD}")
    shutil.move(folder / "file.xlsx", folder / "file")


def sav_with_a_long_text(folder: Path) -> None:
    pyreadstat.write_sav(pd.DataFrame({"a": ["x" * 300 + WORD]}), folder / "file", row_compress=True)


def sav_with_a_label(folder: Path) -> None:
    pyreadstat.write_sav(pd.DataFrame({"a": [1.0]}), folder / "file", variable_value_labels={"a": {1.0: WORD}})


def database(folder: Path) -> None:
    with sqlite3.connect(folder / "file") as connection:
        connection.execute("create table t (a text)")
        connection.execute("insert into t values (?)", ["x" * 4090 + WORD])
    connection.close()


def archive_in_archive(folder: Path) -> None:
    with zipfile.ZipFile(folder / "inner", "w", zipfile.ZIP_DEFLATED) as inner:
        inner.writestr("a.txt", WORD)
    with zipfile.ZipFile(folder / "file", "w", zipfile.ZIP_DEFLATED) as outer:
        outer.write(folder / "inner", "inner.zip")
    (folder / "inner").unlink()


def tensors(folder: Path) -> None:
    save_file({"a": np.zeros(2)}, folder / "file", metadata={"texts": WORD})


WRITERS: dict[str, Callable[[Path], object]] = {
    "UTF-8": lambda folder: (folder / "file").write_text(f"een {WORD}", encoding="utf-8"),
    "capitals": lambda folder: (folder / "file").write_text(WORD.upper(), encoding="utf-8"),
    "decomposed": lambda folder: (folder / "file").write_text("zwaluwstaartje\u0301", encoding="utf-8"),
    "Latin-1": lambda folder: (folder / "file").write_bytes(WORD.encode("latin-1")),
    "UTF-16": lambda folder: (folder / "file").write_text(WORD, encoding="utf-16"),
    "UTF-16 at an odd place": lambda folder: (folder / "file").write_bytes(b"x" + WORD.encode("utf-16-be")),
    "JSON escapes": lambda folder: (folder / "file").write_text(json.dumps({"a": WORD})),
    "HTML": lambda folder: (folder / "file").write_text("zwaluwstaartj&eacute;"),
    "address": lambda folder: (folder / "file").write_text("?q=zwaluwstaartj%C3%A9"),
    "gzip": lambda folder: (folder / "file").write_bytes(gzip.compress(WORD.encode())),
    "parquet": parquet,
    "parquet category": parquet_category_without_a_row,
    "workbook": workbook,
    "SPSS text": sav_with_a_long_text,
    "SPSS label": sav_with_a_label,
    "SQLite": database,
    "archive in archive": archive_in_archive,
    "tensors": tensors,
}


@pytest.mark.parametrize("kind", WRITERS)
def test_word_is_found_in(kind: str, tmp_path: Path) -> None:
    WRITERS[kind](tmp_path)
    assert [where.split("::")[0] for where in find_planted(tmp_path, [WORD, "afwezig"])[WORD]][:1] == ["file"]
    assert find_planted(tmp_path, ["afwezig"]) == {}


def test_word_is_found_in_the_name_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / WORD).mkdir()
    assert list(find_planted(tmp_path, [WORD])) == [WORD]


def test_container_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"PAR1 and nothing that follows it")
    with pytest.raises(ValueError):
        find_planted(tmp_path, [WORD])

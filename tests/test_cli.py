from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from textmining.cli import main

HEADER = "nr;instelling;type;gewicht;g1;g2;g3;cijfer;weg"


def edit_data(old: str, new: str) -> Callable[[Path], None]:
    """Replace text once in the survey file."""

    def edit(study: Path) -> None:
        path = study.with_name("klein.csv")
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def edit_study(old: str, new: str) -> Callable[[Path], None]:
    """Replace text once in the study file."""

    def edit(study: Path) -> None:
        text = study.read_text(encoding="utf-8")
        assert old in text
        study.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def set_cell(row: int, column: str, value: str) -> Callable[[Path], None]:
    """Set one cell of the survey file; row 1 is the first respondent."""

    def edit(study: Path) -> None:
        path = study.with_name("klein.csv")
        lines = path.read_text(encoding="utf-8").splitlines()
        cells = lines[row].split(";")
        cells[HEADER.split(";").index(column)] = value
        lines[row] = ";".join(cells)
        path.write_text("\n".join(lines), encoding="utf-8")

    return edit


def write_bytes(content: bytes) -> Callable[[Path], None]:
    def edit(study: Path) -> None:
        study.with_name("klein.csv").write_bytes(content)

    return edit


def make_unreadable(study: Path) -> None:
    """A folder where a file should be: not readable as a file, for the owner and for root alike."""
    study.with_name("klein.csv").unlink()
    study.with_name("klein.csv").mkdir()


BAD_INPUT = {
    "duplicate respondent ids": (set_cell(2, "nr", "1"), ["klein.csv", "row", "1"]),
    "missing column": (edit_data("gewicht", "gewigt"), ["klein.csv", "'gewicht'", "'gewigt'"]),
    "unreadable file": (make_unreadable, ["klein.csv"]),
    "not what its name says": (write_bytes(b"PK\x03\x04\x00\x00\x00\x00"), ["klein.csv"]),
    "empty file": (write_bytes(b""), ["klein.csv", "empty"]),
    "only a header": (write_bytes(HEADER.encode()), ["klein.csv"]),
    "scale item out of range": (set_cell(3, "g2", "9"), ["klein.csv", "g2", "9"]),
    "weight below zero": (set_cell(4, "gewicht", "-1"), ["klein.csv", "gewicht", "row 5"]),
    "unknown key": (edit_study("weight =", "wieght ="), ["study.toml", "wieght", "'weight'"]),
    "missing file": (edit_study("klein.csv", "klien.csv"), ["klien.csv", "klein.csv"]),
    "column twice": (edit_data("cijfer", "g1"), ["klein.csv", "'g1'", "2 times"]),
    "not TOML": (edit_study("[study]", "[study"), ["study.toml", "line"]),
    "wave that is not there": (edit_study("[[waves]]", "reference_wave = '2020'\n[[waves]]"), ["study.toml", "2020"]),
}


@pytest.mark.parametrize("command", ["check", "run"])
@pytest.mark.parametrize("kind", BAD_INPUT)
def test_bad_input_gives_a_readable_message_and_no_edition(
    kind: str, command: str, small_study: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    edit, words = BAD_INPUT[kind]
    edit(small_study)
    monkeypatch.chdir(small_study.parent)
    assert main([command, "study.toml"]) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    for word in words:
        assert word in said
    assert len(said.strip().splitlines()) == 1
    assert not (small_study.parent / "outputs").exists()


def test_check_reports_everything_wrong_at_once(small_study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_cell(2, "nr", "1")(small_study)
    set_cell(3, "g2", "9")(small_study)
    set_cell(4, "gewicht", "-1")(small_study)
    assert main(["check", str(small_study)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("textmining: 3 problems\n")
    assert all(word in said for word in ("nr", "g2", "gewicht"))


def test_check_of_a_good_study_counts_what_is_there(small_study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(small_study)]) == 0
    said = capsys.readouterr().out
    assert "240 respondents" in said
    assert "no errors" in said


def test_check_writes_nothing(small_study: Path) -> None:
    before = sorted(small_study.parent.rglob("*"))
    main(["check", str(small_study)])
    assert sorted(small_study.parent.rglob("*")) == before


def test_help_answers_at_once_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; from textmining.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'spacy', 'torch', 'prefect', 'bertopic', 'pydantic'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "COMMAND" in done.stdout
    assert time.perf_counter() - started < 5


def test_call_that_is_wrong_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["run"])
    assert stop.value.code == 2
    assert main(["run", "no-such-study.toml"]) == 2
    assert "no such file" in capsys.readouterr().err


def test_another_data_folder_is_read_only_when_asked_for(
    small_study: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (small_study.parent / "klein.csv").rename(elsewhere / "klein.csv")
    assert main(["check", str(small_study)]) == 2
    assert main(["check", str(small_study), "--data", str(elsewhere)]) == 0
    assert main(["check", str(small_study), "--data", str(elsewhere / "nowhere")]) == 2
    capsys.readouterr()


@pytest.mark.parametrize("name", ["overrides.csv", "overrides.xlsx"])
def test_check_reads_the_decisions_about_answers(
    small_study: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    import pandas as pd

    rows = pd.DataFrame(
        [["1", "belemmering", "keep", "waarom"]], columns=["respondent_id", "question", "fate", "reason"]
    )
    path, rows = small_study.with_name(name), rows.assign(wave="2022")
    rows.to_csv(path, index=False) if name.endswith("csv") else rows.to_excel(path, index=False)
    assert main(["check", str(small_study)]) == 2
    assert f"{name}: row 2: 'keep' is not a fate." in capsys.readouterr().err


def test_check_reads_the_names_to_redact(small_study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = small_study.read_text(encoding="utf-8")
    small_study.write_text(f'{study}\n[privacy]\nnames = "namen.txt"\n', encoding="utf-8")
    assert main(["check", str(small_study)]) == 2
    assert "namen.txt: there is no such file" in capsys.readouterr().err
    small_study.with_name("namen.txt").write_text("Jan Linders = vrijj\n", encoding="utf-8")
    assert main(["check", str(small_study)]) == 2
    assert "line 1" in capsys.readouterr().err
    small_study.with_name("namen.txt").write_text("Jan Linders = vrij\n", encoding="utf-8")
    assert main(["check", str(small_study)]) == 0

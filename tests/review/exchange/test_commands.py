from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.review.exchange.conftest import edited, zipped
from tests.review.exchange.test_intake import set_label
from tests.review.finished import finish, reopen, write_study
from textmining.cli import main
from textmining.codebook import decisions as d
from textmining.codebook.exchange import read_project
from textmining.codebook.exchange.archive import MAX_UNPACKED
from textmining.codebook.store import DecisionStore
from textmining.project import Project, decision_log
from textmining.review.accounts import Accounts
from textmining.review.exchange.commands import import_file
from textmining.review.exchange.reading import read_moments
from textmining.review.serving import database_of

PASSWORD = "vier losse woorden hier"


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A finished study with a coder and a reader, in the current folder."""
    path = write_study(tmp_path)
    finish(path, answers=60, themes=4)
    monkeypatch.chdir(tmp_path)
    return path


@pytest.fixture
def coders(study: Path) -> Project:
    project = reopen(study)
    accounts = Accounts.open(database_of(project))
    for name, role in (("anna", "coder"), ("lars", "reader")):
        accounts.add_user(name, role, PASSWORD)
    accounts.close()
    return project


def decide(project: Project, *actions: Any) -> None:
    log = decision_log(project, make=True)
    assert log is not None
    fit = read_moments(project, log, ["weg"])[0].fit
    for action in actions:
        log.append("weg", action, actor="bram", seen=log.last(), fit=fit)
    log.close()


def audit(project: Project) -> list[tuple[str, str | None, str | None]]:
    accounts = Accounts.open(database_of(project))
    found = [(entry.kind, entry.actor, entry.detail) for entry in accounts.audit(10)]
    accounts.close()
    return found


def last(project: Project) -> int:
    log = DecisionStore.open(database_of(project))
    found = log.last()
    log.close()
    return found


# --- export -----------------------------------------------------------------------------------------------------------


def test_export_goes_to_the_private_folder_for_its_owner_only(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for to, end in (("csv", "zip"), ("xlsx", "xlsx"), ("qdpx", "qdpx"), ("sav", "sav")):
        assert main(["export", str(study), "--to", to, "--question", "weg"]) == 0
        told = capsys.readouterr().out
        path = study.parent / ".textmining" / "klein" / "exports" / f"klein-weg-stand-0.{end}"
        assert told.startswith(f"{path}\n")
        assert path.stat().st_mode & 0o777 == 0o600
        assert ("ids of respondents" in told) == (to == "sav")
    assert not (study.parent / ".textmining" / "klein" / "review.sqlite").exists()
    assert {path.name for path in path.parent.iterdir()} == {
        f"klein-weg-stand-0.{end}" for end in ("zip", "xlsx", "qdpx", "sav")
    }


def test_export_is_not_overwritten_unless_told(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = study.parent / "uit.zip"
    target.write_bytes(b"van een ander")
    call = ["export", str(study), "--to", "csv", "--output", str(target)]
    assert main(call) == 2
    assert "is there already" in capsys.readouterr().err
    assert target.read_bytes() == b"van een ander"
    assert main([*call, "--force"]) == 0
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == ["LEESMIJ.txt", "themas.csv", "coderingen.csv"]
        themes = pd.read_csv(io.BytesIO(archive.read("themas.csv")), sep=";", decimal=",", encoding="utf-8-sig")
    assert {"t000", "none-weg"} <= set(themes["theme_id"])


def test_spss_file_has_a_row_per_respondent_and_themes_as_0_and_1(study: Path) -> None:
    decide(reopen(study), d.Rename(theme="t000", label="Té weinig tijd"), d.Reject(theme="t002"))
    target = study.parent / "codes.sav"
    assert main(["export", str(study), "--to", "sav", "--question", "weg", "--output", str(target)]) == 0
    assert target.stat().st_mode & 0o777 == 0o600
    frame, meta = pyreadstat.read_sav(target)
    assert len(frame) == 60
    assert meta.column_names_to_labels["t000"] == "Té weinig tijd"
    assert meta.variable_value_labels["t000"] == {0.0: "niet genoemd", 1.0: "genoemd"}
    assert "t002" not in frame
    log = decision_log(reopen(study))
    moment = read_moments(reopen(study), log, ["weg"])[1][0]
    assert log is not None
    log.close()
    people = dict(zip(moment.answers["answer_id"], moment.answers["respondent_id"], strict=True))
    named = {people[answer] for answer, own in moment.mentions.items() if "t000" in own}
    assert set(frame.loc[frame["t000"] == 1, "respondent_id"]) == named
    assert frame.loc[~frame["respondent_id"].isin(people.values()), "t000"].isna().all()


def test_project_is_read_back_to_the_same_codings_of_all_questions(study: Path) -> None:
    decide(reopen(study), d.Rename(theme="t000", label="Tijd"), d.Note(theme="t000", text="Let op uren"))
    target = study.parent / "p.qdpx"
    assert main(["export", str(study), "--to", "qdpx", "--output", str(target)]) == 0
    log = decision_log(reopen(study))
    assert log is not None
    moments = read_moments(reopen(study), log, ["weg", "wens"])[1]
    log.close()
    codings, themes, answers = (
        pd.concat([getattr(one, table) for one in moments]) for table in ("codings", "themes", "answers")
    )
    read = read_project(target.read_bytes(), "p.qdpx", study="klein", known=themes, answers=answers["answer_id"])
    key = ["answer_id", "segment_id", "theme_id", "source"]
    both = [
        table[key].astype(object).where(table[key].notna(), None).sort_values(key).to_numpy().tolist()
        for table in (read.codings, codings)
    ]
    assert both[0] == both[1]
    assert "Let op uren" in read.notes["text"].tolist()
    assert not read.unread


def test_signed_version_is_exported_as_it_was(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    decide(
        reopen(study), d.Rename(theme="t000", label="Tijd"), d.SignOff(number=1), d.Rename(theme="t000", label="Uren")
    )
    call = ["export", str(study), "--to", "xlsx", "--question", "weg"]
    for options, label in ((["--version", "1"], "Tijd"), ([], "Uren")):
        assert main([*call, *options]) == 0
        path = capsys.readouterr().out.splitlines()[0]
        assert label in {row[1].value for row in openpyxl.load_workbook(path)["Codeboek"].iter_rows()}
    assert main([*call, "--version", "2"]) == 2
    assert "Signed off: 1." in capsys.readouterr().err


def test_export_says_what_it_needs(study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(study), "--to", "xlsx"]) == 2
    assert "Choose with --question" in capsys.readouterr().err
    assert main(["export", str(study), "--to", "csv", "--question", "wegg"]) == 2
    assert "'weg'" in capsys.readouterr().err
    (tmp_path / "nieuw").mkdir()
    assert main(["export", str(write_study(tmp_path / "nieuw")), "--to", "csv"]) == 1
    assert "no themes yet" in capsys.readouterr().err


def test_export_and_import_are_in_the_audit_where_there_is_one(coders: Project) -> None:
    assert main(["export", str(coders.study_file), "--to", "csv"]) == 0
    assert main(["export", str(coders.study_file), "--to", "xlsx", "--question", "weg"]) == 0
    assert audit(coders)[:2] == [
        ("export", None, "xlsx: weg, stand 0 (opdrachtregel)"),
        ("export", None, "csv: weg, wens, stand 0 (opdrachtregel)"),
    ]


# --- import -----------------------------------------------------------------------------------------------------------


def workbook(project: Project) -> Path:
    """An edited workbook."""
    path = project.study_file.parent / "terug.xlsx"
    made = project.study_file.parent / "uit.xlsx"
    assert main(["export", str(project.study_file), "--to", "xlsx", "--question", "weg", "--output", str(made)]) == 0
    path.write_bytes(edited(made.read_bytes(), set_label("t000", "Te weinig tijd")))
    return path


def test_import_tells_first_and_then_takes_over_once(coders: Project, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(coders)
    call = ["import", str(coders.study_file), str(path)]
    capsys.readouterr()
    assert main([*call, "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "proef: er is niets gewijzigd\n1 wijziging over te nemen" in told
    assert "Codeboek, rij" in told
    assert "andere naam, ‘Thema 1’ (Thema 1 → Te weinig tijd)" in told
    assert last(coders) == 0
    assert main([*call, "--as", "Anna"]) == 0
    assert capsys.readouterr().out.startswith("1 wijziging overgenomen")
    assert audit(coders)[0] == ("import", "anna", "terug.xlsx: besluiten 1 t/m 1 (opdrachtregel)")
    assert main([*call, "--as", "anna"]) == 0
    assert "0 wijzigingen overgenomen\n1 wijziging was er al" in capsys.readouterr().out
    assert last(coders) == 1


def test_import_is_by_a_user_who_may_code(coders: Project, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["import", str(coders.study_file), str(workbook(coders))]
    for options, told in (
        ([], "--as: says who decides"),
        (["--as", "lars"], "is no user who may code"),
        (["--as", "niemand"], "is no user of the review app"),
    ):
        assert main([*call, *options]) == 2
        assert told in capsys.readouterr().err
    assert last(coders) == 0


def test_dry_run_makes_no_database(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(reopen(study))
    assert main(["import", str(study), str(path), "--dry-run"]) == 0
    assert not (study.parent / ".textmining" / "klein" / "review.sqlite").exists()


XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Project name="&e;"/>'


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("weg.csv", b"a;b", "is neither a workbook (.xlsx) nor a REFI-QDA project"),
        ("weg.xlsx", None, "is not there"),
        ("weg.xlsx", b"", "is geen Excel-werkmap"),
        ("weg.qdpx", b"PK", "is geen REFI-QDA-project"),
        ("weg.qdpx", zipped("project.qde", XXE), "bevat een documenttype"),
        ("weg.qdpx", zipped("project.qde", bytes(99_999), told=MAX_UNPACKED + 1), "wordt uitgepakt"),
        ("weg.xlsx", zipped("xl/workbook.xml", XXE), "is beschadigd"),
    ],
)
def test_import_of_another_file_is_told_and_changes_nothing(
    coders: Project, name: str, data: bytes | None, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = coders.study_file.parent / name
    if data is not None:
        path.write_bytes(data)
    assert main(["import", str(coders.study_file), str(path), "--as", "anna"]) == 2
    said = capsys.readouterr().err
    assert told in said
    assert "Traceback" not in said
    assert last(coders) == 0


# --- codings of other programs ----------------------------------------------------------------------------------------


def recoded(data: bytes, edit: Any) -> bytes:
    """A project after another program changed its project.qde."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            held = old.read(name)
            new.writestr(name, edit(held.decode()).encode() if name == "project.qde" else held)
    return made.getvalue()


CODING = (
    '<PlainTextSelection guid="dddddddd-0000-4000-8000-00000000000{n}" startPosition="0" endPosition="3" '
    'creatingUser="eeeeeeee-0000-4000-8000-000000000001"><Coding guid="dddddddd-0000-4000-8000-10000000000{n}">'
    '<CodeRef targetGUID="{code}"/></Coding></PlainTextSelection>'
)
USER = '<Users><User guid="eeeeeeee-0000-4000-8000-000000000001" name="Anna in QualCoder"/>'
OWN = '<Code guid="ffffffff-0000-4000-8000-000000000001" name="Eigen code" isCodable="true"/>'


@pytest.fixture
def exported(coders: Project) -> bytes:
    target = coders.study_file.parent / "p.qdpx"
    assert main(["export", str(coders.study_file), "--to", "qdpx", "--output", str(target)]) == 0
    return target.read_bytes()


def with_codings(data: bytes, answers: list[str], theme: str, *, code: str | None = None) -> bytes:
    """The project after somebody coded answers with a theme, or with a code of one's own."""
    from textmining.codebook.exchange.guids import Guids

    guids = Guids("klein")

    def edit(text: str) -> str:
        text = text.replace("<Users>", USER, 1).replace("<Codes>", f"<Codes>{OWN}", 1)
        for number, answer in enumerate(answers):
            head = f'<TextSource guid="{guids.of("answer", answer)}"'
            assert head in text
            before, _, rest = text.partition(head)
            tag, _, rest = rest.partition(">")
            coding = CODING.format(n=number, code=code or guids.of("theme", theme))
            text = f"{before}{head}{tag}>{coding}{rest}"
        return text

    return recoded(data, edit)


def test_codings_of_another_program_give_answers_themes_once(
    coders: Project, exported: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    moment = read_moments(coders, None, ["weg"])[1][0]
    without = sorted(a for a in moment.answers["answer_id"] if "t002" not in moment.mentions.get(a, ()))[1:4]
    path = coders.study_file.parent / "terug.qdpx"
    path.write_bytes(with_codings(exported, without, "t002"))
    call = ["import", str(coders.study_file), str(path), "--as", "anna"]
    capsys.readouterr()
    assert main(call) == 0
    assert capsys.readouterr().out.startswith("3 wijzigingen overgenomen")
    log = decision_log(coders)
    assert log is not None
    now = read_moments(coders, log, ["weg"])[1][0]
    assert all("t002" in now.mentions[answer] for answer in without)
    assert {one.action.kind for one in log.read()} == {"add_theme"}
    log.close()
    assert main(call) == 0
    assert "0 wijzigingen overgenomen" in capsys.readouterr().out
    assert last(coders) == 3


def test_project_that_was_only_looked_at_changes_nothing_whatever_happened_since(
    coders: Project, exported: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    moment = read_moments(coders, None, ["weg"])[1][0]
    answer, theme = next((a, min(own)) for a, own in sorted(moment.mentions.items()) if own)
    decide(coders, d.RemoveTheme(answer=answer, theme=theme), d.Rename(theme="t000", label="Tijd"))
    path = coders.study_file.parent / "terug.qdpx"
    path.write_bytes(exported)
    told = import_file(coders, path, actor="anna", dry_run=False)
    assert told[0] == "0 wijzigingen overgenomen"
    assert any("heet in het bestand ‘Thema 1’" in line for line in told)
    assert last(coders) == 2


def test_what_is_no_theme_or_answer_here_and_what_was_taken_away_is_told(coders: Project, exported: bytes) -> None:
    moment = read_moments(coders, None, ["weg"])[1][0]
    answer = next(a for a in sorted(moment.answers["answer_id"]) if "t002" not in moment.mentions.get(a, ()))
    path = coders.study_file.parent / "terug.qdpx"
    path.write_bytes(with_codings(exported, [answer], "", code="ffffffff-0000-4000-8000-000000000001"))
    told = "\n".join(import_file(coders, path, actor="anna", dry_run=False))
    assert "code ‘Eigen code’ is hier geen thema; maak het eerst aan. 1 codering is overgeslagen." in told
    other = recoded(with_codings(exported, [answer], "t002"), lambda xml: xml.replace(f'name="{answer}"', 'name="z"'))
    path.write_bytes(other)
    assert import_file(coders, path, actor="anna", dry_run=True)[1] == "1 wijziging over te nemen"  # by its GUID
    decide(coders, d.AddTheme(answer=answer, theme="t002"), d.RemoveTheme(answer=answer, theme="t002"))
    path.write_bytes(with_codings(exported, [answer], "t002"))
    told = "\n".join(import_file(coders, path, actor="anna", dry_run=False))
    assert "0 wijzigingen overgenomen" in told
    assert last(coders) == 2


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), kind=st.sampled_from(["xlsx", "qdpx"]))
def test_damaged_file_is_refused_or_told_never_a_traceback_nor_half_taken_over(
    coders: Project, exported: bytes, seed: int, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = random.Random(seed)
    path = coders.study_file.parent / f"stuk.{kind}"
    whole = exported
    if kind == "xlsx":
        made = coders.study_file.parent / "heel.xlsx"
        if not made.exists():
            made.write_bytes(workbook(coders).read_bytes())
            (coders.study_file.parent / "uit.xlsx").unlink()
        whole = made.read_bytes()
    data = bytearray(whole)
    for _ in range(rng.choice([1, 10, 100])):
        data[rng.randrange(len(data))] = rng.randrange(256)
    path.write_bytes(bytes(data[: rng.randrange(len(data))]) if seed % 3 == 0 else bytes(data))
    assert main(["import", str(coders.study_file), str(path), "--dry-run"]) in (0, 2)
    assert "Traceback" not in capsys.readouterr().err
    assert last(coders) == 0

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.forgetting.conftest import PERSON, WORDS, open_at, publish, write_study
from tests.planted import find_planted
from tests.survey.conftest import SMALL
from textmining.cli import main
from textmining.errors import StudyError, UsageError
from textmining.forgetting import forget, honour, retention_notices
from textmining.project import decision_log
from textmining.study_file import load_study, parse_study
from textmining.workspace import file_fingerprint

LAST = date(2026, 6, 30)
AFTER = date(2026, 7, 1)


def set_retention(folder: Path, day: str) -> None:
    path = folder / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + f'\n[privacy]\nretention = "{day}"\n', encoding="utf-8")


@pytest.fixture
def kept(published: Path) -> Path:
    """A published study whose data may be kept up to the last of June."""
    set_retention(published, LAST.isoformat())
    return published


def names(folder: Path) -> list[str]:
    """What is in the private folder, the write-ahead files of the database apart."""
    found = (path.name for path in (folder / ".textmining/tweemaal").iterdir())
    return sorted(name for name in found if not name.endswith(("-wal", "-shm")))


# --- the date -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["2027-12-31", " 2027-12-31 ", datetime.date(2027, 12, 31)])
def test_date_may_be_text_or_a_date_of_toml(value: object) -> None:
    study = parse_study({**SMALL, "privacy": {"retention": value}}, "study.toml")
    assert study.privacy.retention == date(2027, 12, 31)
    assert study.model_dump(mode="json")["privacy"]["retention"] == "2027-12-31"


@pytest.mark.parametrize(
    "value",
    ["31-12-2027", "2027", "20271231", "2027-W52-5", "", 2027, True, datetime.datetime(2027, 1, 1), "٢٠٢٧-01-01"],
)
def test_anything_else_is_an_error_that_shows_how(value: object) -> None:
    with pytest.raises(StudyError, match=r'\[privacy\]: retention: .* Example: retention = "2027-12-31"'):
        parse_study({**SMALL, "privacy": {"retention": value}}, "study.toml")


def test_day_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(StudyError, match="2027-02-30 is a day that does not exist"):
        parse_study({**SMALL, "privacy": {"retention": "2027-02-30"}}, "study.toml")


def test_check_says_so_within_thirty_days(tmp_path: Path) -> None:
    study = load_study(write_study(tmp_path, retention=LAST.isoformat()))
    told = {days: bool(retention_notices(study, LAST - datetime.timedelta(days))) for days in (0, 29, 30, 300, -1)}
    assert told == {0: True, 29: True, 30: False, 300: False, -1: False}
    assert LAST.isoformat() in retention_notices(study, LAST)[0]


def test_check_prints_the_note(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    soon = date.today() + datetime.timedelta(days=3)
    assert main(["check", str(write_study(tmp_path, retention=soon.isoformat()))]) == 0
    assert (
        f"note: [privacy] retention: the first run or stage command on this study after {soon}"
        in capsys.readouterr().out
    )
    assert not (tmp_path / ".textmining").exists()


# --- before and after ---------------------------------------------------------------------------------------------


def test_up_to_the_last_day_nothing_happens(kept: Path) -> None:
    before = sorted(kept.rglob("*"))
    honour(open_at(kept), LAST)
    assert sorted(kept.rglob("*")) == before


def test_after_it_everything_personal_goes_and_the_command_refuses(kept: Path) -> None:
    forget(open_at(kept), "R-0003-nu", today=LAST)  # so that there is a list of forgotten respondents
    publish(kept)
    edition = (kept / "outputs/tweemaal/latest-concept").resolve()
    public = {path: file_fingerprint(path) for path in (edition / "publiek").rglob("*") if path.is_file()}
    others = ["R-0001-nu", "R-0072-toen", PERSON, *WORDS]
    ledger = (edition / "onderzoek/tables/ledger.parquet").exists()
    assert ledger
    assert len(find_planted(edition, others)) == len(others)
    with pytest.raises(UsageError, match=r"until 2026-06-30\. That day has passed: .* set a later date"):
        honour(open_at(kept), AFTER)
    for place in (".textmining", "outputs", "models"):
        assert find_planted(kept / place, others) == {}, place
    assert names(kept) == ["lock", "places.json", "review.sqlite", "themes.json"]
    log = decision_log(open_at(kept))
    assert log is not None
    assert [one.action.kind for one in log.read()] == ["rename"]
    log.close()
    memory = json.loads((kept / ".textmining/tweemaal/themes.json").read_text())
    assert not any(memory["seen"].values())
    assert not any(theme["members"] for theme in memory["themes"].values())
    for folder in (p for p in edition.parent.iterdir() if not p.is_symlink()):
        assert sorted(p.name for p in folder.iterdir()) == ["instelling", "manifest.json", "publiek"]
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["removed"][-1]["date"] == AFTER.isoformat()
        assert "bewaartermijn" in manifest["removed"][-1]["note"]
        assert all(file_fingerprint(folder / name) == value for name, value in manifest["files"].items())
    assert {path: file_fingerprint(path) for path in public} == public


def test_it_refuses_again_and_leaves_the_manifest(kept: Path) -> None:
    for _ in range(2):
        with pytest.raises(UsageError, match="That day has passed"):
            honour(open_at(kept), AFTER)
    manifest = json.loads(next(kept.glob("outputs/*/2*/manifest.json")).read_text(encoding="utf-8"))
    assert len(manifest["removed"]) == 1


def test_removal_that_was_cut_short_at_any_step_is_completed(
    kept: Path, stop_at: Callable[[int], Callable[[str], None]]
) -> None:
    stopped = 0
    for number in range(100):  # one folder serves all: what is gone stays gone, and the steps left are done
        try:
            honour(open_at(kept), AFTER, stop_at(number))
        except KeyboardInterrupt:
            stopped += 1
        except UsageError:
            break
    assert stopped > 5
    for place in (".textmining", "outputs", "models"):
        assert find_planted(kept / place, [PERSON, *WORDS]) == {}, place
    edition = next(kept.glob("outputs/*/2*"))
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    assert all(file_fingerprint(edition / name) == value for name, value in manifest["files"].items())


def test_damaged_memory_of_themes_goes_too(kept: Path) -> None:
    (kept / ".textmining/tweemaal/themes.json").write_text("{")
    with pytest.raises(UsageError):
        honour(open_at(kept), AFTER)
    assert names(kept) == ["lock", "places.json", "review.sqlite"]


@pytest.mark.parametrize("command", ["check", "run", "clean", "discover", "code", "link", "publish", "forget"])
def test_every_command_refuses(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_study(tmp_path, retention="2020-12-31")
    monkeypatch.chdir(tmp_path)
    assert main([command, "study.toml", *([PERSON] if command == "forget" else [])]) == 2
    said = capsys.readouterr().err
    assert "study.toml: [privacy] retention: personal data could be kept until 2020-12-31" in said
    assert not list(tmp_path.glob("outputs/*"))


def test_survey_files_are_the_researchers_own(kept: Path) -> None:
    before = {name: (kept / name).read_bytes() for name in ("toen.csv", "nu.csv", "study.toml")}
    with pytest.raises(UsageError):
        honour(open_at(kept), AFTER)
    assert {name: (kept / name).read_bytes() for name in before} == before


def test_later_date_starts_anew_with_other_answer_ids(kept: Path) -> None:
    key = (kept / ".textmining/tweemaal/key").read_text()
    with pytest.raises(UsageError):
        honour(open_at(kept), AFTER)
    path = kept / "study.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(LAST.isoformat(), "2030-01-01"), encoding="utf-8")
    honour(open_at(kept), AFTER)
    assert (kept / ".textmining/tweemaal/key").read_text() != key

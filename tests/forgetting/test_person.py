from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

from tests.forgetting.conftest import PANEL, PERSON, WORDS, copy_of, open_at, publish
from tests.planted import find_planted
from textmining.cli import main
from textmining.errors import UsageError
from textmining.forgetting import Outcome, forget, told
from textmining.pipeline import unfinished
from textmining.project import decision_log
from textmining.workspace import file_fingerprint

TODAY = date(2026, 1, 5)
KEPT = (".textmining", "outputs", "models")
SURVEY_FILES = ["nu.csv", "toen.csv"]


def forget_at(folder: Path, respondent: str = PERSON, **options: Any) -> Outcome:
    return forget(open_at(folder), respondent, today=TODAY, **options)


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(next(folder.glob(f"outputs/*/2*/onderzoek/tables/{name}.parquet")))


def answers_of_person(folder: Path) -> list[str]:
    ledger = table(folder, "ledger")
    return ledger.loc[ledger["respondent_id"] == PERSON, "answer_id"].tolist()


def snapshot(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): file_fingerprint(p) for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def planted(original: Path) -> list[str]:
    """Everything by which the person can be known."""
    return [*WORDS, PERSON, *answers_of_person(original)]


@pytest.fixture(scope="module")
def forgotten(original: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder after the person was forgotten; not to be changed."""
    folder = copy_of(original, tmp_path_factory.mktemp("vergeten"))
    forget_at(folder)
    return folder


# --- what is gone, and what stays ---------------------------------------------------------------------------------


def test_person_is_in_all_that_is_kept_before(original: Path, planted: list[str]) -> None:
    assert len(planted) == 6 + 1 + 4
    found = find_planted(original, planted)
    assert set(found) == set(planted)
    for place in ("stages/survey/", "stages/cleaning/", "onderzoek/tables/answers"):
        assert any(place in where for where in found[WORDS[0]]), place
    for place in ("stages/linking/", "onderzoek/respondents.sav", "onderzoek/workbook.xlsx"):
        assert any(place in where for where in found[PERSON]), place


def test_person_is_nowhere_but_in_the_survey_files_after(forgotten: Path, planted: list[str]) -> None:
    places = {where.split("::")[0] for found in find_planted(forgotten, planted).values() for where in found}
    assert sorted(places) == SURVEY_FILES


def test_decisions_about_the_person_are_gone_and_all_others_are_kept(original: Path, forgotten: Path) -> None:
    logs = [decision_log(open_at(folder)) for folder in (original, forgotten)]
    before, after = [log.read() for log in logs if log is not None]
    assert [one.action.kind for one in before] == ["rename", *["clear_quote"] * 5, "move"]
    assert [one.action.kind for one in after] == ["rename", "clear_quote", "move"]
    assert after[0] == before[0]
    assert after[2].action.segments == before[6].action.segments[1:]
    for log in logs:
        if log is not None:
            log.close()


def test_only_the_researcher_changes_survey_files(original: Path, forgotten: Path) -> None:
    for name in (*SURVEY_FILES, "study.toml"):
        assert (forgotten / name).read_bytes() == (original / name).read_bytes()


def test_public_figures_stay_and_research_tables_keep_all_others(original: Path, forgotten: Path) -> None:
    before, after = (next(folder.glob("outputs/*/2*")) for folder in (original, forgotten))
    for part in ("publiek", "instelling"):
        assert snapshot(before / part) == snapshot(after / part)
    for name in ("respondents", "ledger", "answers"):
        old, new = table(original, name), table(forgotten, name)
        others = old[old["respondent_id"] != PERSON].reset_index(drop=True)
        pd.testing.assert_frame_equal(new, others)
    assert len(table(original, "respondents")) - len(table(forgotten, "respondents")) == 2


def test_spss_file_and_workbook_hold_the_others_as_before(original: Path, forgotten: Path) -> None:
    (old, old_meta), (new, new_meta) = (
        pyreadstat.read_sav(next(folder.glob("outputs/*/2*/onderzoek/respondents.sav")))
        for folder in (original, forgotten)
    )
    pd.testing.assert_frame_equal(new, old[old["respondent_id"] != PERSON].reset_index(drop=True))
    assert new_meta.column_names_to_labels == old_meta.column_names_to_labels
    assert new_meta.variable_measure == old_meta.variable_measure
    assert new_meta.original_variable_types == old_meta.original_variable_types
    assert (new_meta.notes, new_meta.file_label) == (old_meta.notes, old_meta.file_label)
    old_labels, new_labels = old_meta.variable_value_labels, new_meta.variable_value_labels
    assert {name: labels for name, labels in old_labels.items() if name != "vak"} == {
        name: labels for name, labels in new_labels.items() if name != "vak"
    }
    assert set(old_labels["vak"].values()) - set(new_labels["vak"].values()) == {"Knispervak"}
    path = next(forgotten.glob("outputs/*/2*/onderzoek/workbook.xlsx"))
    ledger = pd.read_excel(path, sheet_name="verantwoording", engine="calamine")
    assert ledger["antwoord-id"].tolist() == table(forgotten, "ledger")["answer_id"].tolist()


def test_manifest_has_the_new_checksums_and_tells_how_many_were_removed_not_whom(forgotten: Path) -> None:
    edition = next(forgotten.glob("outputs/*/2*"))
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    assert all(file_fingerprint(edition / name) == value for name, value in manifest["files"].items())
    (entry,) = manifest["removed"]
    assert (entry["date"], entry["respondents"]) == ("2026-01-05", 2)
    assert "Op verzoek verwijderd" in entry["note"]


def test_files_keep_their_rights(forgotten: Path) -> None:
    edition = next(forgotten.glob("outputs/*/2*"))
    private = [*(edition / "onderzoek").rglob("*.*"), *forgotten.glob(".textmining/*/*.json")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}
    assert stat.S_IMODE((edition / "manifest.json").stat().st_mode) == 0o644


def test_memory_keeps_theme_ids_and_marks_of_what_others_said_too(original: Path, forgotten: Path) -> None:
    before, after = (
        json.loads((folder / ".textmining/tweemaal/themes.json").read_text()) for folder in (original, forgotten)
    )
    assert set(after["themes"]) == set(before["themes"])
    for question, marks in before["seen"].items():
        assert set(after["seen"][question]) < set(marks)
        assert len(marks) - len(after["seen"][question]) <= 4


# --- the next run -------------------------------------------------------------------------------------------------


def test_next_run_works_without_the_person_and_names_answers_and_themes_as_before(
    original: Path, published: Path, planted: list[str]
) -> None:
    forget_at(published)
    assert len(unfinished(open_at(published))) == 6
    edition = publish(published)
    new = pd.read_parquet(edition / "onderzoek/tables/ledger.parquet")
    old = table(original, "ledger")
    key = ["wave", "respondent_id", "question"]
    both = old[old["respondent_id"] != PERSON].merge(new, on=key, how="outer", suffixes=("_old", "_new"))
    assert (both["answer_id_old"] == both["answer_id_new"]).all()
    assert set(pd.read_parquet(edition / "onderzoek/tables/themes.parquet")["theme_id"]) & set(
        table(original, "themes")["theme_id"]
    )
    places = {where.split("::")[0] for found in find_planted(published, planted).values() for where in found}
    assert sorted(places) == SURVEY_FILES


# --- calls --------------------------------------------------------------------------------------------------------


def test_command_says_what_is_left_to_do_by_hand_and_does_not_repeat_the_id(
    published: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(published)
    assert main(["forget", "study.toml", PERSON]) == 0
    said = capsys.readouterr().out
    assert "forgotten in wave 2020, 2022" in said
    assert "toen.csv, row 42 (wave 2020)" in said
    assert "nu.csv, row 13 (wave 2022)" in said
    assert PERSON not in said
    assert main(["forget", "study.toml", PERSON]) == 0
    assert "already forgotten in wave 2020, 2022" in capsys.readouterr().out
    assert main(["check", "study.toml"]) == 0
    assert "wave 2020: 71 respondents" in capsys.readouterr().out


def change_panel(folder: Path, name: str, panel: str) -> None:
    """Another panel id for the person in one survey file; what is kept of it must go, since it tells too."""
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8").replace(PANEL, panel), encoding="utf-8")
    shutil.rmtree(folder / ".textmining/tweemaal/stages", ignore_errors=True)
    shutil.rmtree(folder / "outputs", ignore_errors=True)


@pytest.mark.parametrize("panel", ["", "P-0078"])
def test_id_that_may_be_two_persons_is_refused_without_a_wave(panel: str, published: Path) -> None:
    change_panel(published, "nu.csv", panel)
    before = snapshot(published)
    with pytest.raises(UsageError, match=r"is in wave 2020, 2022, .* --wave 2020 .* --wave all") as refused:
        forget_at(published)
    assert refused.value.exit_code == 2
    assert snapshot(published) == before
    assert forget_at(published, wave="all").waves == ("2020", "2022")
    assert forget_at(published).waves == ("2020", "2022")  # both are on the list: there is nothing to choose


def test_panel_id_that_was_taken_out_of_the_files_is_known_from_what_is_kept(published: Path) -> None:
    path = published / "nu.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(PANEL, ""), encoding="utf-8")
    assert forget_at(published).waves == ("2020", "2022")


def test_with_a_wave_only_its_rows_are_told_to_be_removed(published: Path) -> None:
    change_panel(published, "nu.csv", "P-0078")
    text = "\n".join(told(forget_at(published, wave="2020")))
    assert "remove by hand: toen.csv, row 42 (wave 2020) still has" in text
    assert "nu.csv" not in text  # in that wave it is somebody else


def test_same_person_in_other_waves_is_told_with_the_wave(published: Path) -> None:
    path = published / "nu.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[20].split(";")
    cells[6] = PANEL
    path.write_text("\n".join([*lines[:20], ";".join(cells), *lines[21:]]), encoding="utf-8")
    lines = told(forget_at(published, wave="2020"))
    asked = [line for line in lines if line.startswith("forget too?")]
    assert asked == [
        "forget too? by [columns] panel the same person is in nu.csv, row 13 (wave 2022), under this id",
        "forget too? by [columns] panel the same person is in nu.csv, row 21 (wave 2022), under another respondent id",
    ]
    assert sum("remove by hand" in line for line in lines) == 1


@pytest.mark.parametrize("by", ["answer_id", "respondent_id"])
def test_rows_in_the_file_of_overruled_fates_are_told(by: str, published: Path) -> None:
    who = {"answer_id": answers_of_person(published)[0], "respondent_id": PERSON}[by]
    text = f"{by};wave;question;fate;reason\nR-0001-nu;2022;wens;kept;ja\n{who};2022;wens;kept;ja\n"
    (published / "overrides.csv").write_text(text, encoding="utf-8")
    lines = told(forget_at(published))
    assert any("overrides.csv, row 3" in line and "decides about answers" in line for line in lines)


@pytest.mark.parametrize("name", ["R-7731-XX", "r-7731-xq", "", "-", "\udcff", "../x"])
def test_unknown_respondent_is_refused_without_showing_ids_that_look_alike(
    name: str, original: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(original)
    monkeypatch.chdir(original)
    assert main(["forget", "study.toml", "--", name]) == 2
    assert PERSON not in capsys.readouterr().err
    assert snapshot(original) == before


def test_unknown_wave_is_refused(original: Path) -> None:
    with pytest.raises(UsageError, match="not a wave of this study"):
        forget_at(original, wave="2021")


def test_with_a_wave_only_that_wave_is_forgotten(published: Path) -> None:
    outcome = forget_at(published, wave="2020")
    assert outcome.waves == ("2020",)
    respondents = table(published, "respondents")
    assert respondents.loc[respondents["respondent_id"] == PERSON, "wave"].tolist() == ["2022"]
    assert forget_at(published).waves == ("2020", "2022")
    assert PERSON not in set(table(published, "respondents")["respondent_id"])


def test_person_whom_the_researcher_took_out_of_the_files_first_is_still_found(
    published: Path, planted: list[str]
) -> None:
    for name in SURVEY_FILES:
        lines = (published / name).read_text(encoding="utf-8").splitlines()
        (published / name).write_text("\n".join(line for line in lines if PERSON not in line), encoding="utf-8")
    outcome = forget_at(published)
    assert outcome.waves == ("2020", "2022")
    assert outcome.found.places == ()
    assert find_planted(published, planted) == {}


def test_second_call_also_cleans_an_edition_that_came_back(original: Path, published: Path, tmp_path: Path) -> None:
    forget_at(published)
    assert forget_at(published).removal is None
    copy_of(original, tmp_path / "reservekopie")
    old = next((tmp_path / "reservekopie" / "study" / "outputs" / "tweemaal").glob("2*"))
    old.rename(published / "outputs" / "tweemaal" / "beschadigd-1234-oud")
    assert forget_at(published).removal is not None
    assert PERSON not in find_planted(published / "outputs", [PERSON])


# --- what is not as it should be ----------------------------------------------------------------------------------


def test_file_that_cannot_be_made_again_goes(published: Path) -> None:
    edition = next(published.glob("outputs/*/2*"))
    (edition / "onderzoek/respondents.sav").write_bytes(b"$FL2 damaged")
    (edition / "onderzoek/tables/codings.parquet").unlink()  # without which there is no workbook
    outcome = forget_at(published)
    assert outcome.removal is not None
    lost = outcome.removal.editions[edition].lost
    assert {"onderzoek/respondents.sav", "onderzoek/workbook.xlsx"} <= set(lost)
    assert all(name.startswith("onderzoek/kaart/") for name in lost[:-2])  # pages full of answers are never kept
    assert not any((edition / name).exists() for name in lost)
    assert sum("could not be made again" in line for line in told(outcome)) == len(lost)
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    assert not set(lost) & set(manifest["files"])


@pytest.mark.parametrize("name", ["segments", "ledger"])
def test_research_folder_of_which_a_table_cannot_be_read_goes_as_a_whole(name: str, published: Path) -> None:
    edition = next(published.glob("outputs/*/2*"))
    (edition / f"onderzoek/tables/{name}.parquet").write_bytes(b"damaged")
    forget_at(published)
    assert not (edition / "onderzoek").exists()
    assert (edition / "publiek").is_dir()
    assert "onleesbaar" in json.loads((edition / "manifest.json").read_text(encoding="utf-8"))["removed"][0]["note"]


def test_file_that_somebody_put_into_the_research_folder_is_told_and_left(published: Path) -> None:
    edition = next(published.glob("outputs/*/2*"))
    (edition / "onderzoek" / "notities.docx").write_bytes(b"eigen werk")
    outcome = forget_at(published)
    assert (edition / "onderzoek" / "notities.docx").exists()
    assert f"look yourself: {edition}/onderzoek/notities.docx is not a file of the edition" in told(outcome)


def test_what_a_killed_run_left_half_way_goes(published: Path, planted: list[str]) -> None:
    for place in ("outputs/tweemaal", ".textmining/tweemaal", ".textmining/tweemaal/stages/survey", "models/tweemaal"):
        (published / place / ".part-x1").mkdir()
        (published / place / ".part-x1" / "a.txt").write_text(WORDS[0])
    forget_at(published)
    places = {where for found in find_planted(published, planted).values() for where in found}
    assert not [where for where in places if ".part-" in where]


def test_language_model_under_the_name_of_the_study_is_left(published: Path) -> None:
    (published / "models" / "tweemaal" / "nl_core").mkdir()
    (published / "models" / "tweemaal" / "nl_core" / "weights.safetensors").write_bytes(b"")
    forget_at(published)
    assert [p.name for p in (published / "models" / "tweemaal").iterdir()] == ["nl_core"]


def test_exported_files_in_the_private_folder_go_as_a_whole(published: Path) -> None:
    exports = published / ".textmining" / "tweemaal" / "exports"
    exports.mkdir()
    (exports / "tweemaal-stand-0.sav").write_bytes(b"ids")
    forget_at(published)
    assert not exports.exists()


# --- cut short ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def steps(original: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    found: list[str] = []
    forget_at(copy_of(original, tmp_path_factory.mktemp("stappen")), step=found.append)
    return found


def test_list_comes_first_and_stage_results_last(steps: list[str]) -> None:
    assert steps[0] == "list of forgotten respondents"
    assert steps[-2:] == ["stages", "list"]
    assert len(steps) == len(set(steps)) > 12


def comparable(folder: Path) -> dict[str, str]:
    """All files but those that hold the time at which they were written, or where they are."""
    timed = (".xlsx", ".sav", "manifest.json", "places.json")
    return {name: value for name, value in snapshot(folder).items() if not name.endswith(timed)}


def test_removal_that_was_cut_short_at_any_step_is_completed_by_the_same_command(
    original: Path,
    forgotten: Path,
    steps: list[str],
    tmp_path: Path,
    stop_at: Callable[[int], Callable[[str], None]],
) -> None:
    whole = comparable(forgotten)
    for number in range(1, len(steps)):
        folder = copy_of(original, tmp_path / str(number))
        with pytest.raises(KeyboardInterrupt):
            forget_at(folder, step=stop_at(number))
        assert forget_at(folder).waves == ("2020", "2022")
        assert comparable(folder) == whole, steps[number]
        edition = next(folder.glob("outputs/*/2*"))
        manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
        assert all(file_fingerprint(edition / name) == value for name, value in manifest["files"].items())
        assert len(manifest["removed"]) == 1
        assert find_planted(edition / "onderzoek", [PERSON, *WORDS]) == {}, steps[number]
        assert forget_at(folder).removal is None


@pytest.mark.parametrize("number", [1, 6, -1])
def test_removal_that_was_cut_short_is_completed_by_any_other_command(
    number: int,
    forgotten: Path,
    published: Path,
    steps: list[str],
    stop_at: Callable[[int], Callable[[str], None]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(KeyboardInterrupt):
        forget_at(published, step=stop_at(number % len(steps)))
    monkeypatch.chdir(published)
    assert main(["check", "study.toml"]) == 0
    assert "not forgotten everywhere yet" in capsys.readouterr().out
    assert main(["forget", "study.toml", "nobody"]) == 2
    assert comparable(published) == comparable(forgotten)
    capsys.readouterr()


def test_removal_that_was_cut_short_before_the_list_changed_nothing(
    original: Path, published: Path, stop_at: Callable[[int], Callable[[str], None]]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        forget_at(published, step=stop_at(0))
    assert comparable(published) == comparable(original)

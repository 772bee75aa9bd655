"""The main job on the demo study, as a user runs it: one command in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

from tests.browser import problems_of_pages

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.timeout(600)]


def run(folder: Path) -> str:
    """Run the command as a user does; return what it printed."""
    environment = {**os.environ, "PREFECT_HOME": str(folder / "prefect"), "DO_NOT_TRACK": "1"}
    environment.pop("PREFECT_API_URL", None)
    command = [str(Path(sys.executable).parent / "textmining"), "run", "demo/monitor.toml"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.fixture(scope="module")
def folder(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    skip = shutil.ignore_patterns("truth", "kernels", "generator", ".textmining", "__pycache__")
    shutil.copytree(repository / "data" / "demo", folder / "demo", ignore=skip)
    return folder


@pytest.fixture(scope="module")
def said(folder: Path) -> str:
    return run(folder)


@pytest.fixture(scope="module")
def edition(folder: Path, said: str) -> Path:
    return (folder / "outputs" / "demo" / "latest-concept").resolve()


def table(edition: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(edition / "onderzoek" / "tables" / f"{name}.parquet")


def test_run_shows_its_progress_and_says_where_the_portal_is(said: str, edition: Path) -> None:
    lines = said.splitlines()
    for stage in ("survey", "cleaning", "embedding", "topics", "codebook", "linking", "publishing"):
        assert any(line.startswith(f"{stage}: done in") for line in lines), stage
    assert lines[-1] == f"portal: {edition / 'publiek' / 'site' / 'index.html'}"


def test_second_run_does_nothing_again(folder: Path, edition: Path) -> None:
    lines = run(folder).splitlines()
    assert sum("unchanged" in line for line in lines) == 7
    assert not any("done in" in line for line in lines)
    assert [p.name for p in edition.parent.iterdir() if not p.is_symlink()] == [edition.name]


def test_every_file_of_the_contract_is_there(edition: Path) -> None:
    results = ("themes", "prevalence", "contrasts", "closed")
    expected = [f"publiek/tables/{name}.{kind}" for name in results for kind in ("parquet", "csv")]
    expected += [
        f"onderzoek/tables/{name}.parquet"
        for name in (*results, "ledger", "answers", "segments", "codings", "respondents")
    ]
    expected += ["publiek/site/index.html", "publiek/workbook.xlsx", "onderzoek/workbook.xlsx"]
    expected += ["onderzoek/respondents.sav", "manifest.json"]
    assert [name for name in expected if not (edition / name).is_file()] == []
    institutions = [p for p in (edition / "instelling").iterdir() if (p / "workbook.xlsx").is_file()]
    assert len(institutions) >= 25


def test_research_folder_is_for_its_owner_only(edition: Path) -> None:
    assert stat.S_IMODE((edition / "onderzoek").stat().st_mode) == 0o700
    modes = {stat.S_IMODE(p.stat().st_mode) for p in (edition / "onderzoek").rglob("*") if p.is_file()}
    assert modes == {0o600}


def test_manifest_says_what_the_edition_was_made_of(edition: Path) -> None:
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["concept"] is True
    assert manifest["encoder"]["name"] == "Universal Sentence Encoder Multilingual v3"
    assert "HanTa" in manifest["language_model"]["name"]
    assert set(manifest["input_files"]) == {"monitor_2017.xlsx", "monitor_2019.csv", "monitor_2022.sav"}
    assert len(manifest["stages"]) == 6


def test_ledger_accounts_for_every_row_and_question_that_was_asked_in_a_wave(edition: Path) -> None:
    ledger, respondents = table(edition, "ledger"), table(edition, "respondents")
    counts = ledger.groupby(["question", "wave"]).size().unstack()
    people = respondents.groupby("wave").size()
    for question in counts.index:
        asked = counts.loc[question].dropna()
        assert asked.to_dict() == people[asked.index].to_dict()
    assert people["2022"] == 6_133


def test_each_question_has_a_theme_that_is_about_what_was_planted(edition: Path, repository: Path) -> None:
    truth = pd.read_csv(repository / "data" / "demo" / "truth" / "answers.csv", dtype="str")
    truth = truth.rename(columns={"respondent": "respondent_id"})
    coded = table(edition, "codings").merge(table(edition, "answers"), on="answer_id")
    coded = coded.merge(truth, on=["wave", "respondent_id", "question"], validate="many_to_one")
    for planted in ("m_corona", "b_techniek", "p_bron"):
        about = coded["themes"].fillna("").str.split(";").map(lambda themes, planted=planted: planted in themes)
        assert about.groupby(coded["theme_id"]).mean().max() > 0.75, planted


def test_sav_opens_with_its_labels(edition: Path) -> None:
    frame, meta = pyreadstat.read_sav(edition / "onderzoek" / "respondents.sav")
    assert len(frame) == len(table(edition, "respondents"))
    themes = table(edition, "themes")
    labels = set(meta.column_names_to_labels.values())
    assert any(themes["label"].iloc[0] in label for label in labels if label)
    assert {"koplopers", "peloton", "achterblijvers"} <= {
        text for values in meta.variable_value_labels.values() for text in values.values()
    }


def test_no_name_or_address_of_an_answer_is_in_the_public_folder(edition: Path, repository: Path) -> None:
    personal = pd.read_csv(repository / "data" / "demo" / "truth" / "personal.csv", dtype="str")
    found = personal["text"].dropna().unique()
    mails = [text for text in found if "@" in text]
    public = b"\n".join(
        p.read_bytes() for p in (edition / "publiek").rglob("*") if p.suffix in {".html", ".csv", ".txt", ".css"}
    ).decode("utf-8", "replace")
    assert len(mails) > 10
    assert [text for text in mails if text in public] == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 1280])
def test_every_page_opens_in_a_browser_without_an_error(browser: Any, edition: Path, width: int) -> None:
    pages = sorted((edition / "publiek" / "site").rglob("*.html"))
    assert len(pages) > 50
    assert problems_of_pages(browser, pages, width) == []


def test_every_page_says_concept_and_synthetic(edition: Path) -> None:
    for page in (edition / "publiek" / "site").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "Concept" in text, page.name
        assert "ynthetische gegevens" in text, page.name

"""The main job on real input: the open answers of the Dutch National Reader Survey, from two file formats."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from textmining.edition import EditionResult, publish_edition
from textmining.pipeline import open_project, run_all

pytestmark = pytest.mark.xdist_group("real")
RESULTS = ("themes", "prevalence", "contrasts", "closed")


@dataclass(frozen=True)
class Published:
    """An edition and how many stages had to run for it."""

    edition: EditionResult
    ran: list[str]

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.edition.folder / "onderzoek" / "tables" / f"{name}.parquet")


def publish(folder: Path, study: str, data: Path) -> Published:
    project = open_project(folder / study, outputs=folder / study[:-5], models=folder / "models", data=data)
    ran = [result.stage for result in run_all(project, "linking") if not result.reused]
    return Published(publish_edition(project), ran)


@pytest.fixture(scope="module")
def folder(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lezersonderzoek")
    for study in (repository / "tests" / "data" / "lezersonderzoek").glob("*.toml"):
        shutil.copy(study, folder)
    return folder


@pytest.fixture(scope="module")
def from_sav(folder: Path, shared_data: Path) -> Published:
    return publish(folder, "study.toml", shared_data / "lezersonderzoek")


@pytest.fixture(scope="module")
def shuffled(
    folder: Path, from_sav: Published, shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Published:
    """The .csv with its rows in another order, in the same workspace, so that answer ids are the same."""
    data = tmp_path_factory.mktemp("shuffled")
    name = "lezersonderzoek_2013.csv"
    rows = pd.read_csv(shared_data / "lezersonderzoek" / name, sep=";", dtype="str", keep_default_na=False)
    rows.sample(frac=1, random_state=5).to_csv(data / name, sep=";", index=False)
    return publish(folder, "study_csv.toml", data)


def test_sav_gives_an_edition_with_every_file_of_the_contract(from_sav: Published) -> None:
    folder = from_sav.edition.folder
    public = {f"publiek/tables/{name}.{kind}" for name in RESULTS for kind in ("parquet", "csv")}
    research = {
        f"onderzoek/tables/{name}.parquet"
        for name in (*RESULTS, "ledger", "answers", "segments", "codings", "respondents")
    }
    rest = {"manifest.json", "publiek/site/index.html", "publiek/workbook.xlsx", "onderzoek/workbook.xlsx"}
    assert [name for name in sorted(public | research | rest) if not (folder / name).is_file()] == []
    assert (folder / "onderzoek" / "respondents.sav").is_file()


def test_csv_with_shuffled_rows_gives_the_same_result_tables_as_the_sav(
    from_sav: Published, shuffled: Published
) -> None:
    for name in RESULTS:
        pd.testing.assert_frame_equal(shuffled.table(name), from_sav.table(name))


def test_shuffled_rows_give_identical_codings(from_sav: Published, shuffled: Published) -> None:
    assert "topics" in shuffled.ran
    pd.testing.assert_frame_equal(shuffled.table("codings"), from_sav.table("codings"))
    assert len(from_sav.table("codings")) > 5_000


def test_every_row_of_the_file_has_one_fate(from_sav: Published) -> None:
    ledger = from_sav.table("ledger")
    assert len(ledger) == 5_899
    assert ledger["answer_id"].is_unique
    assert set(ledger["fate"]) <= {"kept", "blank", "non_answer", "not_asked"}


def test_few_segments_are_without_a_theme_and_no_theme_swallows_the_rest(from_sav: Published) -> None:
    themes = from_sav.table("themes").set_index("theme_id")["parent_id"].dropna()
    theme = from_sav.table("segments")["theme_id"]
    theme = theme.map(themes).fillna(theme)  # a sub-theme counts with its main theme
    assert theme.isna().mean() < 0.05
    assert theme.value_counts(normalize=True).iloc[0] < 0.2
    assert 15 <= theme.nunique() <= 60


def test_spannend_shows_in_a_theme_that_is_clearly_more_prevalent_in_suspense(from_sav: Published) -> None:
    themes = from_sav.table("themes").set_index("theme_id")["words"]
    about = {theme for theme, words in themes.items() if "spannend" in words.split(", ")[:5]}
    contrasts = from_sav.table("contrasts")
    found = contrasts[(contrasts["grouping"] == "genre") & contrasts["theme_id"].isin(about)]
    best = found.sort_values("q").iloc[0]
    assert best["q"] < 0.001
    assert best["difference"] > 0.05
    assert best["low"] > 0


def test_public_tables_hide_small_groups(from_sav: Published) -> None:
    public = pd.read_parquet(from_sav.edition.folder / "publiek" / "tables" / "prevalence.parquet")
    shown = public[~public["suppressed"]]
    assert shown["n"].min() >= 10
    assert public.loc[public["suppressed"], ["n", "estimate", "low", "high"]].isna().all(axis=None)


def test_no_answer_is_in_any_public_file(from_sav: Published) -> None:
    answers = [text for text in from_sav.table("answers")["text"] if len(text) > 60]
    public = b"\n".join(
        path.read_bytes()
        for path in (from_sav.edition.folder / "publiek").rglob("*")
        if path.is_file() and path.suffix != ".xlsx"
    ).decode("utf-8", "replace")
    assert len(answers) > 1_000
    assert [text for text in answers if text in public] == []

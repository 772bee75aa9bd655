"""An edition on disk: what is in it, who may read it, and what must not be in it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.publishing.topics_stage import LEFT_OVER
from textmining.errors import StageError, WorkspaceError
from textmining.publishing import EditionContent, publish
from textmining.publishing.content import CONTRACT
from textmining.publishing.spss import write_respondents
from textmining.publishing.workbook import write_workbook

PUBLIC = ("themes", "prevalence", "contrasts", "closed")


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Everything that can be read in the files of a folder, unpacked."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        yield path.name, path.read_bytes().decode("utf-8", "ignore")
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path.name}:{name}", archive.read(name).decode("utf-8")
        if path.suffix == ".parquet":
            yield path.name, pd.read_parquet(path).to_csv()


# --- what is in it ------------------------------------------------------------------------------------------------


def test_an_edition_holds_every_file_of_the_contract(edition: Any) -> None:
    expected = [
        "manifest.json",
        "publiek/site/index.html",
        "publiek/workbook.xlsx",
        *(f"publiek/tables/{name}.{kind}" for name in PUBLIC for kind in ("parquet", "csv")),
        "instelling/instelling-01/workbook.xlsx",
        *(f"onderzoek/tables/{name}.parquet" for name in CONTRACT),
        "onderzoek/respondents.sav",
        "onderzoek/tables/data_report.parquet",
        "onderzoek/workbook.xlsx",
    ]
    assert [name for name in expected if not (edition.folder / name).is_file()] == []


def test_research_tables_read_back_as_they_were_handed_in(edition: Any, content: EditionContent) -> None:
    for name in CONTRACT:
        pd.testing.assert_frame_equal(edition.table(name, "onderzoek"), content.tables[name])


def test_csv_and_parquet_hold_the_same_numbers(edition: Any) -> None:
    for name in PUBLIC:
        parquet = edition.table(name)
        csv = pd.read_csv(edition.folder / f"publiek/tables/{name}.csv", sep=";", decimal=",", encoding="utf-8-sig")
        for column in parquet.select_dtypes("number"):
            assert csv[column].astype("Float64").equals(parquet[column].astype("Float64")), (name, column)
        assert len(csv) == len(parquet)


def test_the_workbook_holds_the_numbers_of_the_tables(edition: Any) -> None:
    table = edition.table("prevalence").query("denominator == 'answered'").reset_index(drop=True)
    sheet = edition.sheet("publiek/workbook.xlsx", "hoe vaak")
    assert len(sheet) == len(table)
    assert sheet["thema-id"].tolist() == table["theme_id"].tolist()
    assert sheet["deelnemers"].astype("Int64").equals(table["n"])
    printed = ~(table["suppressed"] | table["flag"].notna())
    assert sheet.loc[printed, "aandeel"].tolist() == pytest.approx(table.loc[printed, "estimate"].tolist())
    assert sheet.loc[~printed, ["aandeel", "van", "tot"]].isna().all(axis=None)
    assert (sheet["opmerking"].notna() == ~printed).all()


def test_differences_in_the_workbook_are_those_of_the_table(edition: Any) -> None:
    table, sheet = edition.table("contrasts"), edition.sheet("publiek/workbook.xlsx", "verschillen")
    assert (sheet["verschil (procentpunt)"] / 100).tolist() == pytest.approx(table["difference"].tolist(), nan_ok=True)


def test_the_research_workbook_accounts_for_every_answer_and_shows_examples(
    edition: Any, content: EditionContent
) -> None:
    ledger = edition.sheet("onderzoek/workbook.xlsx", "verantwoording")
    assert ledger["antwoord-id"].tolist() == content.tables["ledger"]["answer_id"].tolist()
    examples = edition.sheet("onderzoek/workbook.xlsx", "voorbeelden")
    assert set(examples["voorbeeld"]) <= set(content.tables["segments"]["text"])
    assert examples.groupby("thema-id").size().between(1, 5).all()
    codings = edition.sheet("onderzoek/workbook.xlsx", "coderingen")
    assert len(codings) == len(content.tables["codings"])


def test_public_themes_have_a_main_theme_origin_and_verdict_but_no_marks(edition: Any) -> None:
    sheet = edition.sheet("publiek/workbook.xlsx", "thema's").set_index("thema-id")
    assert sheet.loc["t900", ["hoofdthema", "herkomst", "oordeel"]].tolist() == [
        *("tijd voor collega en student van les", "gevonden", "instabiel")
    ]
    assert pd.isna(sheet.loc["t000", "hoofdthema"])
    assert sheet.loc["t004", "herkomst"] == "verwacht"
    assert not {"kenmerken", "omschrijving"} & set(sheet)
    assert {"hoofdthema"} <= set(edition.sheet("publiek/workbook.xlsx", "hoe vaak"))


def test_sub_themes_follow_their_main_theme_on_the_sheet(edition: Any) -> None:
    for book in ("publiek/workbook.xlsx", "instelling/instelling-03/workbook.xlsx", "onderzoek/workbook.xlsx"):
        ids = edition.sheet(book, "thema's")["thema-id"].tolist()
        place = ids.index("t000")
        assert ids[place : place + 3] == ["t000", "t900", "t901"]
        assert sorted(ids) == sorted(edition.table("themes")["theme_id"])


def test_research_themes_have_marks_and_descriptions_too(edition: Any, planted: Any) -> None:
    sheet = edition.sheet("onderzoek/workbook.xlsx", "thema's").set_index("thema-id")
    assert sheet.loc["t001", "kenmerken"] == "één woord, overgenomen tekst"
    assert planted.rare in sheet.loc["t003", "omschrijving"]


def test_segments_without_a_theme_are_listed_in_onderzoek_only(edition: Any) -> None:
    sheet = edition.sheet("onderzoek/workbook.xlsx", "overig")
    assert sheet["stuk tekst"].tolist() == [LEFT_OVER, "iets heel anders"]
    assert sheet["gelijkenis"].tolist() == [0.4, 0.2]
    assert sheet["thema-id"].tolist() == ["t003", "t003"]
    for part in ("publiek", "instelling"):
        assert not [name for name, text in _texts(edition.folder / part) if LEFT_OVER in text]


def test_examples_are_typical_ones_and_those_on_the_border_with_another_theme(edition: Any) -> None:
    sheet = edition.sheet("onderzoek/workbook.xlsx", "voorbeelden")
    own = sheet[sheet["thema-id"] == "t003"]
    assert own["soort"].tolist() == ["kenmerkend", "kenmerkend", "grensgeval"]
    themes = edition.table("themes", "onderzoek").set_index("theme_id")
    assert own["grenst aan"].tolist()[2] == themes.loc["t000", "label"]
    assert own["grenst aan"].isna().tolist() == [True, True, False]


def test_an_institution_sees_its_own_figures_beside_those_of_all(edition: Any, content: EditionContent) -> None:
    sheet = edition.sheet("instelling/instelling-03/workbook.xlsx", "hoe vaak")
    table = content.tables["prevalence"].query("denominator == 'answered' and theme_id == 't003' and wave == '2022'")
    own, everyone = (table[table["group"] == group].iloc[0] for group in ("Instelling 03", "all"))
    row = sheet[(sheet["thema-id"] == "t003") & (sheet["meting"].astype(str) == "2022")].iloc[0]
    assert row["eigen deelnemers"] == own["n"]
    assert row["aandeel van allen"] == pytest.approx(everyone["estimate"])
    assert (
        "Instelling 04" in "".join(text for _, text in _texts(edition.folder / "instelling/instelling-03"))
    ) is False


def test_an_institution_below_the_minimum_gets_no_folder(edition: Any) -> None:
    names = sorted(path.name for path in (edition.folder / "instelling").iterdir())
    assert names == [f"instelling-{i:02d}" for i in range(1, 12)]


# --- the manifest -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def manifest(edition: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((edition.folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def test_the_manifest_has_the_checksum_of_every_file(edition: Any, manifest: dict[str, Any]) -> None:
    files = {p.relative_to(edition.folder).as_posix(): p for p in edition.folder.rglob("*") if p.is_file()}
    del files["manifest.json"]
    assert manifest["files"] == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}


def test_the_manifest_leads_back_to_data_models_and_code(manifest: dict[str, Any], content: EditionContent) -> None:
    for key in ("study", "input_files", "code", "encoder", "language_model", "codebook_version", "seed"):
        assert manifest[key] == content.facts[key]
    assert manifest["concept"] is True
    assert manifest["signed_off"] is False
    assert manifest["versions"]["pandas"] == pd.__version__
    assert manifest["seconds"]["survey"] == 1.0
    assert manifest["seconds"]["publishing"] >= 0


def test_the_manifest_says_what_was_suppressed_and_why(manifest: dict[str, Any]) -> None:
    cells = manifest["suppressed"]["cells"]
    assert manifest["suppressed"]["minimum_group"] == 10
    assert {cell["reason"] for cell in cells} == {"small_group", "one_institution", "hidden_side", "institutions"}
    assert sum(cell["rows"] for cell in cells) == sum(n["rows"] for n in manifest["suppressed"]["counts"])


def test_names_of_hidden_groups_are_in_onderzoek_only(edition: Any, manifest: dict[str, Any]) -> None:
    """A group without labels is named by what respondents wrote themselves."""
    hidden = pd.read_parquet(edition.folder / "onderzoek" / "tables" / "suppressed.parquet")
    small = hidden[(hidden["group"] == "piepklein") & (hidden["place"] == "publiek")]
    assert set(small["reason"]) == {"small_group"}
    assert "piepklein" not in json.dumps(manifest["suppressed"])


def test_every_file_says_that_it_is_a_concept(edition: Any) -> None:
    for path in ("publiek/workbook.xlsx", "instelling/instelling-01/workbook.xlsx", "onderzoek/workbook.xlsx"):
        words = set(edition.sheet(path, "leesmij").iloc[:, 0])
        assert {"CONCEPT", "SYNTHETISCH"} <= words
    assert "CONCEPT" in (edition.folder / "publiek/tables/LEESMIJ.txt").read_text(encoding="utf-8")


# --- what must not be in it ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["rare", "local", "secret", "formula", "aside", "ruling", "team"])
@pytest.mark.parametrize("part", ["publiek", "instelling"])
def test_no_rare_word_and_no_answer_stands_in_any_file_outside_onderzoek(
    edition: Any, planted: Any, part: str, what: str
) -> None:
    word = getattr(planted, what)
    found = [name for name, text in _texts(edition.folder / part) if word.lower() in text.lower()]
    assert found == []


def test_what_was_planted_does_stand_in_onderzoek(edition: Any, planted: Any) -> None:
    everything = "".join(text for _, text in _texts(edition.folder / "onderzoek"))
    for word in (planted.rare, planted.local, planted.secret, planted.aside, planted.ruling, planted.team):
        assert word in everything


def test_no_answer_of_anybody_stands_in_publiek(edition: Any, content: EditionContent) -> None:
    everything = "".join(text for _, text in _texts(edition.folder / "publiek"))
    assert not [text for text in content.tables["answers"]["text"].unique() if text in everything]


def test_no_identifier_of_a_respondent_or_answer_stands_outside_onderzoek(
    edition: Any, content: EditionContent
) -> None:
    everything = "".join(text for part in ("publiek", "instelling") for _, text in _texts(edition.folder / part))
    for column in ("respondent_id", "answer_id"):
        assert not [
            value for value in content.tables["ledger"][column].sample(50, random_state=1) if value in everything
        ]


def test_no_count_below_the_minimum_stands_in_a_public_table_or_workbook(edition: Any) -> None:
    for name in ("prevalence", "contrasts", "closed"):
        assert edition.table(name)["n"].min() >= 10
        csv = pd.read_csv(edition.folder / f"publiek/tables/{name}.csv", sep=";", decimal=",", encoding="utf-8-sig")
        assert csv["n"].min() >= 10
        hidden = csv[csv["n"].isna()]
        assert hidden.drop(columns="wave").select_dtypes("number").isna().all(axis=None)
    books = [edition.folder / "publiek/workbook.xlsx", *(edition.folder / "instelling").rglob("*.xlsx")]
    for book in books:
        for sheet in pd.read_excel(book, sheet_name=None, engine="calamine").values():
            for column in {"eigen deelnemers", "alle deelnemers"} & set(sheet):
                assert sheet[column].dropna().min() >= 10
    for name in ("hoe vaak", "gesloten vragen", "verschillen"):
        assert edition.sheet("publiek/workbook.xlsx", name)["deelnemers"].min() >= 10


def test_institutions_are_not_in_publiek(edition: Any) -> None:
    assert not [name for name, text in _texts(edition.folder / "publiek") if "Instelling 0" in text]


def test_a_formula_in_the_label_of_a_group_is_text_in_the_csv(content: EditionContent, tmp_path: Path) -> None:
    def rename(frame: pd.DataFrame, column: str) -> pd.DataFrame:
        return frame.assign(**{column: frame[column].replace("domein 1", "=HYPERLINK(1)")})

    tables = {
        **content.tables,
        "prevalence": rename(content.tables["prevalence"], "group"),
        "closed": rename(content.tables["closed"], "group"),
        "respondents": rename(content.tables["respondents"], "domein"),
    }
    publish(dataclasses.replace(content, tables=tables), tmp_path)
    csv = (tmp_path / "publiek/tables/prevalence.csv").read_text(encoding="utf-8-sig")
    assert ";'=HYPERLINK(1);" in csv
    assert ";=HYPERLINK" not in csv


def test_a_return_in_a_label_does_not_end_a_line_of_the_csv(content: EditionContent, tmp_path: Path) -> None:
    closed = content.tables["closed"]
    labels = closed.assign(group=closed["group"].replace("domein 1", "domein\r1"))
    publish(dataclasses.replace(content, tables={**content.tables, "closed": labels}), tmp_path)
    csv = pd.read_csv(tmp_path / "publiek/tables/closed.csv", sep=";", encoding="utf-8-sig", dtype="str")
    assert len(csv) == len(pd.read_parquet(tmp_path / "publiek/tables/closed.parquet"))


# --- how it is written --------------------------------------------------------------------------------------------


def test_only_the_owner_can_read_onderzoek_and_instelling(edition: Any) -> None:
    for part in ("onderzoek", "instelling"):
        for path in [edition.folder / part, *(edition.folder / part).rglob("*")]:
            expected = 0o700 if path.is_dir() else 0o600
            assert stat.S_IMODE(path.stat().st_mode) == expected, path


def test_a_folder_that_is_not_empty_is_refused(content: EditionContent, tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    with pytest.raises(WorkspaceError, match="empty folder only"):
        publish(content, tmp_path)


def test_a_file_that_cannot_be_written_is_named(content: EditionContent, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"w\.xlsx"):
        write_workbook(tmp_path / "no" / "w.xlsx", "Proef", [], [])
    parts = (content.tables[name] for name in ("respondents", "labels", "themes"))
    with pytest.raises(WorkspaceError, match=r"r\.sav"):
        write_respondents(tmp_path / "no" / "r.sav", *parts, study=content.study, note="")


def test_a_missing_table_is_named(content: EditionContent) -> None:
    tables = {name: frame for name, frame in content.tables.items() if name != "closed"}
    with pytest.raises(StageError, match="closed"):
        dataclasses.replace(content, tables=tables)


def test_ids_cannot_lead_out_of_the_edition(content: EditionContent, tmp_path: Path) -> None:
    def rename(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
        return frame.assign(**{c: frame[c].replace("Instelling 01", "../../../weg") for c in columns})

    tables = {
        **content.tables,
        "respondents": rename(content.tables["respondents"], "cluster", "school"),
        "prevalence": rename(content.tables["prevalence"], "group"),
        "closed": rename(content.tables["closed"], "group"),
    }
    folder = tmp_path / "a" / "b" / "edition"
    folder.mkdir(parents=True)
    publish(dataclasses.replace(content, tables=tables), folder)
    assert (folder / "instelling" / "weg" / "workbook.xlsx").is_file()
    assert sorted(p.name for p in tmp_path.rglob("*") if "weg" in p.name) == ["weg"]


def test_the_public_tables_do_not_depend_on_the_order_of_rows(
    edition: Any, content: EditionContent, tmp_path: Path
) -> None:
    names = ("answers", "segments", "codings", "ledger", "respondents")
    shuffled = {name: content.tables[name].sample(frac=1, random_state=3).reset_index(drop=True) for name in names}
    publish(dataclasses.replace(content, tables={**content.tables, **shuffled}), tmp_path)
    for name in PUBLIC:
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / f"publiek/tables/{name}.parquet"), edition.table(name))
    for path in edition.pages:
        assert (tmp_path / "publiek/site" / path.relative_to(edition.site)).read_text() == edition.page(path), path.name


def test_a_study_with_one_open_question_and_nothing_else_is_published(content: EditionContent, tmp_path: Path) -> None:
    bare = content.study.model_copy(
        update={
            "waves": content.study.waves[-1:],
            "columns": content.study.columns.model_copy(update={"cluster": None}),
            **dict.fromkeys(("groups", "scales", "closed", "contrasts"), ()),
            "profile": None,
            "questions": content.study.questions[:1],
        }
    )
    one = {
        name: frame[(frame["wave"] == "2022") & (frame["question"] == "motivatie")]
        for name, frame in content.tables.items()
        if {"wave", "question"} <= set(frame)
    }
    one["prevalence"] = one["prevalence"].query("grouping == 'all'")
    one["contrasts"], one["closed"] = one["contrasts"].iloc[:0], content.tables["closed"].iloc[:0]
    one["themes"] = content.tables["themes"].query("question == 'motivatie'")
    one["respondents"] = content.tables["respondents"].query("wave == '2022'").assign(cluster=pd.Series(dtype="str"))
    one["labels"] = content.tables["labels"].iloc[:0]
    for name in ("segments", "codings"):
        one[name] = content.tables[name][content.tables[name]["answer_id"].isin(one["answers"]["answer_id"])]
    one["set_aside"] = content.tables["set_aside"]
    tables = {name: frame.reset_index(drop=True) for name, frame in one.items()}
    publish(dataclasses.replace(content, study=bare, tables=tables), tmp_path)
    assert not (tmp_path / "publiek/site/groepen").exists()
    assert list((tmp_path / "instelling").iterdir()) == []


def test_an_edition_without_any_theme_is_published(content: EditionContent, tmp_path: Path) -> None:
    empty = {name: content.tables[name].iloc[:0] for name in ("themes", "prevalence", "contrasts", "codings")}
    segments = content.tables["segments"]
    empty["segments"] = segments.assign(theme_id=pd.Series(pd.NA, index=segments.index, dtype="str"))
    publish(dataclasses.replace(content, tables={**content.tables, **empty}), tmp_path)
    assert "Er zijn nog geen thema’s" in (tmp_path / "publiek/site/index.html").read_text(encoding="utf-8")


@pytest.mark.proof
def test_forty_themes_by_sixty_groups_by_three_waves_are_published_in_five_seconds(
    make: Callable[..., EditionContent], tmp_path: Path
) -> None:
    big = make(n_themes=40, n_institutions=32, n_domains=19, per_wave=2100)
    publish(big, tmp_path)
    seconds = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["seconds"]["publishing"]
    size = sum(path.stat().st_size for path in (tmp_path / "publiek" / "site").rglob("*") if path.is_file())
    assert seconds < 5
    assert size < 15_000_000

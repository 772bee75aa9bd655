from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from textmining.publishing import EditionContent, Names, write_research_workbook
from textmining.publishing.data_report import as_table, data_report, describe

BOOK = "onderzoek/workbook.xlsx"


def test_the_sheet_with_figures_holds_the_numbers_of_the_table(edition: Any, content: EditionContent) -> None:
    table = pd.read_parquet(edition.folder / "onderzoek/tables/data_report.parquet")
    expected = as_table(data_report(describe(content.tables), content.study, content.tables["respondents"]))
    pd.testing.assert_frame_equal(table, expected)
    sheet = edition.sheet(BOOK, "gegevens")
    assert sheet["waarde"].tolist() == pytest.approx(table["value"].tolist(), nan_ok=True)
    for column in ("onderdeel", "vraag", "indeling", "groep", "maat"):
        assert sheet[column].notna().all(), column


def test_the_sheet_with_examples_shows_each_fate_and_what_was_redacted(edition: Any, planted: Any) -> None:
    sheet = edition.sheet(BOOK, "voorbeelden per lot")
    assert {"inhoudelijk antwoord", "niet gevraagd", "geen inhoud"} == set(sheet["lot"])
    assert {"lot en regel", "weggelakt: persoon", "weggelakt: iban"} <= set(sheet["voorbeeld van"])
    assert planted.ruling in set(sheet["besluit"])


def test_an_answer_that_looks_like_a_formula_stays_text(content: EditionContent, planted: Any, tmp_path: Path) -> None:
    set_aside = content.tables["set_aside"]
    every = content.tables["answers"].assign(text=planted.formula)
    other = dataclasses.replace(
        content, tables={**content.tables, "answers": every, "set_aside": set_aside.assign(text=planted.formula)}
    )
    write_research_workbook(other, Names.of(content.study, content.tables["labels"]), tmp_path / "w.xlsx")
    page = openpyxl.load_workbook(tmp_path / "w.xlsx")["voorbeelden per lot"]
    cells = [cell for row in page.iter_rows(min_row=2) for cell in row if cell.value == planted.formula]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_figures_of_an_edition_stay_what_they_were_where_they_are_handed_in(
    content: EditionContent, tmp_path: Path
) -> None:
    figures = as_table(data_report(describe(content.tables), content.study, content.tables["respondents"]))
    fewer = {**content.tables, "ledger": content.tables["ledger"].iloc[100:], "data_report": figures}
    names = Names.of(content.study, content.tables["labels"])
    write_research_workbook(dataclasses.replace(content, tables=fewer), names, tmp_path / "w.xlsx")
    sheet = pd.read_excel(tmp_path / "w.xlsx", sheet_name="gegevens", engine="calamine")
    assert sheet["waarde"].tolist() == pytest.approx(figures["value"].tolist(), nan_ok=True)


def test_the_ledger_shows_what_was_redacted_overruled_and_copied(edition: Any, content: EditionContent) -> None:
    sheet = edition.sheet(BOOK, "verantwoording")
    ledger = content.tables["ledger"]
    for header, column in (("weggelakt", "redacted"), ("besluit", "overruled"), ("gelijk aan", "duplicate_group")):
        assert sheet[header].notna().sum() == ledger[column].notna().sum() > 0

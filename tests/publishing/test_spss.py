from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.publishing import EditionContent
from textmining.publishing.spss import variable_names, write_respondents


def _write(content: EditionContent, path: Path, **tables: pd.DataFrame) -> tuple[pd.DataFrame, Any]:
    parts = {name: tables.get(name, content.tables[name]) for name in ("respondents", "labels", "themes")}
    write_respondents(path, **parts, study=content.study, note="CONCEPT – Proef")
    frame, meta = pyreadstat.read_sav(path)
    return frame, meta


@pytest.fixture(scope="module")
def read(content: EditionContent, tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, Any]:
    return _write(content, tmp_path_factory.mktemp("sav") / "r.sav")


def test_groups_are_numbers_with_the_labels_that_respondents_have(
    content: EditionContent, read: tuple[pd.DataFrame, Any]
) -> None:
    frame, meta = read
    labels = meta.variable_value_labels["domein"]
    assert frame["domein"].map(labels).tolist() == content.tables["respondents"]["domein"].tolist()
    assert labels[1.0] == "domein 1"


def test_codes_of_the_study_are_kept_where_they_are_numbers_and_counted_where_not(
    read: tuple[pd.DataFrame, Any],
) -> None:
    _, meta = read
    assert meta.variable_value_labels["type"] == {1.0: "roc", 2.0: "aoc", 3.0: "vakschool"}
    assert meta.variable_value_labels["ervaring"] == {1.0: "tot 3", 2.0: "3 tot 10", 3.0: "vanaf 10"}


def test_institutions_have_their_names_where_the_files_give_them(content: EditionContent, tmp_path: Path) -> None:
    respondents = content.tables["respondents"]
    codes = respondents.assign(cluster=respondents["cluster"].str[-2:].astype(int).astype(str))
    named = pd.DataFrame({"kind": "cluster", "id": "cluster", "code": ["1", "2"], "label": ["Noord", "Zuid"]})
    labels = pd.concat([content.tables["labels"], named.assign(position=[0, 1])], ignore_index=True)
    frame, meta = _write(content, tmp_path / "r.sav", respondents=codes, labels=labels)
    called = frame["cluster"].map(meta.variable_value_labels["cluster"])
    assert called.tolist() == codes["cluster"].replace({"1": "Noord", "2": "Zuid"}).tolist()


def test_groups_without_labels_are_counted_in_order(read: tuple[pd.DataFrame, Any]) -> None:
    _, meta = read
    assert meta.variable_value_labels["school"][1.0] == "Instelling 01"


def test_themes_are_0_and_1_with_their_label_and_missing_without_an_answer(
    content: EditionContent, read: tuple[pd.DataFrame, Any]
) -> None:
    frame, meta = read
    expected = content.tables["respondents"]["t003"].astype("float64")
    assert frame["t003"].equals(expected)
    assert expected.isna().any()
    assert meta.column_names_to_labels["t003"] == content.tables["themes"].set_index("theme_id").loc["t003", "label"]
    assert meta.variable_value_labels["t003"] == {0.0: "niet genoemd", 1.0: "genoemd"}


def test_scales_keep_their_numbers_and_labels(content: EditionContent, read: tuple[pd.DataFrame, Any]) -> None:
    frame, meta = read
    assert frame["visie"].equals(content.tables["respondents"]["visie"])
    assert meta.column_names_to_labels["visie"] == "Visie op ict"
    assert meta.variable_measure["visie"] == "scale"


def test_ids_stay_text_and_missing_text_is_empty(content: EditionContent, read: tuple[pd.DataFrame, Any]) -> None:
    frame, _ = read
    assert frame["respondent_id"].tolist() == content.tables["respondents"]["respondent_id"].tolist()
    assert set(frame["team"]) == {""}


def test_the_file_says_that_it_is_a_concept(read: tuple[pd.DataFrame, Any]) -> None:
    assert read[1].file_label.startswith("CONCEPT")


def test_long_names_and_labels_are_cut_to_what_spss_holds(content: EditionContent, tmp_path: Path) -> None:
    themes = content.tables["themes"].assign(label="é" * 300)
    labels = content.tables["labels"].copy()
    long = "ü" * 100
    respondents = content.tables["respondents"].assign(type=long).rename(columns={"t000": "t" * 80})
    themes.loc[0, "theme_id"] = "t" * 80
    labels.loc[labels["id"] == "type", "label"] = [long, "b", "c"]
    _, meta = _write(content, tmp_path / "r.sav", themes=themes, respondents=respondents, labels=labels)
    assert len(meta.column_names_to_labels["t" * 64].encode()) <= 256
    assert len(meta.variable_value_labels["type"][1.0].encode()) <= 120


def test_two_codes_with_one_label_are_one_value(content: EditionContent, tmp_path: Path) -> None:
    labels = pd.concat([content.tables["labels"], content.tables["labels"].query("id == 'type'").assign(code="9")])
    frame, meta = _write(content, tmp_path / "r.sav", labels=labels)
    assert (
        frame["type"].map(meta.variable_value_labels["type"]).tolist() == content.tables["respondents"]["type"].tolist()
    )


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=70), unique=True, max_size=6))
def test_any_column_names_become_different_names_that_spss_takes(columns: list[str]) -> None:
    names = list(variable_names(columns).values())
    assert len({name.upper() for name in names}) == len(columns)
    assert all(name.isidentifier() and name.isascii() and name[0].isalpha() and len(name) <= 64 for name in names)


def test_a_theme_that_the_model_is_unsure_of_says_that_it_holds_chances(
    content: EditionContent, tmp_path: Path
) -> None:
    respondents = content.tables["respondents"]
    values = respondents["t003"].astype("Float64")
    values[values.index[values.notna()][0]] = 0.25
    frame, meta = _write(content, tmp_path / "r.sav", respondents=respondents.assign(t003=values))
    assert 0.25 in set(frame["t003"])
    assert meta.column_names_to_labels["t003"].endswith("(tussen 0 en 1: kans)")
    assert meta.original_variable_types["t003"] == "F8.3"
    assert meta.variable_measure["t003"] == "scale"
    assert meta.original_variable_types["t002"] == "F8.0"

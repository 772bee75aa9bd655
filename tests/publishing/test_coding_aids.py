from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pandas as pd
import pytest

from tests.publishing.topics_stage import LEFT_OVER
from textmining.forgetting.filtering import without
from textmining.publishing import EditionContent
from textmining.publishing.coding_aids import coding_aids, with_text
from textmining.publishing.content import CONTRACT, Names
from textmining.publishing.research_sheets import research_sheets
from textmining.publishing.workbook import Sheet
from textmining.survey import Forgotten


@pytest.fixture(scope="module")
def aids(content: EditionContent) -> dict[str, pd.DataFrame]:
    return coding_aids(content.tables)


def _sheets(content: EditionContent) -> dict[str, Sheet]:
    tables = {**content.tables, **coding_aids(content.tables)}
    return {sheet.name: sheet for sheet in research_sheets(tables, Names.of(content.study, tables["labels"]))}


def test_left_over_are_the_segments_without_a_topic_that_discovery_saw(
    content: EditionContent, aids: dict[str, pd.DataFrame]
) -> None:
    assert with_text(aids["leftover"], content.tables)["text"].tolist() == [LEFT_OVER, "iets heel anders"]
    assert aids["leftover"]["similarity"].tolist() == [0.4, 0.2]
    assert aids["leftover"]["theme_id"].tolist() == ["t003", "t003"]


def test_a_border_example_names_the_theme_on_the_other_side(aids: dict[str, pd.DataFrame]) -> None:
    border = aids["theme_examples"].query("kind == 'border'")
    assert border[["theme_id", "other_theme_id"]].to_numpy().tolist() == [["t003", "t000"]]


def test_a_main_topic_whose_segments_are_all_in_sub_topics_is_known_by_these(content: EditionContent) -> None:
    segments = content.tables["segments"]
    below = segments.assign(
        theme_id=segments["theme_id"].replace("t000", "t900"), topic_id=segments["topic_id"].replace("k000", "k900")
    )
    found = coding_aids({**content.tables, "segments": below})["theme_examples"]
    assert (found["theme_id"] == "t000").sum() == 2


def test_a_segment_that_was_removed_is_in_neither(content: EditionContent, aids: dict[str, pd.DataFrame]) -> None:
    gone = {aids["leftover"]["segment_id"][0], aids["theme_examples"]["segment_id"][0]}
    segments = content.tables["segments"]
    found = coding_aids({**content.tables, "segments": segments[~segments["segment_id"].isin(gone)]})
    assert len(found["leftover"]) == len(aids["leftover"]) - 1
    assert not gone & {*found["leftover"]["segment_id"], *found["theme_examples"]["segment_id"]}


def test_a_forgotten_respondent_is_gone_from_the_sheet(content: EditionContent, aids: dict[str, pd.DataFrame]) -> None:
    ledger = content.tables["ledger"].set_index("answer_id")
    wave, person = ledger.loc[aids["leftover"]["answer_id"][0], ["wave", "respondent_id"]]
    key = b"k" * 32
    forgotten = Forgotten(key).with_respondents([Forgotten(key).mark(wave, person)])
    stored = {name: frame for name, frame in content.tables.items() if name in CONTRACT} | aids
    kept = {**without(stored, forgotten), "labels": content.tables["labels"]}
    assert set(kept["theme_examples"]["answer_id"]) <= set(kept["ledger"]["answer_id"])
    sheets = {sheet.name: sheet for sheet in research_sheets(kept, Names.of(content.study, kept["labels"]))}
    assert sheets["overig"].frame["text"].tolist() == ["iets heel anders"]


def test_older_results_have_none_and_show_the_surest_codings_as_examples(make: Callable[..., EditionContent]) -> None:
    older = make(per_wave=60)
    assert coding_aids(older.tables) == {}
    sheets = _sheets(older)
    assert "overig" not in sheets
    assert sheets["voorbeelden"].frame.groupby("theme_id").size().between(1, 5).all()


def test_the_sheet_overig_lists_the_likest_first_by_question(content: EditionContent) -> None:
    segments = content.tables["segments"]
    questions = content.tables["answers"].set_index("answer_id")["question"]
    other = segments[segments["theme_id"].isna() & (segments["answer_id"].map(questions) == "praktijk")].iloc[0]
    more = {"segment_id": other["segment_id"], "similarity": 0.99, "nearest_topic_id": "k002"}
    assignments = pd.concat([content.tables["assignments"], pd.DataFrame([more])], ignore_index=True)
    tables = {**content.tables, "assignments": assignments}
    frame = _sheets(dataclasses.replace(content, tables=tables))["overig"].frame
    assert frame["similarity"].tolist() == [0.4, 0.2, 0.99]
    assert frame["label"].tolist()[2] == content.tables["themes"].set_index("theme_id")["label"]["t002"]


def test_examples_of_a_theme_that_left_the_codebook_are_not_shown(content: EditionContent) -> None:
    themes = content.tables["themes"]
    tables = {**content.tables, "themes": themes[themes["theme_id"] != "t003"]}
    frame = _sheets(dataclasses.replace(content, tables=tables))["voorbeelden"].frame
    assert "t003" not in set(frame["theme_id"])
    assert len(frame)

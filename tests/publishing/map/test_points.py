"""Which points are on a map, and what is told of them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from textmining.publishing import EditionContent
from textmining.publishing.map import QuestionMap, public_maps, research_maps
from textmining.publishing.map.points import STEPS
from textmining.publishing.suppression import setting_of, suppress
from textmining.publishing.words import public_themes


def _public(content: EditionContent) -> list[QuestionMap]:
    tables, study = content.tables, content.study
    disclosure = suppress(tables, study, setting_of(study, tables))
    themes = public_themes(tables["themes"], tables["answers"], tables["segments"], tables["respondents"], study)
    return public_maps(content, themes, disclosure.tables["prevalence"])


def _but(content: EditionContent, **tables: pd.DataFrame) -> EditionContent:
    return dataclasses.replace(content, tables={**content.tables, **tables})


@pytest.fixture(scope="module")
def public(mapped: EditionContent) -> list[QuestionMap]:
    return _public(mapped)


def test_results_without_a_layout_have_no_maps(content: EditionContent) -> None:
    assert research_maps(content) == []
    assert _public(content) == []


def test_the_research_map_holds_every_placed_segment_with_its_text(mapped: EditionContent) -> None:
    texts = [text for found in research_maps(mapped) for text in found.points["text"]]
    assert sorted(texts) == sorted(mapped.tables["segments"]["text"])


def test_a_public_point_is_two_whole_numbers_and_a_theme_and_occurs_once(public: list[QuestionMap]) -> None:
    for found in public:
        assert found.points.columns.tolist() == ["theme", "x", "y"]
        assert set(map(str, found.points.dtypes)) == {"int64"}
        assert not found.points.duplicated().any()
        assert found.points[["x", "y"]].min().min() >= 0
        assert found.points[["x", "y"]].max().max() <= STEPS


def test_public_points_are_in_the_same_order_whatever_that_of_the_answers(
    mapped: EditionContent, public: list[QuestionMap]
) -> None:
    shuffled = {
        name: mapped.tables[name].sample(frac=1, random_state=4) for name in ("segments", "layout", "answers", "ledger")
    }
    for one, other in zip(public, _public(_but(mapped, **shuffled)), strict=True):
        pd.testing.assert_frame_equal(one.points, other.points)
        assert one.themes == other.themes


def test_the_largest_theme_is_first_and_other_is_last(mapped: EditionContent) -> None:
    for found in research_maps(mapped):
        sizes = [theme.segments for theme in found.themes if not theme.other]
        assert sizes == sorted(sizes, reverse=True)
        assert [theme.other for theme in found.themes] == [False] * len(sizes) + [True]


def test_a_theme_of_too_few_respondents_is_not_on_the_public_map(
    mapped: EditionContent, public: list[QuestionMap]
) -> None:
    segments = mapped.tables["segments"]
    theme = mapped.tables["themes"]["theme_id"].iloc[0]
    few = segments.index[segments["theme_id"] == theme][mapped.study.privacy.minimum_group - 1 :]
    found = _public(_but(mapped, segments=segments.drop(few)))
    assert sum(len(m.themes) for m in found) == sum(len(m.themes) for m in public) - 1
    assert sum(m.left_out for m in found) == 1
    assert all(set(m.points["theme"]) <= set(range(len(m.themes))) for m in found)


def test_a_theme_of_one_institution_is_not_on_the_public_map(mapped: EditionContent, public: list[QuestionMap]) -> None:
    tables = mapped.tables
    segments = tables["segments"]
    theme = tables["themes"]["theme_id"].iloc[0]
    key = ["respondent_id", "wave"]
    where = segments[["answer_id"]].merge(tables["answers"], on="answer_id").merge(tables["respondents"], on=key)
    away = ((segments["theme_id"] == theme).to_numpy()) & (where["cluster"] != "Instelling 02").to_numpy()
    assert ((segments["theme_id"] == theme) & ~away).sum() >= mapped.study.privacy.minimum_group
    found = _public(_but(mapped, segments=segments[~away]))
    assert sum(len(m.themes) for m in found) == sum(len(m.themes) for m in public) - 1


def test_a_rejected_or_hidden_theme_is_not_on_the_public_map(mapped: EditionContent, public: list[QuestionMap]) -> None:
    themes, prevalence = mapped.tables["themes"], mapped.tables["prevalence"]
    first, second = themes["theme_id"].iloc[:2]
    rejected = themes.assign(status=themes["status"].mask(themes["theme_id"] == first, "rejected"))
    hidden = prevalence[prevalence["theme_id"] != second]
    found = _public(_but(mapped, themes=rejected, prevalence=hidden))
    assert sum(len(m.themes) for m in found) == sum(len(m.themes) for m in public) - 2


def test_points_of_a_sub_theme_have_the_colour_of_the_main_theme_and_tell_the_sub_theme(mapped: EditionContent) -> None:
    themes = mapped.tables["themes"]
    own = themes.index[themes["question"] == themes["question"].iloc[0]]
    sub, main = themes["theme_id"][own[0]], themes["theme_id"][own[1]]
    nested = themes.assign(parent_id=themes["parent_id"].astype("object").mask(themes["theme_id"] == sub, main))
    file = f"vraag-{themes['question'].iloc[0]}"
    found = next(m for m in research_maps(_but(mapped, themes=nested)) if m.file == file)
    label = themes["label"][own[0]].capitalize()
    assert label not in {theme.label for theme in found.themes}
    below = found.points[found.points["sub"].str.casefold() == label.casefold()]
    assert len(below) == (mapped.tables["segments"]["theme_id"] == sub).sum()
    assert below["theme"].nunique() == 1


def test_a_number_of_answers_that_is_not_told_is_not_on_the_public_map(mapped: EditionContent) -> None:
    themes = mapped.tables["themes"]
    few = themes.assign(n_respondents=themes["n_respondents"].mask(themes["theme_id"] == "t003", 9))
    counts = {theme.label: theme.answers for found in _public(_but(mapped, themes=few)) for theme in found.themes}
    label = themes.set_index("theme_id")["label"]["t003"]
    assert counts[f"{label[:1].upper()}{label[1:]}"] is None
    assert sum(count is None for count in counts.values()) == 1 + ("Overig" in counts)


def test_questions_that_share_a_codebook_share_a_map(mapped: EditionContent) -> None:
    questions = [
        q.model_copy(update={"codebook": "motivatie" if q.id == "praktijk" else None}) for q in mapped.study.questions
    ]
    study = mapped.study.model_copy(update={"questions": tuple(questions)})
    found = research_maps(dataclasses.replace(mapped, study=study))
    assert [m.file for m in found] == ["vraag-motivatie", "vraag-belemmering"]
    assert sum(len(m.points) for m in found) == len(mapped.tables["segments"])


def test_without_assignments_no_similarity_is_told(mapped: EditionContent) -> None:
    tables = {name: table for name, table in mapped.tables.items() if name != "assignments"}
    found = research_maps(dataclasses.replace(mapped, tables=tables))
    assert all(np.isnan(m.points["similarity"]).all() for m in found)

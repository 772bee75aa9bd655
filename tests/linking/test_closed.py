"""Closed questions and scales."""

from __future__ import annotations

import pandas as pd
import pytest

from textmining.study_file import parse_study


@pytest.mark.parametrize(
    ("design", "columns"),
    [
        ("clusters", ()),
        ("inside", ()),
        ("strata", ("stratum",)),
        ("persons", ("cluster",)),
        ("unweighted", ("weight",)),
    ],
)
def test_means_of_scales_are_those_of_r_survey(given, survey, reference, design: str, columns: tuple[str, ...]) -> None:
    fixed = {"cluster": pd.NA, "weight": 1.0, "stratum": survey["stratum"]}
    links = given.having(**{name: fixed[name] for name in columns}).link()
    values = reference("survey_r.csv").replace({"grouping": {"cluster": "school"}})
    values = values[(values["design"] == design) & (values["item"] == "score") & (values["denominator"] == "asked")]
    both = values.merge(links.closed, on=["item", "grouping", "group"], suffixes=("_r", ""), validate="one_to_one")
    assert len(both) == len(values) > 0
    assert (both["n"] == both["n_r"]).all()
    for column in ("estimate", "df", "low", "high"):
        assert both[column].to_numpy() == pytest.approx(both[f"{column}_r"].to_numpy(), abs=1e-9)


@pytest.fixture(scope="module")
def with_closed(given, survey):
    settings = given.study.model_dump(exclude_none=True)
    settings["closed"] = [
        {"id": "cursus", "label": "Cursus", "column": "cursus"},
        {"id": "jaren", "label": "Jaren", "column": "jaren"},
    ]
    responses = given.responses.assign(
        cursus=survey["common"].map({1: "ja", 0: "nee"}).where(survey["answered"] == 1), jaren=survey["years"] * 1.0
    )
    labels = [
        {"kind": "closed", "id": "cursus", "code": code, "label": label, "position": position}
        for position, (code, label) in enumerate({"2": "nee", "1": "ja", "3": "deels"}.items())
    ]
    changed = given.having(
        study=parse_study(settings, "study.toml"),
        responses=responses,
        labels=pd.concat([given.labels, pd.DataFrame(labels)], ignore_index=True),
    )
    return changed.link()


def test_scales_come_first_then_closed_questions_with_categories_by_label(with_closed) -> None:
    overall = with_closed.closed.query("grouping == 'all'")
    assert overall["item"].tolist() == ["score", "cursus", "cursus", "cursus", "jaren"]
    assert overall["category"].isna().tolist() == [True, False, False, False, True]
    assert overall["category"].dropna().tolist() == ["nee", "ja", "deels"]
    assert overall["statistic"].tolist() == ["mean", "share", "share", "share", "mean"]


def test_shares_of_a_closed_question_are_those_of_the_same_theme(with_closed) -> None:
    theme = with_closed.prevalence.query("theme_id == 'common' and denominator == 'answered'")
    category = with_closed.closed.query("item == 'cursus' and category == 'ja'")
    both = theme.merge(category, on=["grouping", "group", "wave"], suffixes=("", "_closed"))
    assert len(both) == 34
    for column in ("n", "estimate", "low", "high", "df", "n_eff"):
        inner = both[(both["estimate"] > 0) & (both["estimate"] < 1)]
        assert inner[column].to_numpy() == pytest.approx(inner[f"{column}_closed"].to_numpy())


def test_shares_add_up_to_one_in_every_group(with_closed) -> None:
    shares = with_closed.closed[with_closed.closed["statistic"] == "share"]
    sums = shares.groupby(["grouping", "group"])["estimate"].sum()
    assert sums.to_numpy() == pytest.approx(1.0)


def test_a_category_nobody_chose_is_a_share_of_0_with_an_interval(with_closed) -> None:
    row = with_closed.closed.query("category == 'deels' and grouping == 'all'").iloc[0]
    assert row["estimate"] == 0.0
    assert row["low"] == 0.0
    assert row["high"] > 0.0


def test_a_scale_on_which_all_agree_has_a_mean_and_no_interval(given) -> None:
    frame = given.having(score=3.0).link().closed.query("grouping == 'all'")
    assert frame["estimate"].tolist() == pytest.approx([3.0])
    assert frame[["low", "high", "n_eff"]].isna().all(axis=None)


def test_a_scale_without_any_score_has_no_rows(given) -> None:
    assert len(given.having(score=float("nan")).link().closed) == 0

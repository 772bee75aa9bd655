"""Pre-declared contrasts against R's clubSandwich, and at their edges."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control
from scipy.stats import t as student

from textmining.errors import StudyError

NUMBERS = ["difference", "low", "high", "df", "p", "q"]


@pytest.mark.parametrize(("weighted", "clustered"), [(True, True), (True, False), (False, True), (False, False)])
def test_differences_and_tests_are_those_of_clubsandwich(given, reference, weighted: bool, clustered: bool) -> None:
    changes = ({} if weighted else {"weight": 1.0}) | ({} if clustered else {"cluster": pd.NA})
    frame = given.having(**changes).link().contrasts
    values = reference("clubsandwich_r.csv")
    values = values[(values["weighted"] == weighted) & (values["clustered"] == clustered)]
    values = values.rename(columns={"item": "theme_id"})
    both = values.merge(frame, on=["contrast", "model", "theme_id"], suffixes=("_r", ""), validate="one_to_one")
    assert len(both) == len(values) >= 12
    assert (both["n"] == both["n_r"]).all()
    for column in ("difference", "df", "p"):
        assert both[column].to_numpy() == pytest.approx(both[f"{column}_r"].to_numpy(), abs=1e-8)
    half = student.ppf(0.975, both["df_r"]) * both["se"]
    assert (both["difference"] - both["low"]).to_numpy() == pytest.approx(half.to_numpy(), abs=1e-8)
    assert (both["high"] - both["difference"]).to_numpy() == pytest.approx(half.to_numpy(), abs=1e-8)


def test_a_raw_difference_is_that_of_the_weighted_shares(links) -> None:
    shares = links.prevalence.query("theme_id == 'common' and denominator == 'answered' and grouping == 'group'")
    share = shares.set_index("group")["estimate"]
    row = links.contrasts.query("theme_id == 'common' and contrast == 'ab'").iloc[0]
    assert row["difference"] == pytest.approx(share["a"] - share["b"])


def test_the_family_is_one_question_by_one_contrast_and_q_is_over_its_themes(links) -> None:
    for (family, model), rows in links.contrasts.dropna(subset="p").groupby(["family", "model"]):
        assert family == f"q1:{rows['contrast'].iloc[0]}"
        assert rows["theme_id"].tolist() == ["common", "rare"]
        assert rows["q"].to_numpy() == pytest.approx(false_discovery_control(rows["p"])), model


def test_models_are_those_that_the_contrast_asks_for(links) -> None:
    models = links.contrasts.groupby("contrast", sort=False)["model"].unique().map(list).to_dict()
    assert models == {
        "a": ["raw", "adjusted", "within"],
        "ab": ["raw"],
        "vak": ["raw", "adjusted", "within"],
        "scale": ["raw", "within"],
    }


def test_a_trait_of_institutions_is_not_estimated_within_them(links) -> None:
    rows = links.contrasts.query("contrast == 'vak' and model == 'within'")
    assert len(rows) == 2
    assert rows[NUMBERS].isna().all(axis=None)


def test_a_theme_nobody_mentions_differs_by_nothing_without_a_test(given) -> None:
    codings = given.codings[given.codings["theme_id"] == "common"]
    frame = given.having(codings=codings).link().contrasts
    none = frame.query("theme_id == 'rare' and contrast == 'a' and model == 'raw'").iloc[0]
    assert none["difference"] == 0.0
    assert none[["low", "high", "df", "p", "q"]].isna().all()
    # a test that was not done does not count in the family
    other = frame.query("theme_id == 'common' and contrast == 'a' and model == 'raw'").iloc[0]
    assert other["q"] == other["p"]


def test_one_cluster_gives_nulls(given) -> None:
    frame = given.having(cluster="i00").link().contrasts
    assert (frame["n"] > 0).any()
    assert frame[NUMBERS].isna().all(axis=None)


def test_a_group_of_one_institution_is_not_compared_as_if_it_were_many(given, survey) -> None:
    alone = np.where(survey["cluster"] == "i13", "a", "b")
    frame = given.having(group=alone).link().contrasts.query("contrast == 'ab'")
    assert (frame["n"] > 0).all()
    assert frame[NUMBERS].isna().all(axis=None)


def test_under_4_degrees_of_freedom_there_is_an_interval_and_no_p(given, survey) -> None:
    two = np.where(survey["cluster"].isin(["i12", "i13"]), "a", "b")
    rows = given.having(group=two).link().contrasts.query("contrast == 'ab'")
    assert (rows["df"] < 4).all()
    assert rows[["low", "high"]].notna().all(axis=None)
    assert rows[["p", "q"]].isna().all(axis=None)


def test_respondents_without_a_group_take_no_part_in_a_comparison_with_the_rest(given, survey) -> None:
    without = survey["group"].where(survey["group"] != "b")
    row = given.having(group=without).link().contrasts.query("contrast == 'a' and model == 'raw'").iloc[0]
    assert row["n"] == ((survey["group"] != "b") & (survey["answered"] == 1)).sum()


def test_a_wave_without_one_of_the_groups_has_no_rows(given, survey) -> None:
    only_b = survey["group"].where(survey["group"] != "a")
    assert set(given.having(group=only_b, study=given.study).link().contrasts["contrast"]) == {"vak", "scale"}


def test_a_scale_that_does_not_vary_has_no_rows_and_spoils_no_adjustment(given) -> None:
    frame = given.having(score=3.0).link().contrasts
    assert "scale" not in set(frame["contrast"])
    adjusted = frame.query("contrast == 'a' and model == 'adjusted'")
    assert adjusted["difference"].notna().all()


def test_a_scale_difference_is_per_standard_deviation(given, survey) -> None:
    wider = given.having(score=survey["score"] * 10 + 3).link().contrasts.query("contrast == 'scale'")
    plain = given.link().contrasts.query("contrast == 'scale'")
    assert wider["difference"].to_numpy() == pytest.approx(plain["difference"].to_numpy())


def test_a_contrast_with_a_value_that_the_grouping_has_not_is_an_error_with_a_remedy(given) -> None:
    people = given.respondents.assign(type=given.respondents["type"].replace({"vak": "vakschool"}))
    labels = given.labels.assign(label=given.labels["label"].replace({"vak": "vakschool"}))
    with pytest.raises(StudyError) as caught:
        given.having(respondents=people, labels=labels).link()
    assert str(caught.value) == (
        "[[contrasts]] vak: a: 'vak' is not a value of type. Names that look alike: 'vakschool'."
    )


def test_a_group_in_which_hardly_anyone_mentions_a_theme_is_not_called_different(given) -> None:
    silent = set(given.respondents.loc[given.respondents["group"] == "a", "respondent_id"])
    answer_of = given.ledger.set_index("answer_id")["respondent_id"]
    codings = given.codings[
        ~((given.codings["theme_id"] == "common") & given.codings["answer_id"].map(answer_of).isin(silent))
    ]
    row = given.having(codings=codings).link().contrasts.query("theme_id == 'common' and contrast == 'ab'").iloc[0]
    assert row["difference"] < -0.1
    assert row[["low", "high", "df", "p", "q"]].isna().all()


def test_respondents_of_whom_the_model_is_unsure_do_not_make_a_side_large_enough_to_test(given) -> None:
    groups = given.respondents.set_index("respondent_id")["group"]
    in_a = given.codings["answer_id"].str.removeprefix("a-2022").map(groups) == "a"
    common = given.codings["theme_id"] == "common"
    sure = given.codings[in_a & common].index[:4]
    unsure = (in_a & common & ~given.codings.index.isin(sure)).to_numpy()
    codings = given.codings.assign(
        source=given.codings["source"].mask(unsure, "unsure"), confidence=given.codings["confidence"].mask(unsure, 0.9)
    )
    row = given.having(codings=codings).link().contrasts.query("theme_id == 'common' and contrast == 'ab'").iloc[0]
    before = given.link().contrasts.query("theme_id == 'common' and contrast == 'ab'").iloc[0]
    assert np.isfinite(before["p"])
    assert np.isfinite(row["difference"])
    assert row["difference"] < before["difference"]
    assert row[["low", "high", "p", "q"]].isna().all()

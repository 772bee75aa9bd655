"""Prevalence against R's survey package, and at its edges."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmining.linking.intervals import korn_graubard

KEY = ["theme_id", "grouping", "group", "denominator"]


def against(reference, links, design: str) -> pd.DataFrame:
    """Rows of R beside ours, numbers of R with suffix _r."""
    values = reference("survey_r.csv").replace({"grouping": {"cluster": "school"}})
    values = values[(values["design"] == design) & (values["item"] != "score")].rename(columns={"item": "theme_id"})
    both = values.merge(links.prevalence, on=KEY, suffixes=("_r", ""), validate="one_to_one")
    assert len(both) == len(values) > 0
    return both


@pytest.mark.parametrize(
    ("design", "columns"),
    [
        ("clusters", {}),
        ("inside", {}),
        ("strata", {"stratum": "stratum"}),
        ("persons", {"cluster": None}),
        ("unweighted", {"weight": None}),
    ],
)
def test_shares_and_intervals_are_those_of_r_survey(given, survey, reference, design: str, columns: dict) -> None:
    fixed = {"cluster": pd.NA, "weight": 1.0}
    changes = {name: fixed[name] if source is None else survey[source] for name, source in columns.items()}
    both = against(reference, given.having(**changes).link(), design)
    assert (both["n"] == both["n_r"]).all()
    assert (both["df"] == both["df_r"]).all()
    assert both["estimate"].to_numpy() == pytest.approx(both["estimate_r"].to_numpy(), abs=1e-9)
    known = both["low_r"].notna()  # R gives none at 0 and 1
    assert known.sum() >= len(both) * 0.75
    # Where the design effect is under 1 the effective sample is n here and more in R.
    same = known & (both["deff"] >= 1)
    assert same.sum() >= 5
    for limit in ("low", "high"):
        assert both.loc[same, limit].to_numpy() == pytest.approx(both.loc[same, f"{limit}_r"].to_numpy(), abs=1e-9)
    capped = both[known & (both["deff"] < 1)]
    assert (capped["high"] - capped["low"] >= capped["high_r"] - capped["low_r"]).all()


def test_effective_size_and_design_effect_are_those_of_the_standard_errors_of_r(links, reference) -> None:
    both = against(reference, links, "clusters")
    both = both[both["se"] > 0]
    n_eff = both["estimate_r"] * (1 - both["estimate_r"]) / both["se"] ** 2
    assert both["n_eff"].to_numpy() == pytest.approx(np.minimum(n_eff, both["n"]).to_numpy())
    assert (both["n"] / n_eff).to_numpy() == pytest.approx(both["deff"].to_numpy())


def test_a_share_of_0_takes_the_mean_design_effect_of_the_question(links) -> None:
    rows = links.prevalence[links.prevalence["denominator"] == "answered"]
    overall = rows.loc[rows["grouping"] == "all", "deff"].mean()
    zero = rows[(rows["theme_id"] == "rare") & (rows["group"] == "c")].iloc[0]
    assert (zero["estimate"], zero["low"]) == (0.0, 0.0)
    assert zero["deff"] == pytest.approx(overall)
    assert 0 < zero["high"] <= 1


def test_rows_are_one_per_theme_group_and_denominator_in_the_order_of_the_study(links) -> None:
    frame = links.prevalence
    assert len(frame) == 2 * (1 + 3 + 2 + 14 + 14) * 2
    assert frame["grouping"].unique().tolist() == ["all", "group", "type", "school", "cluster"]
    first = frame[frame["theme_id"] == "common"]
    assert first.loc[first["grouping"] == "group", "group"].tolist() == ["a", "a", "b", "b", "c", "c"]
    assert first["denominator"].tolist()[:2] == ["answered", "asked"]
    assert set(frame["method"]) == {"naive"}
    assert not frame["suppressed"].any()


def test_counts_are_unweighted_respondents(links, survey) -> None:
    row = links.prevalence.query("theme_id == 'common' and group == 'a' and denominator == 'answered'").iloc[0]
    answered = survey[(survey["group"] == "a") & (survey["answered"] == 1)]
    assert (row["n"], row["mentions"]) == (len(answered), answered["common"].sum())


def test_a_group_without_respondents_has_nulls_and_no_number(given) -> None:
    row = {"kind": "group", "id": "type", "code": "9", "label": "aoc", "position": 9}
    labels = pd.concat([given.labels, pd.DataFrame([row])], ignore_index=True)
    empty = given.having(labels=labels).link().prevalence.query("group == 'aoc'")
    assert len(empty) == 4
    assert (empty["n"] == 0).all()
    assert empty[["estimate", "low", "high", "n_eff", "deff", "df"]].isna().all(axis=None)
    assert (empty["flag"] == "few").all()


def test_one_cluster_gives_shares_without_intervals(given) -> None:
    frame = given.having(cluster="i00").link().prevalence
    assert frame["estimate"].notna().all()
    assert frame[["low", "high", "n_eff", "deff"]].isna().all(axis=None)
    assert (frame["flag"] == "few").all()


def test_a_theme_nobody_mentions_has_no_precision_of_its_own(given) -> None:
    codings = given.codings[given.codings["theme_id"] == "common"]
    row = (
        given.having(codings=codings)
        .link()
        .prevalence.query("theme_id == 'rare' and group == 'all' and denominator == 'answered'")
    )
    assert row["estimate"].tolist() == [0.0]
    assert row["low"].tolist() == [0.0]
    assert 0.005 < row["high"].iloc[0] < 0.1


def _unsure(given, share: float):  # type: ignore[no-untyped-def]
    """Of each third mention of "common" the model is unsure: half as likely, with as many others as likely."""
    codings = given.codings.reset_index(drop=True)
    chosen = codings.index[codings["theme_id"] == "common"][::3]
    silent = given.ledger[(given.ledger["fate"] == "kept") & ~given.ledger["answer_id"].isin(codings["answer_id"])]
    others = codings.loc[chosen].assign(answer_id=silent["answer_id"].iloc[: len(chosen)].to_numpy())
    codings.loc[chosen, ["source", "confidence"]] = ["unsure", share]
    others = others.assign(source="unsure", confidence=1 - share)
    return given.having(codings=pd.concat([codings, others], ignore_index=True)), len(chosen)


def test_probabilities_count_in_the_share_and_not_in_the_number_that_mentions_it(given) -> None:
    where = "theme_id == 'common' and group == 'all' and denominator == 'answered'"
    flat = given.having(weight=1.0)
    sure = flat.link().prevalence.query(where).iloc[0]
    changed, count = _unsure(flat, 0.5)
    row = changed.link().prevalence.query(where).iloc[0]
    assert row["estimate"] == pytest.approx(sure["estimate"])
    assert row["mentions"] == sure["mentions"] - count
    assert row["n"] == sure["n"]
    assert row["low"] < row["estimate"] < row["high"]
    assert row["n_eff"] <= row["n"]


def test_an_interval_of_probabilities_is_not_narrower_than_the_design_alone_makes_it(given) -> None:
    changed, _ = _unsure(given, 0.5)
    row = (
        changed.link().prevalence.query("theme_id == 'common' and group == 'all' and denominator == 'answered'").iloc[0]
    )
    low, high = korn_graubard(*(np.array([float(row[name])]) for name in ("estimate", "n", "n", "df")))
    assert row["low"] <= low[0]
    assert row["high"] >= high[0]


def test_respondents_without_a_group_count_among_all_only(given, survey) -> None:
    without = survey["group"].where(survey["group"] != "b")
    frame = given.having(group=without).link().prevalence.query("theme_id == 'common' and denominator == 'asked'")
    n = frame.set_index(["grouping", "group"])["n"]
    assert n["all", "all"] == len(survey)
    assert n["group", "b"] == 0
    assert n["group", "a"] + n["group", "c"] == (survey["group"] != "b").sum()


def test_waves_are_estimated_apart_and_a_question_not_put_has_no_rows(build, survey) -> None:
    from_conftest = build(survey, ("common",))
    settings = from_conftest.study.model_dump(exclude_none=True)
    settings["waves"] = [{"id": "2022", "file": "a.csv"}, {"id": "2019", "file": "b.csv"}]
    two = pd.concat([survey.assign(wave="2022"), survey.assign(wave="2019", common=0)], ignore_index=True)
    both = build(two, ("common",), settings)
    frame = both.link().prevalence.query("grouping == 'all' and denominator == 'answered'")
    assert frame["wave"].tolist() == ["2022", "2019"]
    assert frame["estimate"].iloc[0] == pytest.approx(
        from_conftest.link().prevalence.query("grouping == 'all' and denominator == 'answered'")["estimate"].iloc[0]
    )
    assert frame["estimate"].iloc[1] == 0.0
    ledger = both.ledger.assign(fate=both.ledger["fate"].where(both.ledger["wave"] == "2022", "not_asked"))
    codings = both.codings
    assert set(both.having(ledger=ledger, codings=codings).link().prevalence["wave"]) == {"2022"}


def test_a_question_without_themes_gives_an_empty_table_of_the_contract(given) -> None:
    frame = given.having(themes=given.themes.iloc[:0], codings=given.codings.iloc[:0]).link().prevalence
    assert len(frame) == 0
    assert "estimate" in frame


def test_intervals_hold_their_estimate(links) -> None:
    frame = links.prevalence
    assert ((frame["low"] <= frame["estimate"]) & (frame["estimate"] <= frame["high"])).all()
    assert np.isfinite(frame[["low", "high"]].to_numpy()).all()

from __future__ import annotations

import pandas as pd
import pytest

from textmining.publishing import EditionContent
from textmining.publishing.suppression import (
    FOR_EVERYBODY,
    FOR_ONE_INSTITUTION,
    Disclosure,
    Rules,
    institution_groupings,
    setting_of,
    suppress,
)

KEY = ["question", "theme_id", "grouping", "group", "wave", "denominator"]
NUMBERS = ["n", "mentions", "n_eff", "deff", "df", "estimate", "low", "high", "flag"]


def _suppress(
    content: EditionContent, tables: dict[str, pd.DataFrame] | None = None, rules: Rules = FOR_EVERYBODY
) -> Disclosure:
    changed = {**content.tables, **(tables or {})}
    return suppress(changed, content.study, setting_of(content.study, changed), rules)


@pytest.fixture(scope="module")
def disclosure(content: EditionContent) -> Disclosure:
    return _suppress(content)


def test_no_number_of_a_group_below_the_minimum_is_left(content: EditionContent, disclosure: Disclosure) -> None:
    before = content.tables["prevalence"]
    small = before.loc[(before["n"] < 10) & (before["grouping"] != "school"), KEY]
    after = disclosure.tables["prevalence"].merge(small, on=KEY)
    assert len(small) > 20
    assert len(after) == len(small)
    assert after["suppressed"].all()
    assert after[NUMBERS].isna().all(axis=None)


def test_every_number_that_is_not_hidden_is_unchanged(content: EditionContent, disclosure: Disclosure) -> None:
    after = disclosure.tables["prevalence"]
    shown = after[~after["suppressed"]]
    before = shown[KEY].merge(content.tables["prevalence"], on=KEY)
    pd.testing.assert_frame_equal(
        shown.reset_index(drop=True).astype({"n": "int64", "mentions": "int64"}), before[shown.columns]
    )
    assert len(shown) > 500


def test_counts_stay_whole_numbers_where_some_are_hidden(disclosure: Disclosure) -> None:
    assert str(disclosure.tables["prevalence"]["n"].dtype) == "Int64"
    assert str(disclosure.tables["closed"]["n"].dtype) == "Int64"


def test_a_group_whose_respondents_are_all_of_one_institution_is_hidden(disclosure: Disclosure) -> None:
    after = disclosure.tables["prevalence"]
    assert after.loc[after["group"] == "entree", "suppressed"].all()
    reasons = disclosure.hidden
    assert "one_institution" in set(reasons.loc[reasons["group"] == "entree", "reason"])


def test_groupings_by_institution_are_not_even_mentioned(disclosure: Disclosure) -> None:
    for table in disclosure.tables.values():
        assert "school" not in set(table["grouping"])


def test_a_grouping_that_lies_inside_institutions_counts_as_one_whatever_its_column(content: EditionContent) -> None:
    respondents = content.tables["respondents"]
    inside = respondents.assign(type=respondents["cluster"].str.replace("Instelling", "Vestiging"))
    assert institution_groupings(content.study, inside) == {"cluster", "school", "type"}


def test_in_a_study_of_one_institution_other_groupings_are_not_institutions(content: EditionContent) -> None:
    one = content.tables["respondents"].assign(cluster="x")
    assert institution_groupings(content.study, one) == {"cluster", "school"}


def test_mentions_hidden_among_those_who_answered_are_hidden_among_those_asked(content: EditionContent) -> None:
    before = content.tables["prevalence"]
    one = (before["theme_id"] == "t000") & (before["group"] == "domein 2") & (before["wave"] == "2022")
    fewer = before.assign(n=before["n"].mask(one & (before["denominator"] == "answered"), 9))
    after = _suppress(content, {"prevalence": fewer}).tables["prevalence"]
    cell = (after["theme_id"] == "t000") & (after["group"] == "domein 2") & (after["wave"] == "2022")
    assert after.loc[cell, "suppressed"].tolist() == [True, True]


def test_a_contrast_with_a_side_below_the_minimum_tells_nothing(disclosure: Disclosure) -> None:
    contrasts = disclosure.tables["contrasts"]
    small = contrasts[contrasts["contrast"] == "klein"]
    assert len(small)
    assert small[["n", "difference", "low", "high", "df", "p", "q"]].isna().all(axis=None)


def test_a_contrast_with_a_small_rest_tells_nothing(content: EditionContent) -> None:
    before = content.tables["contrasts"]
    rest = before["contrast"] == "koplopers"
    group = content.tables["prevalence"].query("group == 'koplopers' and denominator == 'answered'")
    sizes = before.merge(group, on=["question", "theme_id", "wave"], how="left", suffixes=("", "_group"))["n_group"]
    few = before.assign(n=before["n"].mask(rest, sizes.fillna(0).astype("int64") + 9))
    after = _suppress(content, {"contrasts": few}).tables["contrasts"]
    assert after.loc[rest.to_numpy(), "difference"].isna().all()


def test_contrasts_of_large_groups_stay(content: EditionContent, disclosure: Disclosure) -> None:
    before = content.tables["contrasts"].query("contrast == 'koplopers'")["difference"]
    after = disclosure.tables["contrasts"].query("contrast == 'koplopers'")["difference"]
    assert after.tolist() == before.tolist()


def test_what_was_hidden_is_accounted_for_row_by_row(content: EditionContent, disclosure: Disclosure) -> None:
    for name in ("prevalence", "closed", "contrasts"):
        before, after = content.tables[name], disclosure.tables[name]
        gone = len(before) - len(after)
        emptied = int(after["n"].isna().sum())
        accounted = disclosure.hidden.loc[disclosure.hidden["table"] == name, "rows"].sum()
        assert accounted == gone + emptied


def test_own_figures_of_an_institution_are_shown_to_itself(content: EditionContent) -> None:
    own = _suppress(content, rules=FOR_ONE_INSTITUTION).tables["prevalence"]
    large = own[(own["group"] == "Instelling 03") & (own["theme_id"] == "t000")]
    assert not large["suppressed"].any()
    tiny = own[own["group"] == "Instelling 12"]
    assert tiny["suppressed"].all()


def test_the_minimum_of_the_study_decides(content: EditionContent) -> None:
    stricter = content.study.model_copy(
        update={"privacy": content.study.privacy.model_copy(update={"minimum_group": 60})}
    )
    after = suppress(content.tables, stricter, setting_of(stricter, content.tables)).tables["prevalence"]
    assert after["n"].min() >= 60


@pytest.mark.parametrize("rules", [FOR_EVERYBODY, FOR_ONE_INSTITUTION])
def test_a_rare_value_without_a_label_is_left_out_by_name(content: EditionContent, rules: Rules) -> None:
    def rename(name: str, column: str, old: str, new: str) -> pd.DataFrame:
        frame = content.tables[name]
        return frame.assign(**{column: frame[column].mask((frame[column] == old) & (frame["wave"] == "2022"), new)})

    closed = rename("closed", "category", "neutraal", "anders, namelijk bij Roderik")
    closed["estimate"] = closed["estimate"].mask(closed["category"] == "anders, namelijk bij Roderik", 0.002)
    tables = {
        "prevalence": rename("prevalence", "group", "piepklein", "Praktijk van Quispel"),
        "respondents": rename("respondents", "domein", "piepklein", "Praktijk van Quispel"),
        "closed": closed,
    }
    after = _suppress(content, tables, rules)
    for table in (*after.tables.values(), after.hidden):
        assert not table.astype(str).apply(lambda column: column.str.contains("Roderik|Quispel")).any(axis=None)
    assert "own_words" in set(after.hidden["reason"])


def test_a_value_without_a_label_that_many_have_stays(content: EditionContent) -> None:
    labels = content.tables["labels"]
    bare = {"labels": labels.assign(code=labels["code"].mask(labels["id"] == "ervaring", labels["label"]))}
    after = _suppress(content, bare).tables["prevalence"]
    assert "tot 3" in set(after["group"])


def test_a_small_group_with_a_label_is_named_and_hidden(disclosure: Disclosure) -> None:
    after = disclosure.tables["prevalence"]
    assert after.loc[after["group"] == "piepklein", "suppressed"].all()

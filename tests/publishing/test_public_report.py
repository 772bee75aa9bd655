from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from textmining.publishing import EditionContent
from textmining.publishing.data_report import OVERRULED, data_report, describe
from textmining.publishing.public_report import PublicReport, public_report
from textmining.publishing.suppression import setting_of


def make_public(content: EditionContent) -> PublicReport:
    rows = describe(content.tables)
    report = data_report(rows, content.study, content.tables["respondents"])
    return public_report(rows, report, setting_of(content.study, content.tables))


def changed(content: EditionContent, **tables: pd.DataFrame) -> EditionContent:
    return dataclasses.replace(content, tables={**content.tables, **tables})


@pytest.fixture(scope="module")
def public(content: EditionContent) -> PublicReport:
    return make_public(content)


def test_what_is_rare_has_no_number(public: PublicReport) -> None:
    rules = public.rules.set_index("rule")["answers"]
    assert rules[["niet gesteld, toch ingevuld", OVERRULED]].isna().all()
    assert public.languages.set_index("language")["answers"].isna()["de"]
    assert public.kinds.set_index("kind").loc["iban"].isna().all()
    assert public.totals["overruled"] is None
    assert public.copies["groups"] is None


def test_what_is_not_rare_has_its_number(content: EditionContent, public: PublicReport) -> None:
    ledger = content.tables["ledger"]
    assert public.rules.set_index("rule").loc["leeg", "answers"] == (ledger["reason"] == "leeg").sum()
    assert public.totals["redacted"] == ledger["redacted"].notna().sum()
    assert (public.copies["largest"], public.copies["left_out"]) == (12, 0)


def test_no_number_about_something_rare_is_left(public: PublicReport) -> None:
    for frame in (public.rules, public.languages, public.kinds):
        assert frame["answers"].min() >= 10
    numbers = [n for n in (*public.copies.values(), *public.totals.values()) if n]
    assert min(numbers) >= 10


def test_many_answers_of_few_respondents_are_rare(content: EditionContent) -> None:
    answers = content.tables["answers"]
    few = answers["respondent_id"].isin([f"r{n}" for n in range(10_000, 10_009)])
    assert few.sum() > 30
    own = changed(content, answers=answers.assign(language=answers["language"].mask(few, "fr")))
    respondents = own.tables["respondents"].assign(panel=pd.Series(dtype="str"))
    found = make_public(changed(own, respondents=respondents))
    assert found.languages.set_index("language")["answers"].isna()["fr"]


def test_small_numbers_are_not_in_an_order_that_tells_them(content: EditionContent) -> None:
    ledger = content.tables["ledger"]
    blank = ledger.index[ledger["fate"] == "blank"]
    reason = ledger["reason"].copy()
    for rule, n, start in (("a", 2, 0), ("b", 8, 10), ("c", 5, 20)):
        reason[blank[start : start + n]] = rule
    rules = make_public(changed(content, ledger=ledger.assign(reason=reason))).rules.query("fate == 'blank'")
    assert rules["rule"].tolist() == ["leeg", "a", "b", "c"]


def test_institutions_are_not_told_apart(public: PublicReport) -> None:
    assert set(public.groups["grouping"]) == {"type", "domein", "ervaring", "profiel"}
    assert not [key for key in public.left_out if key[2] == "school"]


def test_one_institution_is_no_group_that_follows_from_the_rest(content: EditionContent) -> None:
    respondents = content.tables["respondents"].assign(cluster="Instelling 01", school="Instelling 01")
    found = make_public(changed(content, respondents=respondents))
    assert not [key for key in found.left_out if key[2] == "school"]
    assert "school" not in set(found.groups["grouping"])


def test_small_groups_and_groups_of_one_institution_have_no_number(public: PublicReport) -> None:
    hidden = public.groups[public.groups["group"].isin(["piepklein", "entree"])]
    assert len(hidden) == 18
    assert hidden[["asked", "rate", "non_answer_rate", "mean_words"]].isna().all(axis=None)
    assert public.groups["asked"].min() >= 10


def test_a_group_of_one_institution_is_hidden_where_nobody_answered(content: EditionContent) -> None:
    entree = content.tables["respondents"].query("domein == 'entree'")[["respondent_id", "wave"]]
    ledger = content.tables["ledger"]
    own = pd.MultiIndex.from_frame(ledger[["respondent_id", "wave"]]).isin(pd.MultiIndex.from_frame(entree))
    found = make_public(changed(content, ledger=ledger.assign(fate=ledger["fate"].mask(own, "blank"))))
    hidden = found.groups.query("group == 'entree'")["asked"]
    assert len(hidden) == 9
    assert hidden.isna().all()


def test_a_grouping_with_exactly_one_hidden_group_is_left_out(content: EditionContent) -> None:
    respondents = content.tables["respondents"]
    merged = respondents.assign(domein=respondents["domein"].replace("piepklein", "domein 1"))
    found = make_public(changed(content, respondents=merged))
    assert (merged["domein"] == "entree").sum() > 60
    assert "domein" not in set(found.groups["grouping"])
    assert {key[2] for key in found.left_out} == {"domein"}
    assert len(found.left_out) == 9


def test_hidden_groups_that_are_small_together_are_not_worked_out_either(content: EditionContent) -> None:
    respondents = content.tables["respondents"]
    domain = respondents["domein"].replace("entree", "domein 1")
    tiny = domain.index[domain == "piepklein"]
    found = make_public(
        changed(
            content, respondents=respondents.assign(domein=domain.where(~domain.index.isin(tiny[::2]), "ook klein"))
        )
    )
    assert "domein" not in set(found.groups["grouping"])


def test_the_length_of_few_answers_is_not_told(content: EditionContent) -> None:
    ledger, answers = content.tables["ledger"], content.tables["answers"]
    aoc = content.tables["respondents"].query("type == 'aoc' and wave == '2022'")["respondent_id"]
    own = ledger["respondent_id"].isin(aoc) & (ledger["wave"] == "2022") & (ledger["question"] == "praktijk")
    gone = ledger[own & (ledger["fate"] == "kept")]["answer_id"].iloc[9:]
    other = changed(
        content,
        ledger=ledger.assign(fate=ledger["fate"].mask(ledger["answer_id"].isin(gone), "blank")),
        answers=answers[~answers["answer_id"].isin(gone)],
    )
    found = make_public(other)
    row = found.groups.query("question == 'praktijk' and wave == '2022' and group == 'aoc'").iloc[0]
    assert pd.isna(row["mean_words"])
    assert row["asked"] >= 10


def test_lengths_of_a_question_with_few_answers_have_no_number(content: EditionContent) -> None:
    answers = content.tables["answers"]
    own = answers[(answers["question"] == "praktijk") & (answers["wave"] == "2017")]["answer_id"].iloc[9:]
    ledger = content.tables["ledger"]
    other = changed(
        content,
        ledger=ledger.assign(fate=ledger["fate"].mask(ledger["answer_id"].isin(own), "blank")),
        answers=answers[~answers["answer_id"].isin(own)],
    )
    row = make_public(other).lengths.query("question == 'praktijk' and wave == '2017'")
    assert row.drop(columns=["question", "wave"]).isna().all(axis=None)

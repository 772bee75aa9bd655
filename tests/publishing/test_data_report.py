from __future__ import annotations

import dataclasses
import time
from collections import Counter

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.publishing import EditionContent
from textmining.publishing.data_markdown import as_markdown
from textmining.publishing.data_report import OVERRULED, DataReport, as_table, data_report, describe
from textmining.tables import FATES


@pytest.fixture(scope="module")
def rows(content: EditionContent) -> pd.DataFrame:
    return describe(content.tables)


@pytest.fixture(scope="module")
def report(content: EditionContent, rows: pd.DataFrame) -> DataReport:
    return data_report(rows, content.study, content.tables["respondents"])


def once(content: EditionContent) -> EditionContent:
    """The same study, which counts copied answers once."""
    cleaning = content.study.cleaning.model_copy(update={"duplicates": "once"})
    ledger = content.tables["ledger"]
    surplus = ledger["duplicate_group"].notna() & (ledger["duplicate_group"] != ledger["answer_id"])
    study = content.study.model_copy(update={"cleaning": cleaning})
    judged = ledger.assign(fate=ledger["fate"].mask(surplus, "duplicate"))
    return dataclasses.replace(content, study=study, tables={**content.tables, "ledger": judged})


def words_in(text: str) -> float:
    """Words of one text, as the report counts them."""
    ledger = pd.DataFrame(
        {"answer_id": ["a"], "respondent_id": ["r"], "wave": ["1"], "question": ["q"], "fate": ["kept"]}
        | {name: pd.array([None], dtype="str") for name in ("reason", "marks", "redacted", "overruled")}
    )
    answers = pd.DataFrame({"answer_id": ["a"], "text": [text], "language": ["nl"], "n_segments": [1]})
    nothing = pd.DataFrame({"answer_id": pd.Series(dtype="str"), "text": pd.Series(dtype="str")})
    found = describe({"ledger": ledger, "answers": answers, "set_aside": nothing})
    return float(found["words"].item())


# --- what is counted ----------------------------------------------------------------------------------------------


def test_every_answer_with_a_rule_is_counted_under_it(content: EditionContent, report: DataReport) -> None:
    ledger = content.tables["ledger"]
    own = ledger["overruled"].notna()
    expected = Counter(ledger.loc[~own, "reason"].dropna()) + Counter({OVERRULED: int(own.sum())})
    assert report.rules.groupby("rule")["answers"].sum().to_dict() == expected


def test_why_a_researcher_overruled_a_rule_is_nowhere_in_the_numbers(report: DataReport, planted: object) -> None:
    assert report.overruled["answers"].sum() == 3
    assert planted.ruling not in as_table(report).to_csv()  # type: ignore[attr-defined]


def test_lengths_are_of_kept_answers_in_words(content: EditionContent, report: DataReport) -> None:
    answers = content.tables["answers"].query("question == 'praktijk' and wave == '2019'")
    words = answers["text"].str.replace("[", "").str.split().str.len()
    row = report.lengths.query("question == 'praktijk' and wave == '2019'").iloc[0]
    assert (row["answers"], row["longest"]) == (len(answers), words.max())
    assert row["median"] == words.median()
    assert row["mean"] == pytest.approx(words.mean())
    assert (row["segments"], row["several"]) == (1, 0)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("tijd", 1),
        ("[persoon 12] heeft geen tijd", 4),
        ("foto's en ict-lessen, 2x per jaar!", 6),
        ("[e-mail]", 1),
        ("...", 0),
        ("[een zin tussen haken]", 4),
    ],
)
def test_a_placeholder_is_one_word(text: str, count: int) -> None:
    assert words_in(text) == count


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_words_of_any_text_can_be_counted(text: str) -> None:
    clean = text.encode("utf-8", "replace").decode("utf-8")
    assert 0 <= words_in(clean) <= len(clean)


@pytest.mark.parametrize("text", ["a" * 100_000, "a-" * 50_000, "[a " * 33_000, "[" * 100_000, "[a-" * 33_000])
def test_a_hundred_thousand_characters_are_counted_at_once(text: str) -> None:
    started = time.process_time()
    words_in(text)
    assert time.process_time() - started < 1


def test_languages_add_up_to_kept_answers_with_unclear_ones_apart(content: EditionContent, report: DataReport) -> None:
    by_language = report.languages.groupby("language")["answers"].sum()
    assert by_language.sum() == len(content.tables["answers"])
    assert (by_language["de"], by_language["unclear"]) == (4, 30)


def test_copies_are_counted_by_group(report: DataReport) -> None:
    row = report.copies.query("question == 'motivatie' and wave == '2022'").iloc[0]
    assert row[["groups", "answers", "largest", "long_groups", "long_answers", "left_out"]].tolist() == [
        *(1, 12, 12, 1, 12, 0)
    ]


def test_copies_that_are_not_counted_are_told(content: EditionContent) -> None:
    other = once(content)
    found = data_report(describe(other.tables), other.study)
    assert found.copies["left_out"].sum() == 12
    assert found.fates["duplicate"].sum() == 12


def test_mentions_are_those_of_the_ledger(content: EditionContent, report: DataReport) -> None:
    expected: Counter[str] = Counter()
    for value in content.tables["ledger"]["redacted"].dropna():
        expected.update({kind: int(n) for kind, n in (part.rsplit(":", 1) for part in value.split(";"))})
    assert report.kinds.groupby("kind")["mentions"].sum().to_dict() == expected
    assert report.redacted["redacted"].sum() == content.tables["ledger"]["redacted"].notna().sum()


def test_the_rate_of_a_group_is_of_those_who_were_asked(content: EditionContent, report: DataReport) -> None:
    ledger = content.tables["ledger"].query("question == 'belemmering' and wave == '2017'")
    people = content.tables["respondents"].query("wave == '2017' and type == 'aoc'")
    own = ledger[ledger["respondent_id"].isin(people["respondent_id"])]
    asked = own[own["fate"] != "not_asked"]
    row = report.groups.query("question == 'belemmering' and wave == '2017' and group == 'aoc'").iloc[0]
    assert row["asked"] == len(asked)
    assert row["rate"] == (asked["fate"] == "kept").mean()
    assert row["non_answer_rate"] == (asked["fate"] == "non_answer").mean()


def test_groups_of_a_grouping_add_up_to_everybody(report: DataReport) -> None:
    groups = report.groups[report.groups["grouping"] == "domein"].groupby(["question", "wave"])[["asked", "kept"]].sum()
    everybody = report.fates.set_index(["question", "wave"])[["asked", "kept"]]
    pd.testing.assert_frame_equal(groups.sort_index(), everybody.sort_index())


def test_without_respondents_there_are_no_rows_about_groups(content: EditionContent, rows: pd.DataFrame) -> None:
    assert data_report(rows, content.study).groups.empty


def test_the_report_does_not_depend_on_the_order_of_rows(content: EditionContent, report: DataReport) -> None:
    shuffled = {name: frame.sample(frac=1, random_state=5) for name, frame in content.tables.items()}
    found = data_report(describe(shuffled), content.study, shuffled["respondents"])
    pd.testing.assert_frame_equal(as_table(found), as_table(report))


def test_a_ledger_in_which_nobody_wrote_anything_has_a_report(content: EditionContent) -> None:
    ledger = content.tables["ledger"].assign(fate="blank", reason="leeg", redacted=None, duplicate_group=None)
    ledger = ledger.astype({"redacted": "str", "duplicate_group": "str"})
    empty = {name: content.tables[name].iloc[:0] for name in ("answers", "set_aside")}
    found = data_report(describe({**content.tables, **empty, "ledger": ledger}), content.study)
    assert found.fates["blank"].sum() == len(ledger)
    assert found.lengths.empty
    assert "leeg gelaten" in as_markdown(found, content.study)
    assert as_table(found)["value"].notna().any()


# --- as a table and as text ---------------------------------------------------------------------------------------


def test_the_table_holds_every_number(report: DataReport) -> None:
    table = as_table(report)
    fates = table[(table["part"] == "fates") & table["measure"].isin(FATES)]
    assert fates["value"].sum() == report.fates[list(FATES)].sum(axis=None)
    assert table.query("part == 'rules'")["value"].sum() == report.rules["answers"].sum()
    assert len(table.query("part == 'groups'")) == 6 * len(report.groups)
    assert not table.duplicated(["part", "question", "wave", "grouping", "group", "fate", "item", "measure"]).any()


def test_neither_the_table_nor_the_text_holds_words_of_an_answer(content: EditionContent, report: DataReport) -> None:
    everything = as_table(report).to_csv() + as_markdown(report, content.study)
    texts = [*content.tables["answers"]["text"], *content.tables["set_aside"]["text"]]
    assert not [text for text in set(texts) - {"weet niet"} if text in everything]


def test_the_text_names_questions_waves_and_fates(content: EditionContent, report: DataReport) -> None:
    text = as_markdown(report, content.study)
    row = report.fates.query("question == 'motivatie' and wave == '2022'").iloc[0]
    assert "## Wat staat u in de weg?" in text
    assert f"| 2022 | {row['kept']} | {row['not_asked']} | {row['blank']} | {row['non_answer']} | 400 |" in text


def test_the_text_shows_double_answers_only_where_they_count_once(content: EditionContent, report: DataReport) -> None:
    assert "| dubbel |" not in as_markdown(report, content.study)
    other = once(content)
    assert "| dubbel |" in as_markdown(data_report(describe(other.tables), other.study), other.study)


def test_a_question_with_signs_of_markup_does_not_break_a_table(content: EditionContent, report: DataReport) -> None:
    first = content.study.questions[0].model_copy(update={"text": "a | b\n<script>"})
    study = content.study.model_copy(update={"questions": (first, *content.study.questions[1:])})
    assert "## a / b ‹script>" in as_markdown(report, study)

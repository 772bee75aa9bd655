from __future__ import annotations

import pandas as pd

from textmining.publishing import EditionContent
from textmining.publishing.accounting import answer_counts, coding_counts, coverage, fates_shown, participants
from textmining.tables import FATES


def test_fates_add_up_to_every_row_of_the_ledger(content: EditionContent) -> None:
    ledger = content.tables["ledger"]
    counts = answer_counts(ledger, content.study)
    assert counts[list(FATES)].sum(axis=None) == len(ledger)
    assert (counts[list(FATES)].sum(axis=1) == counts["total"]).all()


def test_the_answering_rate_is_of_those_who_were_asked(content: EditionContent) -> None:
    ledger = content.tables["ledger"].query("question == 'praktijk' and wave == '2019'")
    asked = (ledger["fate"] != "not_asked").sum()
    row = answer_counts(content.tables["ledger"], content.study).query("question == 'praktijk' and wave == '2019'")
    assert row["rate"].item() == (ledger["fate"] == "kept").sum() / asked


def test_questions_and_waves_follow_the_study(content: EditionContent) -> None:
    shuffled = content.tables["ledger"].sample(frac=1, random_state=2)
    counts = answer_counts(shuffled, content.study)
    assert list(dict.fromkeys(counts["question"])) == ["motivatie", "belemmering", "praktijk"]
    assert counts["wave"].tolist()[:3] == ["2017", "2019", "2022"]


def test_a_wave_in_which_nobody_was_asked_has_no_rate(content: EditionContent) -> None:
    ledger = content.tables["ledger"]
    none = ledger.assign(fate=ledger["fate"].mask(ledger["wave"] == "2017", "not_asked"))
    counts = answer_counts(none, content.study)
    assert counts.loc[counts["wave"] == "2017", "rate"].isna().all()


def test_participants_are_counted_by_wave(content: EditionContent) -> None:
    counts = participants(content.tables["respondents"], content.study)
    assert counts["respondents"].tolist() == [400, 400, 400]
    assert counts["institutions"].tolist() == [12, 12, 12]


def test_answers_with_and_segments_without_a_theme_are_counted(content: EditionContent) -> None:
    counts = coverage(content.tables, content.study).set_index("question")
    segments, answers = content.tables["segments"], content.tables["answers"]
    of_question = segments["answer_id"].isin(answers.loc[answers["question"] == "praktijk", "answer_id"])
    assert counts.loc["praktijk", "without"] == segments.loc[of_question, "theme_id"].isna().sum()
    assert counts["answers"].sum() == len(answers)
    assert (counts["coded"] <= counts["answers"]).all()


def test_segments_of_an_answer_that_a_rule_coded_as_a_whole_are_not_without_a_theme(content: EditionContent) -> None:
    segments, codings = content.tables["segments"], content.tables["codings"]
    loose = segments.loc[segments["theme_id"].isna(), "answer_id"].iloc[0]
    rule = codings.iloc[:1].assign(answer_id=loose, segment_id=None, source="rule")
    before, after = (
        coverage({**content.tables, "codings": table}, content.study)["without"].sum()
        for table in (codings, pd.concat([codings, rule]))
    )
    assert before - after == (segments.loc[segments["theme_id"].isna(), "answer_id"] == loose).sum()


def _ways(content: EditionContent, *first: str) -> dict[str, pd.DataFrame]:
    answers = content.tables["answers"]
    own = answers[answers["question"] == "motivatie"].reset_index(drop=True)
    way = pd.Series("model", own.index).where(own.index >= len(first), pd.Series(first, dtype="str"))
    return {"coding_ways": own[["answer_id", "question"]].assign(way=way), "answers": own}


def test_the_share_of_doubt_is_of_the_answers_that_can_be_coded(content: EditionContent) -> None:
    tables = _ways(content, "unsure", "unsure", "uncodable", "coder")
    counts = coding_counts(tables, content.study)
    assert counts.columns.tolist() == ["question", "coder", "model", "unsure", "uncodable", "abstained"]
    row = counts.iloc[0]
    assert row[["coder", "model", "unsure", "uncodable"]].sum() == len(tables["answers"])
    assert row["abstained"] == 2 / (len(tables["answers"]) - 1)


def test_without_a_coder_model_there_is_no_share_of_doubt(content: EditionContent) -> None:
    tables = _ways(content)
    tables["coding_ways"]["way"] = "discovery"
    assert coding_counts(tables, content.study)["abstained"].isna().all()
    assert coding_counts(content.tables, content.study).empty


def test_an_answer_of_which_the_model_is_unsure_has_no_theme_yet(content: EditionContent) -> None:
    codings = content.tables["codings"]
    one = codings["answer_id"].iloc[0]
    unsure = codings.assign(source=codings["source"].mask(codings["answer_id"] == one, "unsure"))
    before = coverage(content.tables, content.study)["coded"].sum()
    assert coverage({**content.tables, "codings": unsure}, content.study)["coded"].sum() == before - 1


def test_fates_that_no_answer_has_are_left_out_where_only_some_studies_have_them(content: EditionContent) -> None:
    ledger = content.tables["ledger"]
    assert "uncodable" not in fates_shown(answer_counts(ledger, content.study), content.study)
    marked = ledger.assign(fate=ledger["fate"].where(ledger.index != ledger.index[0], "uncodable"))
    assert "uncodable" in fates_shown(answer_counts(marked, content.study), content.study)

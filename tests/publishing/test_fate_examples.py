from __future__ import annotations

import pandas as pd
import pytest

from textmining.publishing import EditionContent
from textmining.publishing.data_report import OVERRULED, describe
from textmining.publishing.fate_examples import fate_examples


@pytest.fixture(scope="module")
def examples(content: EditionContent) -> pd.DataFrame:
    return fate_examples(describe(content.tables))


def test_each_fate_and_rule_with_words_has_up_to_five_different_examples(examples: pd.DataFrame) -> None:
    by_rule = examples[examples["kind"].isna()]
    found = set(by_rule["rule"].dropna())
    assert found == {
        *("niet van toepassing", "weet niet", "lijkt op: weet niet", "niet gesteld, toch ingevuld", OVERRULED)
    }
    assert by_rule["fate"].drop_duplicates().tolist() == ["kept", "not_asked", "non_answer"]
    counts = by_rule.fillna({"rule": ""}).groupby(["fate", "rule"])["text"].agg(["size", "nunique"])
    assert counts["size"].between(1, 5).all()
    assert (counts["size"] == counts["nunique"]).all()


def test_each_kind_of_redaction_has_examples(examples: pd.DataFrame) -> None:
    by_kind = examples.dropna(subset=["kind"])
    assert by_kind["kind"].value_counts(sort=False).to_dict() == {"persoon": 5, "e-mail": 5, "iban": 2}
    pairs = zip(by_kind["kind"], by_kind["redacted"], strict=True)
    assert all(kind in redacted for kind, redacted in pairs)


def test_examples_are_redacted_texts(content: EditionContent, examples: pd.DataFrame) -> None:
    redacted = {*content.tables["answers"]["text"], *content.tables["set_aside"]["text"]}
    assert set(examples["text"]) <= redacted


def test_which_examples_depends_on_texts_alone(content: EditionContent, examples: pd.DataFrame) -> None:
    tables = {name: content.tables[name] for name in ("ledger", "answers", "set_aside", "respondents")}
    renamed = {
        name: frame.assign(answer_id=frame["answer_id"].str[::-1]) if "answer_id" in frame else frame
        for name, frame in tables.items()
    }
    shuffled = {name: frame.sample(frac=1, random_state=9) for name, frame in renamed.items()}
    columns = ["fate", "rule", "kind", "text"]
    pd.testing.assert_frame_equal(fate_examples(describe(shuffled))[columns], examples[columns])

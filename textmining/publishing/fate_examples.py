"""Answers of each fate, to see whether the rules are right. For the research team only: these are words of people."""

from __future__ import annotations

import hashlib

import pandas as pd

from textmining.cleaning.redaction.mentions import KINDS
from textmining.publishing.data_report import mentions_of
from textmining.tables import FATES

__all__ = ["EXAMPLES", "fate_examples"]

EXAMPLES = 5


def fate_examples(rows: pd.DataFrame, count: int = EXAMPLES) -> pd.DataFrame:
    """Up to ``count`` different answers of each fate and rule, and of each kind of redaction.

    Which ones depends on their texts alone: the order is that of a hash of the text, so that they do not all begin
    with the same letter.

    Parameters
    ----------
    rows : DataFrame
        From ``data_report.describe``.
    count : int

    Returns
    -------
    DataFrame
        fate, rule (null for an answer that no rule is about), kind (null where the answer is an example of its fate
        and rule, else the kind of redaction that it is an example of), text (redacted), question, wave, answer_id,
        redacted, overruled. Fates and kinds in their own order, rules by name.
    """
    worded = rows[rows["text"].notna()]
    worded = worded.assign(order=worded["text"].map(_hash), folded=worded["text"].str.casefold())
    worded = worded.sort_values(["order", "question", "wave", "respondent_id"], kind="stable")
    by_rule = worded.assign(kind=None, first=worded["fate"].map(_places(FATES)), second=worded["rule"].fillna(""))
    touched = mentions_of(worded)
    by_kind = touched.assign(first=len(FATES), second=touched["kind"].map(_places(KINDS)).fillna(len(KINDS)))
    columns = ["fate", "rule", "kind", "text", "question", "wave", "answer_id", "redacted", "overruled"]
    chosen = [_first(by_rule, ["fate", "second"], count), _first(by_kind, ["kind"], count)]
    return pd.concat([part[columns].astype("str") for part in chosen], ignore_index=True)


def _first(rows: pd.DataFrame, key: list[str], count: int) -> pd.DataFrame:
    first = rows.drop_duplicates([*key, "folded"]).groupby(key, sort=False).head(count)
    return first.sort_values(["first", "second", "order"], kind="stable")


def _places(values: tuple[str, ...]) -> dict[str, int]:
    return {value: place for place, value in enumerate(values)}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

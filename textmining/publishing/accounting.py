"""What became of every answer, in counts that add up."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from textmining.study import Study
from textmining.tables import FATES

__all__ = [
    "FATES_IN_DUTCH",
    "WAYS_IN_DUTCH",
    "answer_counts",
    "coding_counts",
    "coverage",
    "fates_shown",
    "participants",
]

FATES_IN_DUTCH = dict(
    zip(
        FATES,
        ("inhoudelijk antwoord", "niet gevraagd", "leeg gelaten", "geen inhoud", "dubbel", "niet te coderen"),
        strict=True,
    )
)
"""What readers call what became of an answer; "dubbel" only where the study counts copied answers once, "niet te
coderen" only where coders said so of one."""

WAYS_IN_DUTCH = {
    "coder": "door een codeur",
    "rule": "volgens een regel",
    "model": "door het codeermodel",
    "unsure": "het codeermodel twijfelt",
    "discovery": "door het themamodel",
    "uncodable": "niet te coderen",
}
"""How an answer came by its themes."""


def answer_counts(ledger: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Answers by fate.

    Returns
    -------
    DataFrame
        One row per question and wave in the order of the study: question, wave, a column per fate, total, asked, and
        rate, the share of those asked who gave an answer with content (null where nobody was asked).
    """
    counts = ledger.groupby(["question", "wave"])["fate"].value_counts().unstack(fill_value=0)
    counts = counts.reindex(columns=list(FATES), fill_value=0).astype("int64")
    order = [(q.id, w.id) for q in study.questions for w in study.waves if (q.id, w.id) in counts.index]
    counts = counts.loc[order]
    total = counts.sum(axis=1)
    asked = total - counts["not_asked"] - counts["duplicate"]
    rate = counts["kept"].div(asked.where(asked > 0))
    return counts.assign(total=total, asked=asked, rate=rate).rename_axis(columns=None).reset_index()


def fates_shown(counts: pd.DataFrame, study: Study) -> list[str]:
    """The fates that ``answer_counts`` are shown with: "duplicate" where the study has it, or a researcher gave it;
    "uncodable" where a coder gave it."""
    absent = {fate for fate in ("duplicate", "uncodable") if not counts[fate].any()}
    if study.cleaning.duplicates == "once":
        absent.discard("duplicate")
    return [fate for fate in FATES if fate not in absent]


def participants(respondents: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Respondents and institutions by wave: columns wave, respondents, institutions (0 where there is no cluster)."""
    by_wave = respondents.groupby("wave")
    counts = pd.DataFrame({"respondents": by_wave.size(), "institutions": by_wave["cluster"].nunique()})
    return counts.reindex([w.id for w in study.waves if w.id in counts.index]).rename_axis("wave").reset_index()


def coverage(tables: Mapping[str, pd.DataFrame], study: Study) -> pd.DataFrame:
    """How much of the answers has a theme.

    Returns
    -------
    DataFrame
        One row per question: question, answers, coded (answers with at least one theme that the coder model is not
        unsure of), segments, without (segments that fit no theme, of answers that have none by a rule or a coder
        as a whole either), share_without.
    """
    answers, segments, codings = tables["answers"], tables["segments"], tables["codings"]
    question = answers.set_index("answer_id")["question"]
    asked = segments["answer_id"].map(question)
    whole = codings["segment_id"].isna() & codings["source"].isin(["rule", "coder"])
    loose = segments["theme_id"].isna() & ~segments["answer_id"].isin(codings.loc[whole, "answer_id"])
    coded = answers["answer_id"].isin(codings.loc[codings["source"] != "unsure", "answer_id"])
    counts = pd.DataFrame(
        {
            "answers": answers.groupby("question").size(),
            "coded": coded.groupby(answers["question"]).sum(),
            "segments": asked.value_counts(),
            "without": loose.groupby(asked).sum(),
        }
    ).fillna(0)
    counts = counts.reindex([q.id for q in study.questions if q.id in counts.index]).astype("int64")
    share = counts["without"].div(counts["segments"].where(counts["segments"] > 0))
    return counts.assign(share_without=share).rename_axis("question").reset_index()


def coding_counts(tables: Mapping[str, pd.DataFrame], study: Study) -> pd.DataFrame:
    """How answers came by their themes.

    Returns
    -------
    DataFrame
        One row per question in the order of the study: question, a column per way of ``WAYS_IN_DUTCH`` that some answer
        has, and abstained, the share of codable answers on which the coder model abstains and that no coder coded
        (null where the model coded none). No rows for results of before that was kept.
    """
    if "coding_ways" not in tables:
        return pd.DataFrame(columns=["question", "abstained"])
    counts = tables["coding_ways"].groupby("question")["way"].value_counts().unstack(fill_value=0)
    counts = counts.reindex(columns=list(WAYS_IN_DUTCH), fill_value=0)
    counts = counts.reindex([q.id for q in study.questions if q.id in counts.index]).astype("int64")
    codable = counts.sum(axis=1) - counts["uncodable"]
    by_model = counts["model"] + counts["unsure"]
    abstained = counts["unsure"].div(codable.where((codable > 0) & (by_model > 0)))
    used = counts.loc[:, counts.any()]
    return used.assign(abstained=abstained).rename_axis("question").rename_axis(columns=None).reset_index()

"""What came in, in numbers: fates and rules, lengths, languages, copies, redactions, and who answered.

Everything starts from one table with a row per answer (``describe``). What is counted here is exact and for the
researcher; ``public_report`` counts the same rows for everybody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import pandas as pd

from textmining.cleaning.duplicates import CHANCE
from textmining.publishing.accounting import answer_counts
from textmining.publishing.content import ALL
from textmining.study import Study

__all__ = [
    "LANGUAGES_IN_DUTCH",
    "OVERRULED",
    "PLACE",
    "UNCLEAR",
    "DataReport",
    "as_table",
    "copy_groups",
    "data_report",
    "describe",
    "mentions_of",
]

PLACE = ["question", "wave"]
OVERRULED = "besluit van de onderzoeker"
"""Shown as the rule of an answer that a researcher decided about; the reason given may quote the answer."""
UNCLEAR = "unclear"
"""The language, here, of an answer that is kept as one of the study's, though another seemed likely."""
_UNCLEAR_MARK = "unclear_language"
LANGUAGES_IN_DUTCH = {
    "nl": "Nederlands",
    "en": "Engels",
    "de": "Duits",
    "fr": "Frans",
    UNCLEAR: "onduidelijk",
}

_PERSON = ["respondent_id", "wave"]
_WORD = re.compile(r"\[[a-z][a-z-]*(?: [0-9]{1,4})?\]|[^\W_]+(?:[-'’][^\W_]+)*")
_NOT_COUNTED = ("not_asked", "duplicate")


@dataclass(frozen=True)
class DataReport:
    """The answers of a study in numbers, by question and wave, before disclosure control.

    Attributes
    ----------
    fates : DataFrame
        As ``accounting.answer_counts`` gives them.
    rules : DataFrame
        question, wave, fate, rule, answers.
    lengths : DataFrame
        Of kept answers: question, wave, answers, mean, p10, median, p90 and longest (in words), segments (mean per
        answer), several (answers of more than one segment).
    languages : DataFrame
        Of kept answers: question, wave, language ("unclear" where it is kept as one of the study's), answers.
    copies : DataFrame
        question, wave, groups, answers (in groups), largest (answers of the largest group), long_groups and
        long_answers (of at least eight words), left_out (answers not counted, since another is the same).
    redacted : DataFrame
        question, wave, answers (with words), redacted (answers in which something was redacted).
    kinds : DataFrame
        question, wave, kind, answers, mentions.
    overruled : DataFrame
        question, wave, fate (the one that a researcher gave), answers.
    groups : DataFrame
        question, wave, grouping, group, asked, kept, non_answer, rate and non_answer_rate (of those asked),
        mean_words (of kept answers).
    """

    fates: pd.DataFrame
    rules: pd.DataFrame
    lengths: pd.DataFrame
    languages: pd.DataFrame
    copies: pd.DataFrame
    redacted: pd.DataFrame
    kinds: pd.DataFrame
    overruled: pd.DataFrame
    groups: pd.DataFrame


def describe(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per row of the ledger, with what is counted.

    Parameters
    ----------
    tables : mapping
        ledger, answers, set_aside and, where it is there, respondents.

    Returns
    -------
    DataFrame
        The columns of the ledger, and: text (redacted; null where there is none), words (in the text; a placeholder is
        one), language and n_segments (of kept answers), rule, and person: the same for somebody in several waves.
    """
    ledger = tables["ledger"].reset_index(drop=True)
    answers = tables["answers"].set_index("answer_id")
    texts = pd.concat([answers["text"], tables["set_aside"].set_index("answer_id")["text"]])
    text = ledger["answer_id"].map(texts).astype("str")
    language = ledger["answer_id"].map(answers["language"]).astype("str")
    unclear = ledger["marks"].str.contains(rf"(?:^|;){_UNCLEAR_MARK}(?:;|$)", na=False).astype(bool)
    return ledger.assign(
        text=text,
        words=text.map(lambda value: len(_WORD.findall(value)), na_action="ignore").astype("float64"),
        language=language.mask(unclear & language.notna(), UNCLEAR),
        n_segments=ledger["answer_id"].map(answers["n_segments"]).astype("float64"),
        rule=ledger["reason"].mask(ledger["overruled"].notna(), OVERRULED),
        person=_persons(ledger, tables.get("respondents")),
    )


def _persons(ledger: pd.DataFrame, respondents: pd.DataFrame | None) -> pd.Series:
    own = "r" + ledger["respondent_id"]
    if respondents is None:
        return own
    panel = respondents.set_index(_PERSON)["panel"].reindex(pd.MultiIndex.from_frame(ledger[_PERSON]))
    found = pd.Series(panel.to_numpy(), index=ledger.index, dtype="object")
    return found.where(found.notna(), own)


def data_report(rows: pd.DataFrame, study: Study, respondents: pd.DataFrame | None = None) -> DataReport:
    """Count answers.

    Parameters
    ----------
    rows : DataFrame
        From ``describe``.
    study : Study
        For the order of questions and waves, and for the groupings.
    respondents : DataFrame, optional
        For the groups; without it there are no rows about groups.
    """
    kept = rows[rows["fate"] == "kept"]
    found = {
        "rules": _count(rows, ["fate", "rule"]),
        "lengths": _lengths(kept),
        "languages": _count(kept, ["language"]),
        "copies": _copies(rows),
        "redacted": _redacted(rows),
        "kinds": _kinds(rows),
        "overruled": _count(rows[rows["overruled"].notna()], ["fate"]),
        "groups": _groups(rows, study, respondents),
    }
    ordered = {name: _in_order(frame, study) for name, frame in found.items()}
    return DataReport(fates=answer_counts(rows, study), **ordered)


def _count(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    return rows.groupby([*PLACE, *by]).size().rename("answers").reset_index()


def _in_order(frame: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Rows in the order of the study's questions and waves."""
    orders = {"wave": [wave.id for wave in study.waves], "question": [question.id for question in study.questions]}
    for column, ids in orders.items():
        places = {part: place for place, part in enumerate(ids)}
        frame = frame.sort_values(column, key=lambda values, places=places: values.map(places), kind="stable")
    return frame.reset_index(drop=True)


def _lengths(kept: pd.DataFrame) -> pd.DataFrame:
    groups = kept.groupby(PLACE)
    words, segments = groups["words"], groups["n_segments"]
    found = pd.DataFrame(
        {
            "answers": groups.size(),
            "mean": words.mean(),
            "p10": words.quantile(0.1),
            "median": words.median(),
            "p90": words.quantile(0.9),
            "longest": words.max(),
            "segments": segments.mean(),
            "several": (kept["n_segments"] > 1).groupby([kept[name] for name in PLACE]).sum(),
        }
    )
    return found.reset_index()


def copy_groups(rows: pd.DataFrame) -> pd.DataFrame:
    """Groups of copied answers.

    Returns
    -------
    DataFrame
        One row per group: question, wave, answers, and long: whether its answers have at least ``CHANCE`` words, too
        many to be the same by chance.
    """
    groups = rows.dropna(subset=["duplicate_group"]).groupby([*PLACE, "duplicate_group"])
    found = pd.DataFrame({"answers": groups.size(), "long": groups["words"].max() >= CHANCE})
    return found.reset_index().drop(columns="duplicate_group")


def _copies(rows: pd.DataFrame) -> pd.DataFrame:
    groups = copy_groups(rows)
    by, long = groups.groupby(PLACE), groups[groups["long"]].groupby(PLACE)
    found = {
        "groups": by.size(),
        "answers": by["answers"].sum(),
        "largest": by["answers"].max(),
        "long_groups": long.size(),
        "long_answers": long["answers"].sum(),
        "left_out": rows[rows["fate"] == "duplicate"].groupby(PLACE).size(),
    }
    places = rows.groupby(PLACE).size().index
    return pd.DataFrame(found, index=places).fillna(0).astype("int64").reset_index()


def _redacted(rows: pd.DataFrame) -> pd.DataFrame:
    worded = rows[rows["text"].notna()]
    return (
        worded.assign(redacted=worded["redacted"].notna())
        .groupby(PLACE)["redacted"]
        .agg(answers="size", redacted="sum")
        .reset_index()
    )


def mentions_of(rows: pd.DataFrame) -> pd.DataFrame:
    """What was redacted.

    Returns
    -------
    DataFrame
        One row per answer and kind: the columns of ``rows``, kind, mentions.
    """
    touched = rows.dropna(subset=["redacted"])
    parts = touched["redacted"].str.split(";").explode()
    split = parts.str.rsplit(":", n=1)
    counts = pd.to_numeric(split.str[1]).astype("int64")
    return touched.loc[parts.index].assign(kind=split.str[0].to_numpy(), mentions=counts.to_numpy())


def _kinds(rows: pd.DataFrame) -> pd.DataFrame:
    by = mentions_of(rows).groupby([*PLACE, "kind"])["mentions"]
    return by.agg(answers="size", mentions="sum").reset_index()


def _groups(rows: pd.DataFrame, study: Study, respondents: pd.DataFrame | None) -> pd.DataFrame:
    columns = ["asked", "kept", "non_answer", "mean_words"]
    parts = [pd.DataFrame(columns=[*PLACE, "grouping", "group", *columns])]
    if respondents is not None:
        asked = rows.loc[~rows["fate"].isin(_NOT_COUNTED), [*_PERSON, "question", "fate", "words"]]
        groupings = [grouping for grouping in study.groupings if grouping in respondents]
        kept = asked["fate"] == "kept"
        asked = asked.assign(
            asked=1, kept=kept, non_answer=asked["fate"] == "non_answer", mean_words=asked["words"].where(kept)
        ).merge(respondents[[*_PERSON, *groupings]], on=_PERSON, how="left")
        how = dict(zip(columns, ("sum", "sum", "sum", "mean"), strict=True))
        for grouping in groupings:
            cells = asked.groupby([*PLACE, grouping], observed=True).agg(how).reset_index()
            parts.append(cells.rename(columns={grouping: "group"}).assign(grouping=grouping))
    found = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    found = found.astype(dict.fromkeys(columns[:3], "int64") | {"mean_words": "float64"})
    rates = {name: found[source] / found["asked"] for name, source in _RATES.items()}
    return found.assign(group=found["group"].astype("str"), **rates)[
        [*PLACE, "grouping", "group", "asked", "kept", "non_answer", *rates, "mean_words"]
    ]


_RATES = {"rate": "kept", "non_answer_rate": "non_answer"}
_ITEMS = ("rule", "language", "kind")


def as_table(report: DataReport) -> pd.DataFrame:
    """The whole report as one long table.

    Returns
    -------
    DataFrame
        One row per number: part (a field of ``DataReport``), question, wave, grouping and group ("all" but for the
        part groups), fate and item (rule, language or kind; null where there is none), measure, value.
    """
    own = {*PLACE, "grouping", "group", "fate", *_ITEMS}
    parts = []
    for field in fields(report):
        frame: pd.DataFrame = getattr(report, field.name)
        place = [column for column in frame if column in own]
        long = frame.melt(place, var_name="measure", value_name="value", ignore_index=False)
        long = long.sort_index(kind="stable")
        item = next((column for column in _ITEMS if column in frame), None)
        filled = {"grouping": ALL, "group": ALL, "fate": None, "item": None}
        given = {c: long[c].astype("object") if c in long else value for c, value in filled.items()}
        if item:
            given["item"] = long[item].astype("object")
        parts.append(long.assign(part=field.name, **given))
    texts = ["part", *PLACE, "grouping", "group", "fate", "item", "measure"]
    parts = [part[[*texts, "value"]].astype({"value": "float64"}) for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=[*texts, "value"])
    return pd.concat(parts, ignore_index=True).astype(dict.fromkeys(texts, "str"))

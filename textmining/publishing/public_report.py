"""What came in, in numbers that anybody may see.

Numbers about everybody are told as they are, unless they are of something rare: what fewer respondents than the
minimum have in common is only said to be rare. Numbers about groups follow the rules of ``suppression``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from textmining.publishing.data_report import DataReport, copy_groups, mentions_of
from textmining.publishing.suppression import FOR_EVERYBODY, Mask, Rule, Setting
from textmining.tables import FATES

__all__ = ["PublicReport", "public_report"]


@dataclass(frozen=True)
class PublicReport:
    """The answers of a study in numbers after disclosure control. A null is a number that is too small to tell.

    Attributes
    ----------
    fates : DataFrame
        As ``accounting.answer_counts`` gives them.
    rules : DataFrame
        All questions and waves together, like the four below: fate, rule, answers; the most frequent first.
    languages : DataFrame
        Of kept answers: language ("unclear" where it is kept as one of the study's), answers.
    kinds : DataFrame
        kind, answers, mentions: what was redacted.
    copies : dict of str to int or None
        groups, answers, largest, long_groups, long_answers, left_out; as in ``DataReport``.
    totals : dict of str to int or None
        kept, words (answers with words), redacted (those in which something was redacted), overruled.
    lengths : DataFrame
        As in ``DataReport``; without numbers where there are too few answers.
    groups : DataFrame
        As in ``DataReport``, without kept and non_answer.
    left_out : frozenset of (str, str, str)
        Question, wave and grouping whose groups are not shown, since a hidden one could be worked out from the rest.
    """

    fates: pd.DataFrame
    rules: pd.DataFrame
    languages: pd.DataFrame
    kinds: pd.DataFrame
    copies: dict[str, int | None]
    totals: dict[str, int | None]
    lengths: pd.DataFrame
    groups: pd.DataFrame
    left_out: frozenset[tuple[str, str, str]]


def public_report(rows: pd.DataFrame, report: DataReport, setting: Setting) -> PublicReport:
    """Count answers for everybody.

    Parameters
    ----------
    rows : DataFrame
        From ``data_report.describe``, with respondents.
    report : DataReport
        Of the same rows.
    setting : Setting
        What the rules of disclosure control look at.
    """
    minimum = setting.minimum
    kept = rows[rows["fate"] == "kept"]
    groups, left_out = _groups(report.groups, setting)
    return PublicReport(
        fates=report.fates,
        rules=_rules(rows, minimum),
        languages=_counted(kept, ["language"], minimum, within=[]),
        kinds=_kinds(rows, minimum),
        copies=_copies(rows, minimum),
        totals={
            "kept": len(kept),
            "words": int(rows["text"].notna().sum()),
            "redacted": _size(rows[rows["redacted"].notna()], minimum),
            "overruled": _size(rows[rows["overruled"].notna()], minimum),
        },
        lengths=_lengths(report.lengths, minimum),
        groups=groups,
        left_out=left_out,
    )


def _size(rows: pd.DataFrame, minimum: int) -> int | None:
    """The number of answers; None where they are of few respondents, but 0 for none."""
    return len(rows) if rows.empty or rows["person"].nunique() >= minimum else None


def _counted(rows: pd.DataFrame, by: list[str], minimum: int, *, within: list[str] | None = None) -> pd.DataFrame:
    """Answers by something, null where they are of few respondents; most answers first, small numbers by name.

    ``within`` names what is shown as a total. A single null, or nulls of few respondents together, would follow from
    it, and so the smallest number beside them goes as well.
    """
    people = rows.groupby(by)["person"].agg(answers="size", people="nunique").reset_index()
    few = people["people"] < minimum
    if within is not None:
        keys = [people[column] for column in within] or [pd.Series(0, index=people.index)]
        for _, part in people.groupby(keys):
            hidden = part[few[part.index]]
            shown = part.drop(hidden.index).sort_values(["answers", *by])
            if len(hidden) and len(shown) and (len(hidden) == 1 or hidden["people"].sum() < minimum):
                few[shown.index[0]] = True
    found = people[by].assign(answers=people["answers"].astype("Int64").mask(few))
    return found.sort_values(["answers", *by], ascending=[False, *(True for _ in by)], ignore_index=True)


def _rules(rows: pd.DataFrame, minimum: int) -> pd.DataFrame:
    counts = _counted(rows, ["fate", "rule"], minimum, within=["fate"])
    places = {fate: place for place, fate in enumerate(FATES)}
    return counts.sort_values("fate", key=lambda fate: fate.map(places), kind="stable", ignore_index=True)


def _kinds(rows: pd.DataFrame, minimum: int) -> pd.DataFrame:
    mentions = mentions_of(rows)
    found = _counted(mentions, ["kind"], minimum)
    total = found["kind"].map(mentions.groupby("kind")["mentions"].sum()).astype("Int64")
    return found.assign(mentions=total.mask(found["answers"].isna()))


def _copies(rows: pd.DataFrame, minimum: int) -> dict[str, int | None]:
    groups = copy_groups(rows)
    long = groups[groups["long"]]
    grouped = rows[rows["duplicate_group"].notna()]
    few = len(grouped) > 0 and _size(grouped, minimum) is None
    counts = {
        "groups": len(groups),
        "answers": len(grouped),
        "largest": int(groups["answers"].max()) if len(groups) else 0,
        "long_groups": len(long),
        "long_answers": int(long["answers"].sum()),
        "left_out": int((rows["fate"] == "duplicate").sum()),
    }
    return {name: None if n and (few or n < minimum) else n for name, n in counts.items()}


def _lengths(lengths: pd.DataFrame, minimum: int) -> pd.DataFrame:
    numbers = [column for column in lengths if column not in ("question", "wave")]
    public = lengths.astype(dict.fromkeys(numbers, "Float64"))
    return public.assign(**{column: public[column].mask(lengths["answers"] < minimum) for column in numbers})


def _groups(groups: pd.DataFrame, setting: Setting) -> tuple[pd.DataFrame, frozenset[tuple[str, str, str]]]:
    """Rows about groups, emptied where a group is hidden; and the tables that are left out altogether.

    From the numbers of everybody and of all groups but one, those of that one follow; so they do of the hidden groups
    together, where these are no more than a small group.
    """
    frame = groups.rename(columns={"asked": "n"}).reset_index(drop=True)
    gone = _any(frame, setting, FOR_EVERYBODY.leave_out)
    # whether the respondents of a group are of one institution: those who answered, and all of them
    everyone = frame.assign(question="")
    hide = gone | _any(frame, setting, FOR_EVERYBODY.empty) | _any(everyone, setting, FOR_EVERYBODY.empty)
    table = ["question", "wave", "grouping"]
    keys = [frame[column] for column in table]
    hidden = pd.Series(hide).groupby(keys).transform("sum")
    people = frame["n"].where(hide, 0).groupby(keys).transform("sum")
    known = ~frame["grouping"].isin(setting.institutions)
    derivable = known & (hidden > 0) & ((hidden == 1) | (people < setting.minimum))
    left_out = frozenset(map(tuple, frame.loc[derivable, table].drop_duplicates().to_numpy().tolist()))
    shown = (~gone & ~derivable).to_numpy()
    public = frame[shown].rename(columns={"n": "asked"}).astype({"asked": "Int64"}).reset_index(drop=True)
    emptied = pd.Series(hide[shown])
    public["mean_words"] = public["mean_words"].mask(public["kept"] < setting.minimum)
    for column in ("asked", "rate", "non_answer_rate", "mean_words"):
        public[column] = public[column].mask(emptied)
    return public.drop(columns=["kept", "non_answer"]), left_out


def _any(frame: pd.DataFrame, setting: Setting, rules: Sequence[tuple[str, Rule]]) -> Mask:
    mask = np.zeros(len(frame), dtype=bool)
    for _, rule in rules:
        mask |= rule(frame, setting)
    return mask

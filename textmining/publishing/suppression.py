"""Disclosure control: what is taken out of the tables before anyone outside the research team sees them.

Rules are applied one after the other, each a pure function from a table to the rows it hides; the first rule that
hides a row is its reason. Only primary rules stand here yet: what could be worked out by subtraction from what is
left (secondary suppression) is a further rule over the rows that are already hidden.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmining.publishing.content import ALL
from textmining.study import Study

__all__ = [
    "FOR_EVERYBODY",
    "FOR_ONE_INSTITUTION",
    "REASONS",
    "Disclosure",
    "Rules",
    "Setting",
    "institution_groupings",
    "setting_of",
    "suppress",
]

REASONS = {
    "small_group": "te weinig deelnemers",
    "one_institution": "deelnemers van één instelling",
    "hidden_side": "vergelijking met een verborgen groep",
    "institutions": "indeling naar instelling",
    "own_words": "zeldzame waarde zonder label",
}
"""Why a number is hidden, in the words of the site."""

_HIDDEN = {
    "prevalence": ("n", "mentions", "n_eff", "deff", "df", "estimate", "low", "high"),
    "contrasts": ("n", "difference", "low", "high", "df", "p", "q"),
    "closed": ("n", "n_eff", "df", "estimate", "low", "high"),
}
_COUNTS = ("n", "mentions")
_KEY = ["wave", "grouping", "group"]
_SHORT_NUMBER = re.compile(r"-?\d{1,2}")

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Setting:
    """What rules look at beside the table.

    Attributes
    ----------
    minimum : int
        Smallest unweighted number of respondents for which a number is shown.
    clusters : Series
        Number of clusters that the respondents behind a number come from, by question ("" for closed questions),
        wave, grouping and group; empty where the study has fewer than two clusters.
    institutions : frozenset of str
        Groupings whose groups are institutions.
    own_words : frozenset of (str, str)
        Values, by the id of their grouping or closed question, that nobody gave a label and too few respondents have:
        what they are called may be what a respondent wrote.
    """

    minimum: int
    clusters: pd.Series
    institutions: frozenset[str]
    own_words: frozenset[tuple[str, str]]


Rule = Callable[[pd.DataFrame, Setting], Mask]


@dataclass(frozen=True)
class Rules:
    """Rules by the reason they give: those that leave a row out altogether, and those that empty it."""

    leave_out: tuple[tuple[str, Rule], ...]
    empty: tuple[tuple[str, Rule], ...]


@dataclass(frozen=True)
class Disclosure:
    """Tables after disclosure control, and what was hidden.

    Attributes
    ----------
    tables : dict of str to DataFrame
        prevalence, contrasts and closed: every number of a hidden row is null, ``suppressed`` is true and ``n`` too is
        not told; counts are nullable integers.
    hidden : DataFrame
        One row per table, question, grouping, group, wave and reason, with ``rows``, the number of rows hidden.
    """

    tables: dict[str, pd.DataFrame]
    hidden: pd.DataFrame


def small_group(frame: pd.DataFrame, setting: Setting) -> Mask:
    """Fewer respondents than the minimum, whatever they say: 0% and 100% tell of each of them.

    The same mentions are a share of those who answered and of those who were asked: with the one goes the other.
    """
    n = frame["n"]
    if "denominator" in frame:
        n = n.groupby([frame[column] for column in ("question", "theme_id", *_KEY)]).transform("min")
    return np.asarray(n < setting.minimum, dtype=bool)


def one_institution(frame: pd.DataFrame, setting: Setting) -> Mask:
    """All respondents of the group come from one institution, so that the number is that institution's."""
    if setting.clusters.empty:
        return np.zeros(len(frame), dtype=bool)
    question = frame["question"] if "question" in frame else pd.Series("", index=frame.index)
    key = pd.MultiIndex.from_arrays([question, *(frame[name] for name in _KEY)])
    count = setting.clusters.reindex(key).to_numpy(dtype=float)
    return np.asarray((count == 1) & (frame["grouping"] != ALL).to_numpy(), dtype=bool)


def institutions(frame: pd.DataFrame, setting: Setting) -> Mask:
    """The groups are institutions."""
    return np.asarray(frame["grouping"].isin(setting.institutions), dtype=bool)


def own_words(frame: pd.DataFrame, setting: Setting) -> Mask:
    """The name of the group or category may be a respondent's own."""
    mask = np.zeros(len(frame), dtype=bool)
    for part, value in (("grouping", "group"), ("item", "category")):
        if setting.own_words and part in frame and value in frame:
            pairs = zip(frame[part], frame[value], strict=True)
            mask |= np.fromiter((pair in setting.own_words for pair in pairs), dtype=bool, count=len(frame))
    return mask


FOR_EVERYBODY = Rules(
    leave_out=(("institutions", institutions), ("own_words", own_words)),
    empty=(("small_group", small_group), ("one_institution", one_institution)),
)
"""For ``publiek/``."""
FOR_ONE_INSTITUTION = Rules(leave_out=(("own_words", own_words),), empty=(("small_group", small_group),))
"""For the workbook of one institution, whose own figures are the point."""


def institution_groupings(study: Study, respondents: pd.DataFrame) -> frozenset[str]:
    """Groupings whose groups are institutions: by the study's cluster column, or each inside one cluster of several."""
    named = {group.id for group in study.groups if group.column == study.columns.cluster}
    found = {"cluster", *named}
    if respondents["cluster"].nunique() > 1:
        for grouping in study.groupings:
            clusters = respondents.groupby(grouping)["cluster"].nunique() if grouping in respondents else pd.Series()
            if len(clusters) > 1 and (clusters == 1).all():
                found.add(grouping)
    return frozenset(found)


def setting_of(study: Study, tables: Mapping[str, pd.DataFrame]) -> Setting:
    """What the rules look at, from the tables before disclosure control."""
    respondents, ledger = tables["respondents"], tables["ledger"]
    return Setting(
        study.privacy.minimum_group,
        _clusters(study, respondents, ledger),
        institution_groupings(study, respondents),
        _own_words(study, respondents, tables["labels"], tables["closed"]),
    )


def _clusters(study: Study, respondents: pd.DataFrame, ledger: pd.DataFrame) -> pd.Series:
    if respondents["cluster"].nunique() < 2:
        return pd.Series(dtype=float)
    person = ["respondent_id", "wave"]
    kept = ledger.loc[ledger["fate"] == "kept", [*person, "question"]]
    groupings = [grouping for grouping in study.groupings if grouping in respondents]
    people = respondents[[*person, "cluster", *groupings]]
    people = pd.concat([people.assign(question=""), people.merge(kept, on=person)], ignore_index=True)
    long = people.melt(["question", "wave", "cluster"], groupings, "grouping", "group").dropna(subset=["group"])
    # somebody without a cluster is of no known institution, and adds none
    return long.groupby(["question", *_KEY])["cluster"].nunique()


def _own_words(
    study: Study, respondents: pd.DataFrame, labels: pd.DataFrame, closed: pd.DataFrame
) -> frozenset[tuple[str, str]]:
    given = {(group.id, label) for group in study.groups for label in (group.values or {}).values()}
    given |= {(item.id, label) for item in study.closed for label in (item.values or {}).values()}
    # a value without a label has itself as its label
    labelled = labels[labels["code"] != labels["label"]]
    given |= set(zip(labelled["id"], labelled["label"], strict=True))
    sizes: dict[tuple[str, str], float] = {}
    for grouping in study.groupings:
        if grouping in respondents:
            sizes |= {(grouping, str(group)): n for group, n in respondents[grouping].value_counts().items()}
    shares = closed[(closed["grouping"] == ALL) & closed["category"].notna()]
    counts = (shares["estimate"] * shares["n"]).groupby([shares["item"], shares["category"]]).sum()
    sizes |= {(str(item), str(category)): n for (item, category), n in counts.items()}
    return frozenset(
        pair
        for pair, n in sizes.items()
        if n < study.privacy.minimum_group and pair not in given and not _SHORT_NUMBER.fullmatch(pair[1])
    )


def suppress(
    tables: Mapping[str, pd.DataFrame], study: Study, setting: Setting, rules: Rules = FOR_EVERYBODY
) -> Disclosure:
    """Hide what must not be shown.

    Parameters
    ----------
    tables : mapping
        prevalence, contrasts and closed, before disclosure control.
    study : Study
        For the groups that a contrast compares.
    setting : Setting
    rules : Rules

    Returns
    -------
    Disclosure
    """
    out: dict[str, pd.DataFrame] = {}
    hidden: list[pd.DataFrame] = []
    for name in ("prevalence", "closed", "contrasts"):
        frame = tables[name]
        reasons = _reasons(frame, setting, rules.leave_out)
        hidden += [_account(name, frame[reasons == reason], reason) for reason, _ in rules.leave_out]
        frame = frame[reasons == ""].reset_index(drop=True)
        if name == "contrasts":
            sides = _hidden_sides(frame, tables["prevalence"], out["prevalence"], study, setting)
            reasons = np.where(sides, "hidden_side", "").astype(object)
        else:
            reasons = _reasons(frame, setting, rules.empty)
        hidden += [_account(name, frame[reasons == reason], reason) for reason in REASONS]
        out[name] = _emptied(name, frame, reasons != "")
    return Disclosure(out, pd.concat(hidden, ignore_index=True))


def _reasons(frame: pd.DataFrame, setting: Setting, rules: Sequence[tuple[str, Rule]]) -> npt.NDArray[np.object_]:
    """The first rule that hides each row, "" where none does."""
    reasons = np.full(len(frame), "", dtype=object)
    for name, rule in rules:
        reasons[(reasons == "") & rule(frame, setting)] = name
    return reasons


def _hidden_sides(
    contrasts: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame, study: Study, setting: Setting
) -> Mask:
    """Contrasts of which a side is hidden, or may not be shown: with the other side the difference tells it."""
    key = ["question", "theme_id", "wave", "grouping", "group"]
    count = before.groupby(key)["n"].min().to_dict()
    is_hidden = after.groupby(key)["suppressed"].max().to_dict()
    declared = {contrast.id: contrast for contrast in study.contrasts}
    mask = np.array(contrasts["n"] < setting.minimum, dtype=bool)
    columns = ["question", "theme_id", "wave", "grouping", "contrast"]
    # models leave out respondents without a covariate; the two sides are those of the largest, the raw one
    most = contrasts.groupby(columns)["n"].transform("max")
    for row, (*where, contrast, n) in enumerate(zip(*(contrasts[c] for c in columns), most, strict=True)):
        sides = declared.get(contrast)
        if sides is None or sides.group is None:
            continue
        a, b = (*where, sides.a), (*where, sides.b)
        counts = [count.get(a), n - count.get(a, 0) if sides.b == "rest" else count.get(b)]
        small = any(side is not None and side < setting.minimum for side in counts)
        mask[row] |= small or bool(is_hidden.get(a, False)) or bool(is_hidden.get(b, False))
    return mask


def _emptied(name: str, frame: pd.DataFrame, hide: Mask) -> pd.DataFrame:
    changed: dict[str, pd.Series] = {}
    for column in _HIDDEN[name]:
        values = frame[column].astype("Int64" if column in _COUNTS else "float64")
        changed[column] = values.mask(hide)
    if "suppressed" in frame:
        changed["suppressed"] = frame["suppressed"].astype(bool) | hide
        changed["flag"] = frame["flag"].mask(hide)
    return frame.assign(**changed)


def _account(table: str, frame: pd.DataFrame, reason: str) -> pd.DataFrame:
    """What was hidden, counted over themes and items; a name that may be a respondent's own is not told."""
    question = frame["question"] if "question" in frame else pd.Series("", index=frame.index)
    group = frame["group"] if "group" in frame else frame.get("contrast", "")
    group = "" if reason == "own_words" else group
    place = pd.DataFrame({"question": question, "grouping": frame["grouping"], "group": group, "wave": frame["wave"]})
    counts = place.value_counts().rename("rows").reset_index()
    counts.insert(0, "table", table)
    counts["reason"] = reason
    return counts.sort_values(["question", "grouping", "group", "wave"], ignore_index=True)
